import type { Measurand } from '../model.ts'
import type { Descriptor, Read } from './schema.ts'

/** What a descriptor wants stations to send. */
export interface DescriptorWish {
  readonly measurands: readonly Measurand[]
  /** Configuration keys and variables that items read. */
  readonly keys: readonly string[]
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
    keys: [...new Set(reads.flatMap(keysOf))],
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

function keysOf(read: Read): readonly string[] {
  if (read.from !== 'Configuration') return []
  return [read.key, read.variable].flatMap((name) => (name === undefined ? [] : [name]))
}
