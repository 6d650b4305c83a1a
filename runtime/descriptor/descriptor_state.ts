import type { Finding } from './finding.ts'
import type { Descriptor } from './schema.ts'

/** A descriptor that is, or failed to be, loaded. */
export interface DescriptorState {
  readonly name: string
  readonly file: string
  /** The active one; absent when no version of it was ever valid. */
  readonly active?: Descriptor | undefined
  /** Whether what the file holds now is what is active. */
  readonly current: boolean
  readonly findings: readonly Finding[]
}
