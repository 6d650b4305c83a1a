import type { Clock } from '../clock.ts'
import type { Command, Identity, ItemValue, StationEvent } from '../model.ts'
import { clampEvents, clampText } from './clamp.ts'
import { clampCommands, clampSends } from './clamp_commands.ts'
import type { ClampContext, Clamped } from './clamped.ts'
import { type Fault, fault } from './fault.ts'
import { type HookCounts, HookTally } from './journal.ts'
import type { AskedLimits } from './limits.ts'
import type { LoadedPlugin } from './loaded.ts'
import { saidOf } from './match.ts'
import { plain, same } from './plain.ts'
import type { ConnectorView, HookName } from './plugin.ts'
import { Recent } from './recent.ts'
import type { HookResult, RunContext } from './runner.ts'
import type { StationTraits } from './traits.ts'

/** What the hooks of a station need of it. */
export interface StationPluginDeps {
  readonly clock: Clock
  readonly station: string
  readonly plugin: LoadedPlugin
  readonly options: Readonly<Record<string, ItemValue>>
  readonly asked: AskedLimits
  traits(): StationTraits
  identity(): Identity
  connectors(): readonly ConnectorView[]
  /** Carries commands out once the frame under way is answered. */
  send(commands: readonly Command[]): void
  /** The memory is another now. */
  remember(memory: Readonly<Record<string, unknown>>): void
  onFault(hook: HookName, fault: Fault): void
  /** Its hooks are switched off until the plugin changes. */
  onOff(fault: Fault): void
}

/** At once, or later where hooks run elsewhere. */
export type Soon<T> = T | Promise<T>

/** Faults within a minute after which a plugin is switched off for a station. */
const mostFaults = 5
/** Commands a plugin may send to a station within a minute. */
const mostSends = 30

/**
 * The hooks of a plugin for one station, with the clamp after each. A hook that fails, or gives what
 * it must not, changes nothing: what it was to repair goes on as it came.
 */
export class StationPlugin {
  readonly tally = new HookTally()
  readonly #deps: StationPluginDeps
  readonly #wanted: { readonly [H in HookName]: ReadonlySet<string> | undefined | null }
  #memory: Readonly<Record<string, unknown>>
  readonly #faults = new Recent()
  readonly #sends = new Recent()
  #off: Fault | undefined
  #pending: Promise<unknown> | undefined

