import type { Measurand } from '../model.ts'
import type { Descriptor, Read } from './schema.ts'

/** What a descriptor wants stations to send. */
export interface DescriptorWish {
  readonly measurands: readonly Measurand[]
  /** Configuration keys that items read. */
  readonly keys: readonly string[]
  /** Their names as variables, in later versions. */
  readonly variables: readonly string[]
  /** Seconds between samples; 0 = does not say. */
  readonly sampleInterval: number
  /** Seconds between heartbeats; 0 = does not say. */
  readonly heartbeatInterval: number
}

/** Collects what a descriptor's `read` rules need, so that nothing has to be configured twice. */
export function wishOf(descriptor: Descriptor): DescriptorWish {
  const reads = descriptor.items.flatMap((item) => item.read)
  return {
    measurands: [...new Set(reads.flatMap(measurandsOf))],
    keys: namesOf(reads, 'key'),
    variables: namesOf(reads, 'variable'),
    sampleInterval: descriptor.ocpp?.sampleInterval ?? 0,
    heartbeatInterval: descriptor.ocpp?.heartbeatInterval ?? 0,
  }
}

function measurandsOf(read: Read): readonly Measurand[] {
  if (read.from === 'MeterValues') return [read.measurand]
  // The energy of a transaction comes from the register while it runs.
  const running = read.from === 'Transaction' && read.field === 'energy'
  return running ? ['Energy.Active.Import.Register'] : []
}

function namesOf(reads: readonly Read[], word: 'key' | 'variable'): readonly string[] {
  const names = reads.flatMap((read) => (read.from === 'Configuration' ? (read[word] ?? []) : []))
  return [...new Set(names)]
}
