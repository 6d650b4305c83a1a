import type { Clock } from '../clock.ts'
import { type Command, coreTraits, type Identity, type ItemValue, type Traits } from '../model.ts'
import { choosePlugin, type PluginChoice, type PluginWish } from '../plugin/choose.ts'
import type { Fault } from '../plugin/fault.ts'
import { AskedLimits } from '../plugin/limits.ts'
import type { LoadedPlugin } from '../plugin/loaded.ts'
import { factsOf, type MatchFacts } from '../plugin/match.ts'
import type { ConnectorView, HookName } from '../plugin/plugin.ts'
import { StationPlugin } from '../plugin/station_plugin.ts'
import { type StationTraits, traitsFor } from '../plugin/traits.ts'
import type { PluginMemory, Remembered } from './plugin_memory.ts'

/** What a user fixed for a station. */
export interface SeatWish extends PluginWish {
  /** Options of its plugin, by name. */
  readonly options?: Readonly<Record<string, ItemValue>>
}

/** What choosing the plugin of a station needs. */
export interface PluginSeatDeps {
  readonly clock: Clock
  readonly station: string
  readonly memory: PluginMemory
  /** Plugins in use. */
  plugins(): Iterable<LoadedPlugin>
  wish(): SeatWish
  identity(): Identity
  connectors(): readonly ConnectorView[]
  /** Names of the configuration keys the station has, lower case. */
  keys(): Iterable<string>
  /** Whether a name, lower case, is one of those. */
  hasKey(name: string): boolean
  /** Carries out what a plugin asked for. */
  send(command: Command): void
  /** The plugin, or what holds of it, is another. */
  onChange(): void
  onFault(hook: HookName, fault: Fault): void
  onOff(fault: Fault): void
}

const core: StationTraits = { traits: coreTraits, origins: new Map(), variants: [] }
const nobody: PluginChoice = {
  plugin: undefined,
  reason: 'Nothing is known of this station yet; the tolerant core serves it',
  matched: [],
  equals: [],
}

const noOptions: Readonly<Record<string, ItemValue>> = {}
const none: ReadonlySet<string> = new Set()
const nothingHeld: readonly Command[] = []
const noKeys: readonly string[] = []
const noMemory: Remembered['memory'] = {}

/** The place of the plugin of one station: who sits there, why, and which traits that makes. */
export class PluginSeat {
  readonly asked = new AskedLimits()
  readonly #deps: PluginSeatDeps
  #path: string | undefined
  /** As the station said it, before any hook. */
  #identity: Identity | undefined
  #keys: ReadonlySet<string>
  /** Whether those are what the station told, not only what is remembered of it. */
  #isTold = false
  #choice = nobody
  #traits = core
  #options: Readonly<Record<string, ItemValue>> = noOptions
  #runner: StationPlugin | undefined
  /** Commands that wait until the station may be called; `undefined` when it may. */
  #held: readonly Command[] | undefined = nothingHeld

  constructor(deps: PluginSeatDeps) {
    this.#deps = deps
    const known = deps.memory.recall(deps.station)
    this.#identity = known?.identity
    this.#keys = known === undefined ? none : new Set(known.keys)
  }

  /** The traits of the station. */
  get traits(): Traits {
    return this.#traits.traits
  }

  /** Where its traits come from. */
  get origins(): StationTraits {
    return this.#traits
  }

  /** The plugin, and why it. */
  get choice(): PluginChoice {
    return this.#choice
  }

  /** Options in force. */
  get options(): Readonly<Record<string, ItemValue>> {
    return this.#options
  }

  /** The hooks of the station, also when they are switched off; `undefined` where there are none. */
  get runner(): StationPlugin | undefined {
    return this.#runner
  }

  /** The hooks to be asked; `undefined` where frames take no detour. */
  get hooks(): StationPlugin | undefined {
    return this.#runner === undefined || this.#runner.off !== undefined ? undefined : this.#runner
  }

