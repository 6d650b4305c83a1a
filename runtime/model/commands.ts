import type { StationEvent } from './events.ts'
import type { CardStatus, TransactionId } from './words.ts'

/** What the host wants of a station. Every dialect has one row for each kind. */
export type Command =
  | SetProfile
  /** What holds of all limits together from now on, as the station reckons. */
  | {
      readonly kind: 'GetCompositeSchedule'
      readonly connector: number
      /** Seconds. */
      readonly duration: number
      readonly unit?: 'A' | 'W' | undefined
    }
  | {
      readonly kind: 'ClearChargingProfile'
      readonly connector: number
      readonly purpose?: string | undefined
    }
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
      readonly parentIdTag?: string | undefined
      readonly expiry: number
    }
  | { readonly kind: 'CancelReservation'; readonly id: number }
  | {
      readonly kind: 'TriggerMessage'
      readonly message: string
      readonly connector?: number | undefined
    }
  | {
      readonly kind: 'DataTransfer'
      readonly vendorId: string
      readonly messageId?: string | undefined
      readonly data?: string | undefined
    }
  | { readonly kind: 'GetLocalListVersion' }
  | {
      readonly kind: 'SendLocalList'
      /** Version of the list once this is done, from 1. */
      readonly version: number
      /** In place of all cards; else these are added, replaced or, without `info`, removed. */
      readonly full: boolean
      readonly cards: readonly ListedCard[]
    }

/** A card in the list that a station keeps by itself. */
export interface ListedCard {
  readonly idTag: string
  readonly info?:
    | {
        readonly status: Exclude<CardStatus, 'ConcurrentTx'>
        /** ms since the epoch. */
        readonly expiry?: number | undefined
        readonly parentIdTag?: string | undefined
      }
    | undefined
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
  readonly numberPhases?: number | undefined
  /** From 1 to 3, with one phase only. */
  readonly phaseToUse?: number | undefined
  /** Required by TxProfile. */
  readonly transaction?: TransactionId | undefined
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
  /** The station takes nothing of this kind, for a profile of this purpose; variants need not be tried. */
  readonly unsupported?: boolean
  /** More of the station's words, for people. */
  readonly detail?: string | undefined
}

/** One OCPP call made on behalf of a write, and what became of it. */
export interface CallRecord {
  readonly action: string
  readonly status: string
}
