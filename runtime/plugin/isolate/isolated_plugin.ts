import type { Clock } from '../../clock.ts'
import type { Log } from '../../log.ts'
import { type FaultKind, fault } from '../fault.ts'
import type { HookName } from '../plugin.ts'
import type { HookResult, PluginRunner, RunContext } from '../runner.ts'
import type { Death, Job } from './carrier.ts'
import { Conduct, type Where } from './conduct.ts'
import { CallWriter, readReply } from './envelope.ts'
import type { IsolateLimits } from './limits.ts'
import type { Module, Response } from './messages.ts'
import type { Pool } from './pool.ts'

/** What the plugins of an isolate share. */
export interface IsolateParts {
  readonly clock: Clock
  readonly log: Pick<Log, 'warn'>
  readonly limits: IsolateLimits
  readonly pool: Pool
  /** Another number for each. */
  nextId(): number
}

/** A plugin as its modules say it, without types. */
export interface StrippedPlugin {
  readonly name: string
  readonly entry: string
  readonly modules: readonly Module[]
}

/** What became of a plugin in its isolate. */
export interface IsolatedPluginStats {
  readonly name: string
  readonly calls: number
  /** Calls that failed. */
  readonly faults: number
  /** Faults that count against it: too much time, too much memory, a broken engine. */
  readonly strikes: number
  /** Where its calls go. */
  readonly where: Where
}

/** Kinds of faults that cost others something. */
const costly: readonly string[] = ['time', 'memory', 'runner']
/** Calls a thread has of one plugin at a time: the others wait here, where they can still be moved. */
const mostAtOnce = 4
/** Threads that may end under a call before it is given up. */
const mostThreads = 10

/** Runs the hooks of one plugin in a thread, and moves it to another when it misbehaves. */
export class IsolatedPlugin implements PluginRunner {
  readonly #parts: IsolateParts
  readonly #plugin: StrippedPlugin
  readonly #id: number
  readonly #conduct: Conduct
  readonly #writer = new CallWriter()
  readonly #pending = new Set<Call>()
  /** Those of the pending calls that no thread has yet. */
  readonly #queue: Call[] = []
  readonly #onClose: () => void
  #atOnce = 0
  #calls = 0
  #faults = 0
  #closed = false

  constructor(parts: IsolateParts, plugin: StrippedPlugin, onClose: () => void) {
    this.#parts = parts
    this.#plugin = plugin
    this.#id = parts.nextId()
    this.#conduct = new Conduct(parts.clock, parts.limits, (why) => this.#move(why))
    this.#onClose = onClose
  }

