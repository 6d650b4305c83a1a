import type {
  Command,
  CommandKind,
  Hint,
  Identity,
  ItemValue,
  Sample,
  StationEvent,
  StatusWord,
  Traits,
  TransactionId,
} from '../model.ts'

export type { Command, Identity, ItemValue, Sample, StationEvent, StatusWord, Traits }

/** What is special about one family of stations: traits as data, and at most four pure hooks. */
export interface Plugin {
  /** Lower case, digits and hyphens; also the name of its folder. */
  readonly name: string
  /** A new revision has stations set up again. */
  readonly revision: number
  /** Which stations it is for; any entry may fit, the best score counts. */
  readonly match: readonly Match[]
  /** What differs from the tolerant core. */
  readonly traits?: TraitsPatch
  /** What differs for some of them; firmware decides which traits hold, never whether the plugin fits. */
  readonly variants?: readonly Variant[]
  /** Which events, actions and commands the hooks want to see; left out = all. */
  readonly on?: HookFilter
  readonly hooks?: Hooks
  /** Kinds of commands the hooks may add beyond what was wanted. */
  readonly sends?: readonly CommandKind[]
  /** What a user may switch for one station, with its default. */
  readonly options?: Readonly<Record<string, ItemValue>>
}

/** What a station is recognised by; every fact is optional, `*` stands for any text, case does not matter. */
export interface Match {
  readonly vendor?: string
  readonly model?: string
  /** A range such as `>=5.2 <6`, or a pattern. */
  readonly firmware?: string
  readonly serial?: string
  readonly station?: string
  /** Path of the request it connected with. */
  readonly path?: string
  /** Configuration keys that only this family has. */
  readonly keys?: readonly string[]
}

/** Traits that hold for a part of a family. */
export interface Variant extends Pick<Match, 'model' | 'firmware' | 'serial' | 'keys'> {
  /** Only with this option set so. */
  readonly option?: Readonly<Record<string, ItemValue>>
  readonly traits: TraitsPatch
}

/** Some traits: what is left out stays as it was. */
export type TraitsPatch = {
  readonly [G in Exclude<keyof Traits, 'hints'>]?: Partial<Traits[G]>
} & { readonly hints?: readonly Hint[] }

/** Names of what a hook wants to see. */
export interface HookFilter {
  /** Actions, for `payload`. */
  readonly payload?: readonly string[]
  /** Kinds, for `event`. */
  readonly event?: readonly StationEvent['kind'][]
  /** Kinds, for `command`. */
  readonly command?: readonly CommandKind[]
}

/**
 * Pure and synchronous: plain data in, plain data out. `Date` is the time of the event, `Math.random`
 * is seeded, there is no I/O and no state but what the context shows.
 */
export interface Hooks {
  /** A message that is not JSON: the text repaired, or the same. */
  text?(text: string, context: HookContext): string
  /** A payload before validation: what came in, repaired. */
  payload?(action: string, payload: unknown, context: HookContext): unknown
  /** What it means: an event, several, or nothing. */
  event?(event: StationEvent, context: HookContext): StationEvent | readonly StationEvent[] | null
  /** What is wanted: a command, several, or nothing. */
  command?(command: Command, context: HookContext): Command | readonly Command[] | null
}

/** Name of a hook. */
export type HookName = keyof Hooks

/** What a hook sees, and what it may ask for; both are plain data to the host. */
export interface HookContext {
  readonly station: string
  /** ms since the epoch: time of the event. */
  readonly now: number
  readonly identity: Identity
  readonly traits: Traits
  readonly options: Readonly<Record<string, ItemValue>>
  readonly connectors: readonly ConnectorView[]
  /** Small and per station; changes are kept, up to 4 kB of JSON. */
  readonly memory: Record<string, unknown>
  /** A line in the plugin's log. */
  log(text: string): void
  /** Asks for a further command; its kind must be in `sends`. */
  send(command: Command): void
}

/** What a hook sees of a connector. */
export interface ConnectorView {
  readonly connector: number
  readonly status: StatusWord | null
  readonly transaction: { readonly id: TransactionId; readonly active: boolean } | null
  /** The limit accepted last, A or W. */
  readonly limit: { readonly value: number; readonly unit: 'A' | 'W' } | null
}

/** Defines a plugin; the default export of `plugins/<name>/plugin.ts`. */
export function definePlugin<const P extends Plugin>(plugin: P): P {
  return plugin
}
