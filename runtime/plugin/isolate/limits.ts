import type { ThreadLimits } from './messages.ts'

/** What plugins in an isolate may use. */
export interface IsolateLimits extends ThreadLimits {
  /** Time on a processor a call may take before its thread is killed, ms. */
  readonly cpu: number
  /** Time on a processor after which a call is slow, ms: such plugins disturb no others. */
  readonly slow: number
  /** The same as `cpu` for taking the types out of a source, ms. */
  readonly stripCpu: number
  /** Time on the clock instead, where time on a processor is not told, ms. */
  readonly wall: number
  /** Characters of all sources of a plugin. */
  readonly source: number
  /** Faults that cost others something before a plugin is refused; slow calls before it runs apart. */
  readonly strikes: number
  /** How long such a fault counts, ms. */
  readonly window: number
}

/** The limits of an isolate unless others are wanted. */
export const isolateLimits: IsolateLimits = {
  fuel: 50,
  pages: 512,
  stack: 256 * 1024,
  cpu: 150,
  slow: 40,
  stripCpu: 3000,
  wall: 2000,
  source: 1_000_000,
  strikes: 3,
  window: 600_000,
}
