/**
 * Our own words: what a station reports (events), what the host wants (commands), and what is known
 * of a connector (facts). No OCPP version and no vendor is named here; status words, measurands and
 * stop reasons are those of OCPP 1.6, into which every dialect translates.
 */

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

/** What a station reports. Times are ms since the epoch; connector 0 is the station itself. */
export type StationEvent =
  | { readonly kind: 'Booted'; readonly identity: Identity; readonly at: number }
  | {
      readonly kind: 'StatusReported'
      readonly connector: number
      readonly status: StatusWord
      readonly errorCode?: string | undefined
      readonly vendorErrorCode?: string | undefined
      readonly info?: string | undefined
      readonly vendorId?: string | undefined
      readonly at: number
    }
  | {
      readonly kind: 'Metered'
      readonly connector: number
      readonly transaction?: TransactionId | undefined
      readonly samples: readonly Sample[]
    }
  | {
      readonly kind: 'CardShown'
      /** Absent when the message does not say which connector it is about. */
      readonly connector?: number | undefined
      readonly idTag: string
      readonly status: CardStatus
      /** Whether the host knows the card at all. */
      readonly known: boolean
      readonly at: number
    }
  | {
      readonly kind: 'TransactionStarted'
      readonly connector: number
      readonly id: TransactionId
      readonly idTag?: string | undefined
      readonly cardStatus: CardStatus
      /** Register at the start, Wh. */
      readonly meterStart?: number | undefined
      readonly reservation?: number | undefined
      readonly numberOfPhasesUsed?: number | undefined
      readonly at: number
    }
  | {
      readonly kind: 'TransactionEnded'
      readonly id: TransactionId
      /** Where the message itself says it (2.x); else the host looks the transaction up. */
      readonly connector?: number | undefined
      readonly idTag?: string | undefined
      /** Register at the end, Wh. */
      readonly meterStop?: number | undefined
      readonly reason?: string | undefined
      readonly samples: readonly Sample[]
      readonly at: number
    }
  /** Values the station answered or reported; names keep the station's spelling. */
  | { readonly kind: 'ConfigurationRead'; readonly values: readonly ConfigurationValue[] }
  | {
      readonly kind: 'ProfileAccepted'
      readonly connector: number
      /** In `unit`. */
      readonly limit: number
      readonly unit: 'A' | 'W'
      readonly numberPhases?: number | undefined
      readonly at: number
    }
  | {
      readonly kind: 'ReservationMade'
      readonly connector: number
      readonly id: number
      readonly idTag: string
      readonly expiry: number
    }
  | { readonly kind: 'ReservationEnded'; readonly id: number }
  /** Firmware, diagnostics, log, security and vendor messages: shown, not folded into items. */
  | {
      readonly kind: 'Noticed'
      readonly action: string
      readonly payload: unknown
      readonly at: number
    }

/** One configuration key or variable of a station. */
export interface ConfigurationValue {
  readonly key: string
  /** Absent when the station does not disclose it. */
  readonly value?: string | undefined
  readonly readonly: boolean
}

/** What the host wants of a station. Every dialect has one row for each kind. */
export type Command =
  | SetProfile
  | { readonly kind: 'ClearChargingProfile'; readonly connector: number; readonly purpose?: string }
  | {
      readonly kind: 'RemoteStartTransaction'
      readonly connector: number
      readonly idTag: string
    }
  | { readonly kind: 'RemoteStopTransaction'; readonly transaction: TransactionId }
  | {
      readonly kind: 'ChangeAvailability'
      readonly connector: number
      readonly operative: boolean
    }
  | { readonly kind: 'ChangeConfiguration'; readonly key: string; readonly value: string }
  | { readonly kind: 'GetConfiguration'; readonly keys: readonly string[] }
  | { readonly kind: 'UnlockConnector'; readonly connector: number }
  | { readonly kind: 'Reset'; readonly hard: boolean }
  | {
      readonly kind: 'ReserveNow'
      readonly connector: number
      readonly id: number
      readonly idTag: string
      readonly parentIdTag?: string
      readonly expiry: number
    }
  | { readonly kind: 'CancelReservation'; readonly id: number }
  | { readonly kind: 'TriggerMessage'; readonly message: string; readonly connector?: number }
  | {
      readonly kind: 'DataTransfer'
      readonly vendorId: string
      readonly messageId?: string
      readonly data?: string
    }

/** A charging limit for one connector (0 = the station). */
export interface SetProfile {
  readonly kind: 'SetChargingProfile'
  readonly connector: number
  readonly id: number
  /** In `unit`, a multiple of 0.1; 0 pauses. */
  readonly limit: number
  readonly unit: 'A' | 'W'
  readonly purpose: 'TxDefaultProfile' | 'TxProfile' | 'ChargePointMaxProfile'
  readonly profileKind: 'Absolute' | 'Relative'
  readonly stackLevel: number
  readonly numberPhases?: number
  /** Required by TxProfile. */
  readonly transaction?: TransactionId
  /** Start of an Absolute schedule, ms since the epoch. */
  readonly start: number
}

/** Names of the commands. */
export type CommandKind = Command['kind']
/** The command of one kind. */
export type CommandOf<K extends CommandKind> = Extract<Command, { kind: K }>

/** What a station answered to a command: a refusal is an outcome, not an error. */
export interface Outcome {
  readonly accepted: boolean
  /** The station's own word, for example `Accepted`, `Rejected`, `RebootRequired`. */
  readonly status: string
  /** What else the answer says, as events (configuration values, say). */
  readonly events?: readonly StationEvent[]
  /** The station takes no part of this kind of command at all; other variants need not be tried. */
  readonly unsupported?: boolean
}

/** One OCPP call made on behalf of a write, and what became of it. */
export interface CallRecord {
  readonly action: string
  readonly status: string
}