  /** Another for each plugin, load of it and set of variants: what was set up for one is not for another. */
  get key(): string {
    const { plugin } = this.#choice
    if (plugin === undefined) return ''
    const { name, revision } = plugin.manifest
    return `${name} ${revision} ${plugin.load} ${this.#traits.variants.join()}`
  }

  /** The station connected. */
  connected(path: string | undefined): void {
    this.#path = path
    this.#held = nothingHeld
    this.reconsider()
  }

  /** The station may be called now. */
  opened(): void {
    const held = this.#held ?? []
    this.#held = undefined
    for (const command of held) this.#deps.send(command)
  }

  /** The station said who it is. */
  identified(identity: Identity): void {
    this.#identity = identity
    this.reconsider()
    this.#remember()
  }

  /** The station told of keys, by their names in lower case; there may be many others that stayed as they were. */
  configured(told: readonly string[]): void {
    const isKnown = (key: string) => this.#deps.hasKey(key) === this.#keys.has(key)
    if (this.#isTold && told.every(isKnown)) return
    this.#isTold = true
    const keys = new Set(this.#deps.keys())
    if (keys.size === this.#keys.size && [...keys].every((key) => this.#keys.has(key))) return
    this.#keys = keys
    this.reconsider()
    this.#remember()
  }

  /** Chooses once more: facts, plugins or settings are others. */
  reconsider(): void {
    const facts = this.#facts()
    const { options = {}, ...wanted } = this.#deps.wish()
    const before = this.key
    const old = this.#choice.plugin
    this.#choice = choosePlugin(this.#deps.plugins(), facts, wanted)
    const { plugin } = this.#choice
    this.#options = plugin === undefined ? noOptions : optionsOf(plugin, options)
    this.#traits = plugin === undefined ? core : traitsFor(plugin.manifest, facts, this.#options)
    if (old?.load !== plugin?.load) this.#runner = this.#hire(plugin)
    if (this.key !== before) this.#deps.onChange()
  }

  #facts(): MatchFacts {
    return factsOf(this.#deps.station, {
      path: this.#path,
      identity: this.#identity,
      keys: this.#keys,
    })
  }

  /** The hooks of another plugin; one without hooks costs the station's frames nothing. */
  #hire(plugin: LoadedPlugin | undefined): StationPlugin | undefined {
    if (plugin === undefined || plugin.manifest.hooks.length === 0) return undefined
    const deps = this.#deps
    const { name } = plugin.manifest
    return new StationPlugin(
      {
        clock: deps.clock,
        station: deps.station,
        plugin,
        options: this.#options,
        asked: this.asked,
        traits: () => this.#traits,
        identity: () => deps.identity(),
        connectors: () => deps.connectors(),
        send: (commands) => this.#send(commands),
        remember: (kept) => this.#remember({ [name]: kept }),
        onFault: (hook, fault) => deps.onFault(hook, fault),
        onOff: (fault) => deps.onOff(fault),
      },
      deps.memory.recall(deps.station)?.memory[name],
    )
  }

  #send(commands: readonly Command[]): void {
    for (const command of commands) {
      if (this.#held === undefined) this.#deps.send(command)
      else if (this.#held.length < mostHeld) this.#held = [...this.#held, command]
    }
  }

  #remember(kept: Remembered['memory'] = noMemory): void {
    const { memory, station } = this.#deps
    const before = memory.recall(station)?.memory
    memory.remember(station, {
      identity: this.#identity,
      keys: this.#keys.size === 0 ? noKeys : [...this.#keys],
      memory: kept === noMemory ? (before ?? noMemory) : { ...before, ...kept },
    })
  }
}

/** Most commands that wait until a station may be called. */
const mostHeld = 16

/** The defaults of a plugin, with what the user set of the same name and type. */
function optionsOf(
  { manifest }: LoadedPlugin,
  set: Readonly<Record<string, ItemValue>>,
): Readonly<Record<string, ItemValue>> {
  const standard = manifest.options ?? {}
  const known = Object.entries(set).filter(
    ([name, value]) => typeof standard[name] === typeof value,
  )
  return Object.freeze({ ...standard, ...Object.fromEntries(known) })
}
