import type { ConfigurationValue } from './events.ts'
import { NamedValues } from './named_values.ts'
import { Samples } from './samples.ts'
import type { CardStatus, ChargingState, Identity, StatusWord, TransactionId } from './words.ts'

/**
 * Groups of facts, as bits: the reducer says which groups an event changed, and a `read` rule which
 * groups it depends on, so that only the rules concerned run.
 */
export const group = {
  status: 1,
  meter: 2,
  transaction: 4,
  card: 8,
  profile: 16,
  identity: 32,
  configuration: 64,
  reservation: 128,
  /** Whether the station is connected. */
  link: 256,
  /** Message counter and time of the last message: change with every frame. */
  tick: 512,
  /** Time-dependent trust in the link. */
  quality: 1024,
  /** Register of the transaction: moves on with most samples. */
  register: 2048,
  /** What the host wrote to items that are only written. */
  written: 4096,
} as const

/** Every group. */
export const everyGroup = 8191

/** What is known of a station as a whole. One object, shared by its connectors. */
export interface StationFacts {
  readonly id: string
  identity: Identity
  /** Keyed by the lower-cased name; values keep the station's spelling. */
  readonly configuration: NamedValues<ConfigurationValue>
  /** Its local list of cards, as far as it was asked for or sent; version -1 = it keeps none. */
  localList?: { readonly version: number; readonly at: number } | undefined
  online: boolean
  /** Whether it was ever connected. */
  seen: boolean
  /** Name of the OCPP version in use. */
  version: string | undefined
  /** Frames received, ever. */
  messages: number
  /** ms since the epoch of the last frame; `NaN` = there was none. Always a number: it changes with every frame. */
  lastSeen: number
  /** 0..100: 100 = live, falling while the station is silent, 0 = not connected. */
  quality: number
}

/** ms since the epoch of the last frame of a station; `undefined` when there was none. */
export function lastSeenOf({ lastSeen }: Pick<StationFacts, 'lastSeen'>): number | undefined {
  return Number.isNaN(lastSeen) ? undefined : lastSeen
}

/** Latest status report of a connector. */
export interface StatusFact {
  readonly status: StatusWord
  readonly errorCode?: string | undefined
  readonly vendorErrorCode?: string | undefined
  readonly info?: string | undefined
  readonly vendorId?: string | undefined
  readonly at: number
}

/** A problem of a connector that is not over. */
export interface ProblemFact {
  /** Tells the problems of a connector apart. */
  readonly about: string
  readonly errorCode: string
  readonly info?: string | undefined
}

/** The running, or else the last, transaction of a connector; its register moves on in place. */
export interface TransactionFact {
  readonly id: TransactionId
  /** What the station calls it, where that is another id than the one it was given (quirk X8). */
  readonly own?: TransactionId | undefined
  readonly active: boolean
  readonly idTag?: string | undefined
  /** Wh; absent while nothing said what the register was at the start. */
  meterStart?: number | undefined
  /** Wh. */
  readonly meterStop?: number | undefined
  /** Latest register, Wh. */
  register?: number | undefined
  /** ms since the epoch of that register. */
  registerAt?: number | undefined
  /** ms since the epoch; absent for a transaction that was under way when first seen. */
  readonly startedAt?: number | undefined
  readonly stoppedAt?: number | undefined
  readonly stopReason?: string | undefined
  readonly numberOfPhasesUsed?: number | undefined
  readonly chargingState?: ChargingState | undefined
  /** How power flows, to the vehicle or from it, in the words of the station. */
  readonly operationMode?: string | undefined
  /** Number of its latest message, where the version numbers them; forgotten when the station boots. */
  readonly order?: number | undefined
  /** ms since the epoch of what was learned last. */
  at: number
}

/** What the station calls a transaction. */
export function calledBy({ id, own }: TransactionFact): TransactionId {
  return own ?? id
}

/** The card shown last, and the host's decision. */
export interface CardFact {
  readonly idTag: string
  readonly status: CardStatus
  /** Accepted, and not used up by the end of its transaction. */
  readonly authorized: boolean
  /** The card, when the host does not know it. */
  readonly unknownIdTag?: string | undefined
  readonly at: number
}

/** The charging limit the station accepted last. */
export interface ProfileFact {
  readonly limit: number
  readonly unit: 'A' | 'W'
  readonly numberPhases?: number | undefined
  readonly phaseToUse?: number | undefined
  readonly status: string
  readonly at: number
}

/** A limit that a station says it works by. */
export interface LimitFact {
  /** Whose it is; `Composite` = what holds of all limits together. */
  readonly source: string
  readonly limit?: number | undefined
  readonly unit?: 'A' | 'W' | undefined
  readonly numberPhases?: number | undefined
  readonly at: number
}

/** A reservation of a connector. */
export interface ReservationFact {
  readonly active: boolean
  readonly id: number
  readonly idTag: string
  /** ms since the epoch. */
  readonly expiry: number
  readonly at: number
}

/** Everything known of one connector; connector 0 stands for the station itself. */
export interface Facts {
  readonly station: StationFacts
  readonly connector: number
  status: StatusFact | undefined
  /** Reported apart from the status, latest last. */
  problems: readonly ProblemFact[]
  /** Values that hold for this connector only, by their lower-cased name on it. */
  configuration: Map<string, ConfigurationValue> | undefined
  /** Phases it is wired with, where the station says it. */
  phases: 1 | 2 | 3 | undefined
  /** Latest sample of every measurand, phase and location. */
  readonly samples: Samples
  transaction: TransactionFact | undefined
  card: CardFact | undefined
  profile: ProfileFact | undefined
  /** Limits the station reported, one of each source, latest last. */
  limits: readonly LimitFact[]
  reservation: ReservationFact | undefined
}

/** Facts of a station nobody has seen yet. */
export function newStationFacts(id: string): StationFacts {
  return {
    id,
    identity: {},
    configuration: new NamedValues(),
    online: false,
    seen: false,
    version: undefined,
    messages: 0,
    lastSeen: Number.NaN,
    quality: 0,
  }
}

const none: readonly never[] = []

/** Facts of a connector nobody has seen yet. */
export function newFacts(station: StationFacts, connector: number): Facts {
  return {
    station,
    connector,
    status: undefined,
    problems: none,
    configuration: undefined,
    phases: undefined,
    samples: new Samples(),
    transaction: undefined,
    card: undefined,
    profile: undefined,
    limits: none,
    reservation: undefined,
  }
}
