import type { Clock } from '../clock.ts'
import type { DescriptorState as LibraryState } from '../descriptor/descriptor_state.ts'
import type { Finding } from '../descriptor/finding.ts'
import type { ItemState } from '../items/device_items.ts'
import type { ItemChange } from '../items/notifier.ts'
import type { ConfigurationValue, Identity, ItemValue } from '../model.ts'
import type { Fault } from '../plugin/fault.ts'
import type { HookCounts } from '../plugin/journal.ts'
import type { MatchedFact } from '../plugin/match.ts'
import type { PluginState as RegistryState } from '../plugin/registry.ts'
import type { LocalListState } from '../station/local_list.ts'
import type { WriteResult } from '../station/writer.ts'
import type { AccessPort } from './ports/access.ts'
import type { AuditPort } from './ports/audit.ts'
import type { ChangePort } from './ports/changes.ts'
import type { FilePort } from './ports/files.ts'
import type { HistoryPort } from './ports/history.ts'
import type { LimitPort } from './ports/limits.ts'
import type { MetricsPort } from './ports/metrics.ts'
import type { OperationPort } from './ports/operations.ts'
import type { RecordsPort } from './ports/records.ts'
import type { SecurityPort } from './ports/security.ts'
import type { TokenPort } from './ports/tokens.ts'
import type { TransactionPort } from './ports/transactions.ts'

export type { HistoryEntry, HistoryPart, HistoryQuery } from './ports/history.ts'
export type { Token, TokenImport } from './ports/tokens.ts'
export type { Fault, Finding, ItemChange, ItemState, WriteResult }

/** One device: a connector, described by a descriptor. */
export interface DeviceState {
  /** `ChargepointID:ConnectorID`. */
  readonly address: string
  readonly station: string
  readonly connector: number
  readonly online: boolean
  readonly descriptor: string
  /** Why this descriptor: the `match` entry that fitted, a setting, or the default. */
  readonly descriptorReason: string
  readonly plugin: string | null
  /** Addresses of the devices that cannot charge while this one does: connectors of one EVSE. */
  readonly siblings: readonly string[]
  readonly identity: Identity
  items(): readonly ItemState[]
  /** All items with this key or published id; several when an id is shared, none when unknown. */
  find(keyOrId: string): readonly ItemState[]
  /** Where the value of an item comes from. */
  why(key: string): ItemWhy
}

/** Where a value comes from. */
export interface ItemWhy {
  /** Index of the rule that gave the value in the chain of `read`; `null` when none did. */
  readonly rule: number | null
  /** The chain, with what each rule gave. */
  readonly chain: readonly {
    readonly read: unknown
    readonly result: ItemValue | null
    readonly steps: readonly string[]
  }[]
  /** The last frame of each action that fed the facts used. */
  readonly frames: readonly {
    readonly action: string
    readonly at: string
    readonly frame: string
  }[]
  /** Through which plugin they went: its traits of samples, and how many messages its hooks changed. */
  readonly plugin: {
    readonly name: string
    readonly traits: Readonly<Record<string, unknown>>
    readonly repairs: Readonly<Record<string, number>>
  } | null
}

/** One station. */
export interface StationState {
  readonly id: string
  readonly online: boolean
  /** It is connected and waits for approval: nothing it says counts. */
  readonly pending: boolean
  /** Subprotocol of the present, or else the last, connection. */
  readonly protocol: string | null
  readonly identity: Identity
  readonly connectors: readonly number[]
  readonly plugin: string | null
  readonly pluginReason: string
  readonly fitting: Fitting
  /** ms since the epoch of the last frame. */
  readonly lastSeen: number | null
  /** Repairs of frames by kind. */
  readonly repairs: Readonly<Record<string, number>>
  readonly configuration: readonly ConfigurationValue[]
  /** Its local list of cards, once it was asked for or sent; version -1 = it keeps none. */
  readonly localList: { readonly version: number; readonly at: number } | null
  /** How that list stands to the cards of the host. */
  readonly cardList: LocalListState
  /** What set-up after boot did, in order. */
  readonly setup: readonly { readonly step: string; readonly outcome: string }[]
  /** The last frame of each action and direction. */
  readonly lastMessages: readonly {
    readonly direction: 'in' | 'out'
    readonly action: string
    readonly at: number
    readonly frame: string
  }[]
}

