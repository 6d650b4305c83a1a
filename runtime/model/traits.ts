import type { Measurand } from './words.ts'

/**
 * Facts about a family of stations, as data. Every group has exactly one reader; {@link coreTraits}
 * is what every unknown station gets.
 */
export interface Traits {
  /** Read by the link of a station. */
  readonly transport: {
    /** Unanswered own calls in a row after which the connection is closed (quirk X22). */
    readonly maxUnanswered: number
    /** Seconds between WebSocket pings; 0 = none (quirks T7, T8, T9). */
    readonly pingInterval: number
  }
  /** Read by set-up after a connection. */
  readonly setup: {
    /** Seconds to wait for a boot report before asking for one (quirks B1, B2). */
    readonly triggerBootAfter: number
    /** Seconds after which set-up goes on without a boot report (quirk B2). */
    readonly goOnAfter: number
    /** Least time between two requests for a boot report, seconds (quirk B3). */
    readonly triggerBootEvery: number
    /** Pause between connection (or boot) and the first call, seconds (quirk B4). */
    readonly settle: number
    /** Measurands to ask for instead of those the descriptor reads (quirks C6, C7). */
    readonly measurands: readonly string[] | null
    /** Most entries of the measurand list; 0 = as many as the station says (quirk C7). */
    readonly maxMeasurands: number
    /** Keys never read (quirk C6). */
    readonly neverRead: readonly string[]
    /** Keys never written (quirk C16). */
    readonly neverWrite: readonly string[]
    /** Keys asked for when a station does not answer a request for all keys (quirk C1). */
    readonly chunk: number
  }
  /** Read by the profile ladder. */
  readonly profile: {
    /** Purposes, in the order they are tried (quirk P4). */
    readonly purposes: readonly ('TxDefaultProfile' | 'TxProfile' | 'ChargePointMaxProfile')[]
    /** Kinds, in the order they are tried (quirks P2, P3). */
    readonly kinds: readonly ('Absolute' | 'Relative')[]
    /** Fixed stack level; `null` = what the descriptor says, within what the station says (quirk P1). */
    readonly stackLevel: number | null
    /** Fixed unit; `null` = what the station says, else A (quirks C13, P6). */
    readonly unit: 'A' | 'W' | null
    /** Voltage between phase and neutral for the conversion of A to W. */
    readonly nominalVoltage: number
  }
  /** Read by the reducer. */
  readonly meter: {
    /** Measurands to leave out when they come (quirk M5). */
    readonly ignore: readonly Measurand[]
  }
}

/** The tolerant core: what every unknown station gets. */
export const coreTraits: Traits = {
  transport: { maxUnanswered: 3, pingInterval: 20 },
  setup: {
    triggerBootAfter: 5,
    goOnAfter: 60,
    triggerBootEvery: 3600,
    settle: 1,
    measurands: null,
    maxMeasurands: 0,
    neverRead: [],
    neverWrite: [],
    chunk: 4,
  },
  profile: {
    purposes: ['TxDefaultProfile', 'TxProfile', 'ChargePointMaxProfile'],
    kinds: ['Absolute', 'Relative'],
    stackLevel: null,
    unit: null,
    nominalVoltage: 230,
  },
  meter: { ignore: [] },
}
