/** The value of an item. */
export type ItemValue = string | number | boolean

/** How far a value can be trusted: `stale` is older than three sample intervals. */
export type Quality = 'good' | 'stale' | 'offline' | 'unknown'

/** Number in OCPP 1.6, text in later versions; opaque to everything but the dialects. */
export type TransactionId = number | string

/** Identity of a station, in the words of a 1.6 BootNotification. */
export interface Identity {
  readonly chargePointVendor?: string | undefined
  readonly chargePointModel?: string | undefined
  readonly chargePointSerialNumber?: string | undefined
  readonly chargeBoxSerialNumber?: string | undefined
  readonly firmwareVersion?: string | undefined
  readonly meterType?: string | undefined
  readonly meterSerialNumber?: string | undefined
  readonly iccid?: string | undefined
  readonly imsi?: string | undefined
}

/** Connector status. */
export const statusWords = [
  'Available',
  'Preparing',
  'Charging',
  'SuspendedEVSE',
  'SuspendedEV',
  'Finishing',
  'Reserved',
  'Unavailable',
  'Faulted',
] as const
/** One of {@link statusWords}. */
export type StatusWord = (typeof statusWords)[number]

/** Those of a connector that somebody uses. */
export const inUse: ReadonlySet<StatusWord> = new Set<StatusWord>([
  'Preparing',
  'Charging',
  'SuspendedEV',
  'SuspendedEVSE',
  'Finishing',
])

/** How far the charging of a transaction is, where a version says it apart from the connector. */
export const chargingStates = [
  'Idle',
  'EVConnected',
  'Charging',
  'SuspendedEV',
  'SuspendedEVSE',
] as const
/** One of {@link chargingStates}. */
export type ChargingState = (typeof chargingStates)[number]

/** Outcome of an authorization. */
export const cardStatuses = ['Accepted', 'Blocked', 'Expired', 'Invalid', 'ConcurrentTx'] as const
/** One of {@link cardStatuses}. */
export type CardStatus = (typeof cardStatuses)[number]

/** What a meter measures. */
export const measurands = [
  'Current.Export',
  'Current.Import',
  'Current.Offered',
  'Energy.Active.Export.Interval',
  'Energy.Active.Export.Register',
  'Energy.Active.Import.Interval',
  'Energy.Active.Import.Register',
  'Energy.Active.Net',
  'Energy.Reactive.Export.Interval',
  'Energy.Reactive.Export.Register',
  'Energy.Reactive.Import.Interval',
  'Energy.Reactive.Import.Register',
  'Frequency',
  'Power.Active.Export',
  'Power.Active.Import',
  'Power.Factor',
  'Power.Offered',
  'Power.Reactive.Export',
  'Power.Reactive.Import',
  'RPM',
  'SoC',
  'Temperature',
  'Voltage',
] as const
/** One of {@link measurands}. */
export type Measurand = (typeof measurands)[number]

/** Canonical phases: `L1-N` is `L1`, and so on; `''` is a sample without a phase. */
export const phases = ['', 'L1', 'L2', 'L3', 'N', 'L1-L2', 'L2-L3', 'L3-L1'] as const
/** One of {@link phases}. */
export type Phase = (typeof phases)[number]

/** Where a sample was taken; `''` = not said (the outlet, by the standard's default). */
export const locations = ['', 'Body', 'Cable', 'EV', 'Inlet', 'Outlet'] as const
/** One of {@link locations}. */
export type Location = (typeof locations)[number]

/** Why a sample was taken, most telling first: of two samples of one moment the earlier word wins. */
export const contexts = [
  'Sample.Periodic',
  'Sample.Clock',
  'Trigger',
  'Transaction.End',
  'Interruption.End',
  'Other',
  'Interruption.Begin',
  'Transaction.Begin',
] as const
/** One of {@link contexts}. */
export type Context = (typeof contexts)[number]

/** A reading with its signature, word for word as the station sent it. */
export interface SignedValue {
  /** ms since the epoch. */
  readonly at: number
  /** The sampled value in the words of its version, encoding and format included. */
  readonly value: object
}

/** One measured value, in the measurand's base unit (V, A, W, Wh, var, varh, %, °C, Hz, 1/min). */
export interface Sample {
  readonly measurand: Measurand
  readonly phase: Phase
  readonly location: Location
  readonly context: Context
  readonly value: number
  /** Time of the sample, ms since the epoch, never later than its receipt. */
  readonly at: number
}
