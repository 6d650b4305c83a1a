import type { Clock } from '../clock.ts'
import type { Host } from '../dialect/dialect.ts'
import type { StationEvent, TransactionId, TransactionReport } from '../model.ts'
import type { Fault } from '../plugin/fault.ts'
import type { HookName } from '../plugin/plugin.ts'
import type { FrameLimits } from '../rpc/excess.ts'
import type { CardKinds } from './card_kinds.ts'
import type { Connector } from './connector.ts'
import type { StationGuard } from './guard.ts'
import type { KeptTexts } from './kept_texts.ts'
import type { OperationKeeping } from './operation.ts'
import type { PluginHost } from './plugin_host.ts'
import type { Rounds } from './rounds.ts'
import type { Station } from './station.ts'

/** What a station needs of its host. */
export interface StationDeps {
  readonly clock: Clock
  readonly rounds: Rounds
  /** How costly a message may be; absent = as is usual. */
  readonly frameLimits: FrameLimits | undefined
  /** Where messages of all of them are kept. */
  readonly texts: KeptTexts
  /** Seconds an own call may take. */
  timeout(action: string): number
  /** Seconds between heartbeats. */
  heartbeatInterval(station: Station): number
  authorize: (station: Station, idTag: string) => ReturnType<Host['authorize']>
  authorizeStart: (
    station: Station,
    ...start: Parameters<Host['authorizeStart']>
  ) => ReturnType<Host['authorizeStart']>
  /** Kinds of cards that stations said, for all of them. */
  readonly cardKinds: CardKinds
  startTransaction: (station: Station, ...start: Parameters<Host['startTransaction']>) => number
  /** Whether this transaction id was given to any station. */
  isIssued(id: TransactionId): boolean
  /** What runs on a connector of it has another id than the one it was given. */
  onOwnId(station: Station, connector: number): void
  /** Takes what a station says of transactions, after it is folded into the facts. */
  readonly report: ((report: TransactionReport) => void) | undefined
  /** Has stored what was changed since it was last called; see `TransactionKeeping`. */
  store(stored: (error?: Error) => void): boolean
  /** Whether there is room for connectors beyond those that stations usually have. */
  hasRoom(): boolean
  onConnector(station: Station, connector: Connector): void
  onConnectorGone(station: Station, connector: Connector): void
  onConnected(station: Station): void
  onDisconnected(station: Station): void
  /** Something that it reported was learned. */
  onEvent(station: Station, event: StationEvent): void
  onDefect(station: Station, error: unknown, frame: string): void
  /** A number that no other request of this host has, from 1 to 2³¹−1. */
  newId(): number
  readonly plugins: PluginHost
  readonly operations: OperationKeeping | undefined
  readonly guard: StationGuard
  /** It has another plugin, or other traits of it. */
  onPlugin(station: Station): void
  onHookFault(station: Station, hook: HookName, fault: Fault): void
  /** The hooks of its plugin are switched off. */
  onHooksOff(station: Station, fault: Fault): void
}
