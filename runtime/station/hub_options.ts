import type { Clock } from '../clock.ts'
import type { TransactionStart } from '../dialect/dialect.ts'
import type { Moment } from '../held_clock.ts'
import type { Log } from '../log.ts'
import type { StationEvent } from '../model.ts'
import type { FrameLimits } from '../rpc/excess.ts'
import type { CardRules } from './card_rules.ts'
import type { StationGuard } from './guard.ts'
import type { OperationKeeping } from './operation.ts'
import type { PluginHost } from './plugin_host.ts'
import type { Survival } from './survival.ts'
import type { TransactionKeeping } from './transactions.ts'

/** What a hub is made with. */
export interface HubOptions {
  readonly clock: Clock
  readonly log: Log
  /** How costly a message of a station may be; absent = as is usual. */
  readonly frameLimits?: FrameLimits | undefined
  /** Seconds an own call may take. */
  timeout(action: string): number
  /** Seconds between heartbeats; `undefined` = what the descriptor says. */
  readonly heartbeatInterval: number | undefined
  /** Seconds between samples where no descriptor says. */
  readonly sampleInterval: number
  /** Descriptor used when none fits better. */
  readonly fallback: string
  /** Descriptor that a setting names for a station. */
  descriptorOf(station: string): string | undefined
  /** Decides about cards. */
  readonly cards: CardRules
  readonly plugins: PluginHost
  /** Keeps the record of transactions; without it their ids are known as long as the hub lives. */
  readonly transactions?: TransactionKeeping | undefined
  /** Told of everything that stations report. */
  hear?(station: string, event: StationEvent): void
  /** Is held while messages are handled together. */
  readonly moment?: Moment | undefined
  /** Keeps operations over a restart. */
  readonly operations?: OperationKeeping | undefined
  readonly guard?: StationGuard | undefined
  /** Told of what is to survive the process. */
  readonly survival?: Survival | undefined
  /** An id for a transaction that starts, where a recording gives one; else a fresh one is made. */
  transactionId?(station: string, start: TransactionStart): number | undefined
}