  constructor(deps: StationPluginDeps, memory: Readonly<Record<string, unknown>> = {}) {
    this.#deps = deps
    this.#memory = memory
    const { hooks, on = {} } = deps.plugin.manifest
    const filter = (hook: HookName, names?: readonly string[]) =>
      !hooks.includes(hook) ? null : names === undefined ? undefined : new Set(names)
    this.#wanted = {
      text: filter('text'),
      payload: filter('payload', on.payload),
      event: filter('event', on.event),
      command: filter('command', on.command),
    }
  }

  /** Why its hooks are switched off, if they are. */
  get off(): Fault | undefined {
    return this.#off
  }

  /** Whether a hook wants to see this. */
  wants(hook: HookName, name = ''): boolean {
    const names = this.#wanted[hook]
    return names !== null && this.#off === undefined && (names === undefined || names.has(name))
  }

  /** A text that is not JSON, repaired; `undefined` where it is not. */
  text(text: string): Soon<string | undefined> {
    if (!this.wants('text')) return undefined
    return this.#run('text', {
      args: [text],
      otherwise: undefined,
      read: (value) => {
        const clamped = clampText(value)
        return clamped.ok && clamped.value === undefined ? unchanged : clamped
      },
    })
  }

  /** A payload, repaired. */
  payload(action: string, payload: unknown): Soon<unknown> {
    if (!this.wants('payload', action)) return payload
    return this.#run('payload', {
      args: [action, payload],
      otherwise: payload,
      read: (value) => (same(value, payload) ? unchanged : { ok: true, value }),
    })
  }

  /** What an event means. */
  event(event: StationEvent): Soon<readonly StationEvent[]> {
    const otherwise = [event]
    if (!this.wants('event', event.kind)) return otherwise
    return this.#run('event', {
      args: [event],
      otherwise,
      read: (value, context) =>
        same(value, event) ? unchanged : clampEvents(event, value, context()),
    })
  }

  /** What is sent for what is wanted. */
  command(command: Command): Soon<readonly Command[]> {
    const otherwise = [command]
    if (!this.wants('command', command.kind)) return otherwise
    return this.#run('command', {
      args: [command],
      otherwise,
      read: (value, context) =>
        same(value, command) ? unchanged : clampCommands(command, value, context()),
    })
  }

  /** One call after the other, since each sees the memory that the one before it left. */
  #run<T>(hook: HookName, call: Call<T>): Soon<T> {
    const pending = this.#pending
    const result =
      pending === undefined ? this.#call(hook, call) : pending.then(() => this.#call(hook, call))
    if (!(result instanceof Promise)) return result
    const done: Promise<unknown> = result.then(() => {
      if (this.#pending === done) this.#pending = undefined
    })
    this.#pending = done
    return result
  }

  #call<T>(hook: HookName, call: Call<T>): Soon<T> {
    const args = plain(call.args)
    // What came in is too large or too deep for any hook.
    if (!args.ok || !Array.isArray(args.value) || this.#off !== undefined) return call.otherwise
    this.#count(hook, 'runs')
    const result = this.#deps.plugin.runner.run(hook, args.value, this.#context())
    return result instanceof Promise
      ? result.then(
          (late) => this.#finish(hook, call, late),
          (error) => this.#fail(hook, fault('runner', String(error)), call.otherwise),
        )
      : this.#finish(hook, call, result)
  }

  #context(): RunContext {
    const { clock, station, options, traits, identity, connectors } = this.#deps
    return {
      station,
      now: clock.now(),
      identity: saidOf(identity()),
      traits: traits().traits,
      options,
      connectors: connectors(),
      memory: Object.keys(this.#memory).length === 0 ? {} : structuredClone(this.#memory),
    }
  }

  #finish<T>(hook: HookName, call: Call<T>, result: HookResult): T {
    if (!result.ok) return this.#fail(hook, result.fault, call.otherwise)
    const refuse = (message: string) => {
      const { file } = this.#deps.plugin
      return this.#fail(hook, fault('clamp', message, { file }), call.otherwise)
    }
    const context = () => this.#clampContext()
    const read = result.value === undefined ? unchanged : call.read(result.value, context)
    if (read !== unchanged && !read.ok) return refuse(read.message)
    const sends = result.send.length === 0 ? none : clampSends(result.send, context())
    if (!sends.ok) return refuse(sends.message)
    if (!this.#maySend(sends.value.length)) {
      return refuse(`It sent more than ${mostSends} commands within a minute`)
    }
    this.#takeEffects(hook, result)
    if (sends.value.length > 0) this.#deps.send(sends.value)
    if (read === unchanged) return call.otherwise
    this.#count(hook, 'repairs')
    return read.value
  }

  #takeEffects(hook: HookName, { log, memory }: HookResult & { ok: true }): void {
    const { clock, station, plugin, remember } = this.#deps
    for (const text of log) plugin.journal.log({ at: clock.now(), station, hook, text })
    if (memory === undefined) return
    this.#memory = memory
    remember(memory)
  }

  #fail<T>(hook: HookName, found: Fault, otherwise: T): T {
    const { clock, station, plugin, onFault, onOff } = this.#deps
    const at = clock.now()
    this.#count(hook, 'faults')
    plugin.journal.fault({ at, station, hook, fault: found })
    onFault(hook, found)
    this.#faults.add(1, at)
    if (this.#faults.with(0, at) >= mostFaults && this.#off === undefined) {
      this.#off = found
      onOff(found)
    }
    return otherwise
  }

  #maySend(count: number): boolean {
    if (count === 0) return true
    const at = this.#deps.clock.now()
    if (this.#sends.with(count, at) > mostSends) return false
    this.#sends.add(count, at)
    return true
  }

  #clampContext(): ClampContext {
    const { traits, connectors, asked, plugin } = this.#deps
    return {
      traits: traits().traits,
      connectors: connectors(),
      asked,
      sends: plugin.manifest.sends ?? [],
    }
  }

  #count(hook: HookName, what: keyof HookCounts): void {
    this.tally.count(hook, what)
    this.#deps.plugin.journal.tally.count(hook, what)
  }
}

/** One call of a hook. */
interface Call<T> {
  readonly args: readonly unknown[]
  /** What holds when the hook fails, or changes nothing. */
  readonly otherwise: T
  /** Checks what the hook gave. */
  readonly read: (value: unknown, context: () => ClampContext) => Clamped<T> | typeof unchanged
}

/** The hook gave back what it got. */
const unchanged = Symbol('unchanged')
const none = { ok: true, value: [] } as const
