import type { CardStatus, Identity, Sample, StatusWord, TransactionId } from './words.ts'

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
      /** Whether the host knows the card. */
      readonly known: boolean
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
      readonly at: number
    }
  | { readonly kind: 'ReservationEnded'; readonly id: number; readonly at: number }
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
  /** The station was asked and does not know the key. */
  readonly unknown?: boolean | undefined
}