/** How a plugin is fitted to a station. */
export interface Fitting {
  /** Facts that its `match` asks for and the station has. */
  readonly matched: readonly MatchedFact[]
  readonly options: Readonly<Record<string, ItemValue>>
  /** Every trait by its path, and where it comes from. */
  readonly traits: readonly {
    readonly trait: string
    readonly value: unknown
    readonly from: string
  }[]
  /** What its hooks did for this station, by hook. */
  readonly hooks: Readonly<Record<string, HookCounts>>
  /** Why they are switched off for this station; `null` when they are not. */
  readonly off: Fault | null
}

/** What became of a raw call; the HTTP status follows from `kind`. */
export type RawCallResult =
  | { readonly kind: 'answer'; readonly payload: unknown }
  | {
      readonly kind: 'call-error'
      readonly code: string
      readonly description: string
      readonly details: unknown
    }
  | { readonly kind: 'unknown-action'; readonly allowed: readonly string[] }
  | {
      readonly kind: 'invalid'
      readonly errors: readonly { readonly path: string; readonly message: string }[]
    }
  | { readonly kind: 'offline'; readonly replaced?: boolean | undefined }
  | { readonly kind: 'timeout' }

/** A descriptor that is, or failed to be, loaded. */
export interface DescriptorState extends LibraryState {
  /** Addresses that use it. */
  readonly devices: readonly string[]
}

/** What became of putting or deleting a descriptor. */
export type DescriptorChange =
  | { readonly kind: 'done'; readonly state: DescriptorState; readonly created: boolean }
  | { readonly kind: 'deleted' }
  | { readonly kind: 'unknown' }
  | { readonly kind: 'invalid'; readonly findings: readonly Finding[] }
  /** Something else needs it (a base of others). */
  | { readonly kind: 'in-use'; readonly detail: string }

/** A plugin that is, or failed to be, loaded. */
export interface PluginState extends RegistryState {
  /** Stations that have it. */
  readonly stations: readonly string[]
  /** Those of them for which its hooks are switched off. */
  readonly offFor: readonly string[]
}

/** What became of putting or deleting a plugin. */
export type PluginChange =
  | { readonly kind: 'done'; readonly state: PluginState; readonly created: boolean }
  | { readonly kind: 'deleted' }
  | { readonly kind: 'unknown' }
  | { readonly kind: 'invalid'; readonly faults: readonly Fault[] }
  /** It ships with the runtime; only one that replaces it can be put or deleted. */
  | { readonly kind: 'shipped' }

/** What became of setting one variable. */
export interface VariableWritten {
  readonly key: string
  readonly accepted: boolean
  /** The station's word. */
  readonly status: string
}

/** What the HTTP API needs of a runtime; `runtime.ts` implements it. */
export interface RuntimePort
  extends AccessPort,
    AuditPort,
    ChangePort,
    FilePort,
    HistoryPort,
    LimitPort,
    MetricsPort,
    OperationPort,
    RecordsPort,
    SecurityPort,
    TokenPort,
    TransactionPort {
  readonly clock: Clock
  devices(): readonly DeviceState[]
  device(address: string): DeviceState | undefined
  stations(): readonly StationState[]
  station(id: string): StationState | undefined
  /**
   * The last minutes of a station as JSON lines, secrets masked, and its identity too if asked; `''`
   * when it was never connected.
   */
  recording(id: string, options: { readonly identity: boolean }): Promise<string>
  write(
    address: string,
    key: string,
    value: unknown,
    options: { readonly signal?: AbortSignal },
  ): Promise<WriteResult>
  /** Actions the host may start on this station, in its version. */
  actions(station: string): readonly string[]
  call(
    station: string,
    action: string,
    payload: unknown,
    options: { readonly signal?: AbortSignal },
  ): Promise<RawCallResult>
  /** Sets variables of a station in this order; `undefined` when it is not connected. */
  setVariables(
    station: string,
    values: readonly { readonly key: string; readonly value: string }[],
    options: { readonly signal?: AbortSignal },
  ): Promise<readonly VariableWritten[] | undefined>
  descriptors(): readonly DescriptorState[]
  descriptor(name: string): DescriptorState | undefined
  putDescriptor(name: string, text: string): Promise<DescriptorChange>
  deleteDescriptor(name: string): Promise<DescriptorChange>
  plugins(): readonly PluginState[]
  plugin(name: string): PluginState | undefined
  putPlugin(name: string, text: string): Promise<PluginChange>
  deletePlugin(name: string): Promise<PluginChange>
  /** Whether stations and clients can be served now, and if not, why not. */
  ready(): { readonly ready: boolean; readonly reasons: readonly string[] }
  /** JSON Schemas of the calls of all versions, for OpenAPI: version → action → request and answer. */
  callSchemas(): Promise<
    ReadonlyMap<string, ReadonlyMap<string, { request: object; answer: object }>>
  >
}