  /** How it does. */
  get stats(): IsolatedPluginStats {
    const { strikes, where } = this.#conduct
    return { name: this.#plugin.name, calls: this.#calls, faults: this.#faults, strikes, where }
  }

  run(hook: HookName, args: readonly unknown[], context: RunContext): Promise<HookResult> {
    this.#calls += 1
    return new Promise((resolve) => {
      const text = this.#write(hook, args, context)
      const { now } = context
      const call: Call = { last: args.at(-1), text, now, threads: 0, slow: false, resolve }
      this.#pending.add(call)
      this.#queue.push(call)
      this.#next()
    })
  }

  close(): void {
    if (this.#closed) return
    this.#closed = true
    this.#parts.pool.forget(this.#id)
    for (const call of this.#pending) this.#fail(call, 'runner', 'The plugin is gone')
    this.#onClose()
  }

  #write(hook: HookName, args: readonly unknown[], context: RunContext): string | undefined {
    try {
      return this.#writer.write(hook, args, context)
    } catch {
      return undefined
    }
  }

  /** Gives a thread what it may have. */
  #next(): void {
    while (this.#atOnce < mostAtOnce) {
      const call = this.#queue.shift()
      if (call === undefined) return
      if (this.#pending.has(call)) this.#send(call)
    }
  }

  #send(call: Call): void {
    const { pool, limits, nextId } = this.#parts
    const { where } = this.#conduct
    call.threads += 1
    if (this.#closed) return this.#fail(call, 'runner', 'The plugin is gone')
    if (call.text === undefined) return this.#fail(call, 'runner', 'It got what is no JSON')
    if (call.threads > mostThreads) return this.#fail(call, 'runner', 'Its threads keep ending')
    if (where === 'refused') return this.#fail(call, 'runner', this.#conduct.refusal)
    const carrier = pool.get(where)
    if (!carrier.known.has(this.#id)) {
      carrier.known.add(this.#id)
      carrier.send(this.#openJob())
    }
    const { now, text } = call
    const ended = (act: () => void) => {
      this.#atOnce -= 1
      act()
      this.#next()
    }
    this.#atOnce += 1
    carrier.send({
      request: { kind: 'call', id: nextId(), plugin: this.#id, now, text },
      limits,
      seen: ({ cpu = 0 }) => this.#seen(call, cpu),
      done: (response) => ended(() => this.#take(call, response)),
      blamed: (death) => ended(() => this.#blame(call, death)),
      again: () => ended(() => this.#again(call)),
    })
  }

  /** Those that wait came later. */
  #again(call: Call): void {
    if (this.#pending.has(call)) this.#queue.unshift(call)
  }

  /** What became of it is told by the first call, which comes right after. */
  #openJob(): Job {
    const { limits, nextId } = this.#parts
    const { entry, modules } = this.#plugin
    return {
      request: { kind: 'open', id: nextId(), plugin: this.#id, entry, modules },
      limits,
      done: () => {},
      blamed: (death) => this.#conduct.strike(wordingOf(death, limits.cpu)),
      again: () => {},
    }
  }

  #seen(call: Call, cpu: number): void {
    if (call.slow || cpu <= this.#parts.limits.slow) return
    call.slow = true
    this.#conduct.slow()
  }

  #take(call: Call, { text, fault: found }: Response): void {
    if (found === undefined) {
      const result = readReply(text ?? '', call.last)
      if (result.ok) this.#end(call, result)
      else this.#fail(call, result.fault.kind, result.fault.message)
      return
    }
    if (costly.includes(found.kind)) this.#conduct.strike(found.message)
    this.#end(call, { ok: false, fault: found })
  }

  #blame(call: Call, death: Death): void {
    const message = wordingOf(death, this.#parts.limits.cpu)
    this.#conduct.strike(message)
    this.#fail(call, death.late ? 'time' : 'runner', message)
  }

  /** It is opened anew where it goes next. */
  #move(why: string): void {
    const { log, pool } = this.#parts
    const { name } = this.#plugin
    const { where, refusal, strikes } = this.#conduct
    pool.forget(this.#id)
    const next = where === 'refused' ? refusal : 'It runs apart from others now'
    log.warn({ plugin: name, strikes }, `Plugin ${name}: ${why}. ${next}`)
  }

  #fail(call: Call, kind: FaultKind, message: string): void {
    this.#end(call, { ok: false, fault: fault(kind, message, { file: this.#plugin.entry }) })
  }

  #end(call: Call, result: HookResult): void {
    if (!this.#pending.delete(call)) return
    if (!result.ok) this.#faults += 1
    call.resolve(result)
  }
}

function wordingOf({ late, error }: Death, cpu: number): string {
  if (!late) return `It broke the thread it ran in: ${error ?? 'nobody knows how'}`
  return `It took more than ${cpu} ms of processor time in something that cannot be stopped`
}

interface Call {
  /** The argument that comes back unchanged. */
  readonly last: unknown
  /** Nothing when what the hook is given is no JSON. */
  readonly text: string | undefined
  readonly now: number
  /** Threads it was given to. */
  threads: number
  /** Whether it was seen to take long. */
  slow: boolean
  readonly resolve: (result: HookResult) => void
}
