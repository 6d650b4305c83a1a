import type {
  CardStatus,
  CommandKind,
  CommandOf,
  Facts,
  Outcome,
  StationEvent,
  TransactionId,
} from '../model.ts'
import type { RpcErrorKind } from '../rpc/errors.ts'
import type { CallPattern } from './call_pattern.ts'
import type { Operations } from './operations.ts'
import type { PasswordWords } from './passwords.ts'
import type { MessageShape } from './shape.ts'
import type { ProtocolVersion } from './versions.ts'

/** One OCPP version, as tables. Adding a version is adding one of these. */
export interface Dialect {
  readonly version: ProtocolVersion
  /** WebSocket subprotocol. */
  readonly subprotocol: string
  /** Whether there are calls that are not answered (SEND frames). */
  readonly oneWay: boolean
  /** What a station may call. */
  readonly inbound: ReadonlyMap<string, InboundRow>
  /** How our commands are said. */
  readonly outbound: { readonly [K in CommandKind]: OutboundRow<CommandOf<K>> }
  /** Every call the host may start, checked by the official schemas before it is sent. */
  readonly hostCalls: ReadonlyMap<string, HostCall>
  /** What takes longer than one answer. */
  readonly operations: Operations
  /** JSON Schemas of those calls, by action. */
  schemas(): Promise<ReadonlyMap<string, { readonly request: object; readonly answer: object }>>
  /** Names of the settings of a station that set-up and control use. */
  readonly keys: WellKnownKeys
  /** How a station is given the password of its connection. */
  readonly password: PasswordWords
  /** Other connectors, of those given, that cannot charge while this one does. */
  siblings(connector: number, of: Iterable<number>): readonly number[]
  /** Whether a call of a station is about this connector, or does not say about which. */
  concerns(payload: unknown, connector: number): boolean
  /** This version's word for an error. */
  errorWord(kind: RpcErrorKind): string
}

/** Configuration keys (1.6) or variables (2.x); `null` where the version has none. */
export interface WellKnownKeys {
  /** By which of the two names of a rule this version knows a setting. */
  readonly namedBy: 'key' | 'variable'
  readonly sampleInterval: string
  /** Seconds for which it waits for the cable after a card, or a start from afar. */
  readonly startTimeout: string
  readonly sampledData: string
  /** Lists besides that must hold the energy register, for the start and the end of a transaction. */
  readonly energyData: readonly string[]
  readonly maxSampledData: string | null
  readonly maxKeysPerRead: string | null
  readonly maxBytesPerRead: string | null
  /** Everything is asked for by a call of its own, to which that limit does not apply. */
  readonly allByReport: boolean
  readonly maxStackLevel: string
  readonly rateUnit: string
  readonly connectors: string | null
  readonly localList: LocalListKeys
  /** Whether this version has a word for a measurand. */
  hasMeasurand(measurand: string): boolean
  /** Under which names a station with these connectors has what a descriptor names. */
  spelled(name: string, connectors: readonly number[]): readonly string[]
}

/** Settings of a station about the list of cards that it keeps; `null` where the version has none. */
export interface LocalListKeys {
  /** Where it says that it can keep one, by holding this word. */
  readonly supported: { readonly key: string; readonly word: string }
  readonly enabled: string
  /** Cards it takes in one message. */
  readonly perMessage: string
  /** Bytes it takes in one message. */
  readonly bytesPerMessage: string | null
  /** Cards it has room for. */
  readonly room: string | null
  /** Longest card number of this version. */
  readonly cardLength: number
}

/** What is known of the station, for what a message leaves open. */
export interface Knowledge {
  /** Facts of a connector, if it is known. */
  facts(connector: number): Facts | undefined
  /** Facts of the connectors from 1 up. */
  outlets(): Iterable<Facts>
  /** Facts of the connector whose running or last transaction this is. */
  ofTransaction(id: TransactionId): Facts | undefined
}

/** What the host decides while a station's call is answered. */
export interface Host extends Knowledge {
  /** ms since the epoch. */
  readonly now: number
  /** Seconds between heartbeats, for the answer to a boot. */
  readonly heartbeatInterval: number
  /** Decides about a card; never throws. */
  authorize(idTag: string): Authorization
  /** The same for a card that a transaction is for, which it may not have two of by setting. */
  authorizeStart(idTag: string, transaction: TransactionId): Authorization
  /** Takes the kind of a card, where it is not what its number says. */
  sawCard(idTag: string, kind: string): void
  /** Transaction id for a start; the same start (same arguments) gets the same id again. */
  startTransaction(start: TransactionStart): number
  /** Counts a tolerated defect of a frame under this name. */
  count(what: string): void
  /** Whether something is made of the data of this vendor. */
  takesData(vendorId: string): boolean
  /** Minutes east of UTC of times without a zone. */
  readonly timeZone: number
}

/** What saying a command needs. */
export interface Speaker extends Knowledge {
  /** The kind of a card, where stations said another than its number says. */
  cardKind(idTag: string): string | undefined
  /** A number that no other request of this host has, from 1 to 2³¹−1. */
  newId(): number
}

/** Decision about a card. */
export interface Authorization {
  readonly status: CardStatus
  /** Whether the host knows the card. */
  readonly known: boolean
  /** ms since the epoch. */
  readonly expiry?: number | undefined
  readonly parentIdTag?: string | undefined
}

/** What identifies a start of a transaction, so that a repeated message starts nothing new. */
export interface TransactionStart {
  readonly connector: number
  readonly idTag: string
  readonly meterStart: number
  readonly at: number
}

/** What answering a call leads to: the answer as JSON text, and what it means. */
export interface Handled {
  readonly reply: string
  readonly events: readonly StationEvent[]
}

/** One inbound action. */
export interface InboundRow {
  /** Checks, repairs where needed, and handles a payload; throws `RpcError` when nothing can be made of it. */
  readonly handle: (payload: unknown, host: Host) => Handled
  /** Handles a payload that is known to pass the check. */
  readonly checked: (payload: unknown, host: Host) => Handled
  /** What its payload looks like. */
  readonly shape: MessageShape
  /** By which calls like this one are recognized, where that is safe. */
  patternOf?(frame: { readonly payload: unknown }, text: string): CallPattern | undefined
  /** Repeating it has a side effect, so a repeated message id gets the first answer again. */
  readonly once: boolean
}

/** A command in a version's words. */
export interface Said {
  readonly action: string
  readonly payload: object
  /** What is asked for comes after the answer, in reports under this number. */
  readonly report?: number
}

/** One outbound command. */
export interface OutboundRow<C> {
  encode(command: C, speaker: Speaker): Said
  /** Reads the answer, which may be anything. */
  decode(answer: unknown, command: C, now: number): Outcome
}

/** One call the host may start. */
export interface HostCall {
  /** Checks a payload by the official schema; `[]` when it is right. */
  check(payload: unknown): readonly { readonly path: string; readonly message: string }[]
  /** What the version demands of a payload beyond its schema; `[]` when all is well. */
  demands?(payload: unknown): readonly { readonly path: string; readonly message: string }[]
  /** Whether an answer is one to this call, by the official schema. */
  fits(answer: unknown): boolean
  /** What the answer to a checked payload tells. */
  learn(request: unknown, answer: unknown, now: number): readonly StationEvent[]
}

export type { TransactionId }
