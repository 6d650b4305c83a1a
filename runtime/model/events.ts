import type {
  CardStatus,
  ChargingState,
  Identity,
  Sample,
  SignedValue,
  StatusWord,
  TransactionId,
} from './words.ts'

/** What a station reports. Times are ms since the epoch; connector 0 is the station itself. */
export type StationEvent =
  | { readonly kind: 'Booted'; readonly identity: Identity; readonly at: number }
  | {
      readonly kind: 'StatusReported'
      readonly connector: number
      readonly status: StatusWord
      /** Absent where a version reports problems apart; what those reports say goes on then. */
      readonly errorCode?: string | undefined
      readonly vendorErrorCode?: string | undefined
      readonly info?: string | undefined
      readonly vendorId?: string | undefined
      readonly at: number
    }
  /** A problem came or went; one that comes again replaces itself. */
  | {
      readonly kind: 'ProblemReported'
      readonly connector: number
      /** Tells the problems of a connector apart. */
      readonly about: string
      readonly active: boolean
      readonly errorCode: string
      readonly info?: string | undefined
      readonly at: number
    }
  | {
      readonly kind: 'Metered'
      readonly connector: number
      readonly transaction?: TransactionId | undefined
      readonly samples: readonly Sample[]
      readonly signed?: readonly SignedValue[] | undefined
      readonly past?: Past
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
      /** Whether the host knows the card. */
      readonly known: boolean
      /** Register at the start, Wh. */
      readonly meterStart?: number | undefined
      readonly reservation?: number | undefined
      readonly numberOfPhasesUsed?: number | undefined
      readonly chargingState?: ChargingState | undefined
      /** How power flows, to the vehicle or from it, in the words of the station. */
      readonly operationMode?: string | undefined
      readonly order?: number | undefined
      readonly past?: Past
      readonly stated?: Stated
      readonly at: number
    }
  /** News of a transaction that goes on; what is absent did not change. */
  | {
      readonly kind: 'TransactionUpdated'
      readonly id: TransactionId
      /** Absent when the message does not say it; then the host looks the transaction up. */
      readonly connector?: number | undefined
      readonly card?:
        | {
            readonly idTag: string
            readonly status: CardStatus
            readonly known: boolean
          }
        | undefined
      readonly numberOfPhasesUsed?: number | undefined
      readonly chargingState?: ChargingState | undefined
      readonly operationMode?: string | undefined
      readonly order?: number | undefined
      readonly past?: Past
      readonly stated?: Stated
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
      readonly signed?: readonly SignedValue[] | undefined
      readonly order?: number | undefined
      readonly stated?: Stated
      readonly at: number
    }
  /** Values the station answered or reported; names keep the station's spelling. */
  | { readonly kind: 'ConfigurationRead'; readonly values: readonly ConfigurationValue[] }
  /** The station says how many phases a connector is wired with. */
  | { readonly kind: 'PhasesReported'; readonly connector: number; readonly phases: 1 | 2 | 3 }
  /** A part of a report that the host asked for under this number was received. */
  | { readonly kind: 'ReportReceived'; readonly request: number; readonly last: boolean }
  /** The host asked for a transaction, and the station takes it up or not. */
  | {
      readonly kind: 'StartAsked'
      readonly connector: number
      readonly idTag: string
      readonly accepted: boolean
      readonly at: number
    }
  /** The station told, or took, a version of its local list of cards; -1 = it keeps none. */
  | { readonly kind: 'LocalListRead'; readonly version: number; readonly at: number }
  | {
      readonly kind: 'ProfileAccepted'
      readonly connector: number
      /** In `unit`. */
      readonly limit: number
      readonly unit: 'A' | 'W'
      readonly numberPhases?: number | undefined
      readonly phaseToUse?: number | undefined
      readonly at: number
    }
  /** A limit that the station works by and that is not the host's last one, or is of all together. */
  | {
      readonly kind: 'LimitReported'
      readonly connector: number
      /** Whose it is; `Composite` = what holds of all limits together. */
      readonly source: string
      /** Whether it holds; else it holds no more. */
      readonly active: boolean
      /** In `unit`; absent where the station does not say it. */
      readonly limit?: number | undefined
      readonly unit?: 'A' | 'W' | undefined
      readonly numberPhases?: number | undefined
      readonly at: number
    }
  | {
      readonly kind: 'ReservationMade'
      readonly connector: number
      readonly id: number
      readonly idTag: string
      /** Group whose cards may use it too. */
      readonly parentIdTag?: string | undefined
      readonly expiry: number
      readonly at: number
    }
  | {
      readonly kind: 'ReservationEnded'
      readonly id: number
      /** Absent where the station does not say why. */
      readonly reason?: 'cancelled' | 'expired' | 'ended' | undefined
      readonly at: number
    }
  /** Firmware, diagnostics, log, security and vendor messages: shown, not folded into items. */
  | {
      readonly kind: 'Noticed'
      readonly action: string
      readonly payload: unknown
      readonly at: number
    }

/**
 * Whether an event tells of something that is over: kept by the station while it was offline, or
 * overtaken by later news. It completes what is known of its transaction and changes nothing else.
 */
export type Past = true | undefined

/**
 * The time as the station said it, ms since the epoch, where it could not be right and the receipt
 * stands for it; 0 where it said none that can be read. It is the same when the message comes again.
 */
export type Stated = number | undefined

/** One configuration key or variable of a station. */
export interface ConfigurationValue {
  readonly key: string
  /** Absent when the station does not disclose it. */
  readonly value?: string | undefined
  readonly readonly: boolean
  /** The station was asked and does not know the key. */
  readonly unknown?: boolean | undefined
  /** Where the value holds for some connectors only: which, and what it is called on each of them. */
  readonly of?: { readonly name: string; readonly connectors: readonly number[] } | undefined
  /** What else the station says of it. */
  readonly about?: VariableFacts | undefined
}

/** What a station says of one of its variables beside the value. */
export interface VariableFacts {
  readonly dataType?: string | undefined
  readonly unit?: string | undefined
  readonly min?: number | undefined
  readonly max?: number | undefined
  /** Values it may have, separated by commas. */
  readonly values?: string | undefined
  /** Values of other kinds than the actual one, for example `Target`, by kind. */
  readonly attributes?: Readonly<Record<string, string>> | undefined
}
