import { fault } from '../fault.ts'
import { Engine } from './engine.ts'
import { type Given, Instance, type Modules } from './instance.ts'
import type { Module, ThreadData } from './messages.ts'

/** The plugins of one thread. */
export class Seats {
  readonly #data: ThreadData
  readonly #seats = new Map<number, Seat>()
  /** An engine in stock, because starting one takes longer than a plugin does. */
  #blank: Promise<Engine> | undefined

  constructor(data: ThreadData) {
    this.#data = data
  }

  /** Runs the guest once, so that the first plugin finds the engine compiled. */
  async warmUp(): Promise<void> {
    const entry = 'warm-up'
    const own = new Map([[entry, 'export default {}']])
    await this.#start({ entry, own })
  }

  /** Runs the modules of a plugin, and keeps it for calls. */
  async open(
    plugin: number,
    { entry, modules }: { readonly entry: string; readonly modules: readonly Module[] },
  ): Promise<Given> {
    const seat: Seat = { modules: { entry, own: new Map(modules) }, instance: undefined }
    this.#seats.set(plugin, seat)
    return this.#fill(seat)
  }

  /** Calls a hook of a plugin. */
  async call(plugin: number, text: string): Promise<Given> {
    const seat = this.#seats.get(plugin)
    if (seat === undefined) return { fault: fault('runner', 'The plugin is not open here') }
    if (seat.instance === undefined) {
      const opened = await this.#fill(seat)
      if ('fault' in opened) return opened
    }
    const given = seat.instance?.call(text)
    if (seat.instance?.spent) seat.instance = undefined
    return given ?? { fault: fault('runner', 'The plugin is not open here') }
  }

  /** Forgets a plugin. */
  drop(plugin: number): void {
    this.#seats.delete(plugin)
  }

  async #fill(seat: Seat): Promise<Given> {
    const { instance, given } = await this.#start(seat.modules)
    if ('text' in given) seat.instance = instance
    return given
  }

  async #start(modules: Modules): Promise<{ instance: Instance; given: Given }> {
    const engine = await (this.#blank ?? this.#engine())
    this.#blank = this.#engine()
    const instance = new Instance(engine, modules, this.#data.limits)
    return { instance, given: instance.open(this.#data.guest) }
  }

  #engine(): Promise<Engine> {
    return Engine.start(this.#data.compiled, this.#data.limits)
  }
}

interface Seat {
  readonly modules: Modules
  /** Nothing while none runs: it is started again with the next call. */
  instance: Instance | undefined
}
