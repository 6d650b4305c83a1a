import { type Fault, type FaultKind, fault } from '../fault.ts'
import { runnerLimits } from '../runner.ts'
import { type Cell, type Engine, EngineBroken, type Ran } from './engine.ts'
import { guestEntry, type ThreadLimits } from './messages.ts'
import { faultIn, placed } from './place.ts'
import { ImportRefused, modulesOf } from './resolve.ts'

/** The modules of a plugin. */
export interface Modules {
  readonly entry: string
  readonly own: ReadonlyMap<string, string | Fault>
}

/** What of the limits is told when it is passed. */
export type InstanceLimits = Pick<ThreadLimits, 'fuel' | 'pages'>

/** Text that the guest wrote, or why there is none. */
export type Given = { readonly text: string } | { readonly fault: Fault }

/** Texts longer than this are not taken out of the guest. */
const longest = runnerLimits.output * 2
/** Interrupts for reading what was thrown. */
const readingFuel = 5

/** A plugin that runs in an engine of its own. Every call begins where loading ended. */
export class Instance {
  readonly #engine: Engine
  readonly #modules: Modules
  readonly #limits: InstanceLimits
  #describe: Cell = 0
  #call: Cell = 0

  constructor(engine: Engine, modules: Modules, limits: InstanceLimits) {
    this.#engine = engine
    this.#modules = modules
    this.#limits = limits
  }

  /** Whether it must be dropped: its engine is broken, or keeps memory that no call needs. */
  get spent(): boolean {
    return this.#engine.broken || this.#engine.grown
  }

  get #tooLong(): string {
    return `It took too many steps; allowed are some ${this.#limits.fuel * 10_000}`
  }

  get #tooMuch(): string {
    return `too much memory; allowed are ${this.#limits.pages / 16} MB`
  }

  /** Runs the modules of the plugin; gives its definition as the guest wrote it. */
  open(guest: ReadonlyMap<string, string>): Given {
    const engine = this.#engine
    const all = modulesOf({ guest, own: this.#modules.own })
    const opened = this.#run(() => {
      const ours = this.#got(engine.module(guestEntry, all))
      this.#describe = engine.member(ours, 'describe')
      this.#call = engine.member(ours, 'call')
      this.#got(engine.call(engine.member(ours, 'close'), engine.text('')))
      const plugin = this.#got(engine.module(this.#modules.entry, all))
      return this.#got(engine.call(engine.member(ours, 'adopt'), plugin))
    })
    if ('fault' in opened) return opened
    if (engine.grown) return this.#fault('memory', `Loading it took ${this.#tooMuch}`)
    engine.save()
    return opened
  }

  /** Calls a hook; text in, text out, as the guest's `call` has it. */
  call(text: string): Given {
    const given = this.#run(() => {
      const argument = this.#engine.text(text)
      return this.#got(this.#engine.call(this.#call, argument))
    })
    if (!this.spent) this.#engine.restore()
    return given
  }

  #run(act: () => Cell): Given {
    this.#engine.refuel(this.#limits.fuel)
    try {
      const text = this.#engine.read(act(), longest)
      // Code may swallow what stopped it; then what it gives is worth nothing.
      if (this.#engine.fuel < 0) return this.#fault('time', this.#tooLong)
      if (typeof text === 'string') return this.#given(text)
      if (text === undefined) return this.#fault('output', 'What it gave is no plain data')
      return this.#fault('output', `What it gave has ${text} characters; allowed are ${longest}`)
    } catch (error) {
      return { fault: this.#faultOf(error) }
    }
  }

  /** The last line of what the guest writes is the fault. */
  #given(text: string): Given {
    const end = text.lastIndexOf('\n')
    if (end < 0) return this.#fault('output', 'What it gave is no plain data')
    const last = text.slice(end + 1)
    if (last === '') return { text: text.slice(0, end) }
    return { fault: this.#placed(faultIn(last) ?? unreadable) }
  }

  #placed(told: Fault): Fault {
    // Where there is no memory left even for the error, nothing is thrown.
    const starved = this.#engine.grown && told.message === 'It threw null'
    const found = starved ? fault('memory', `It took ${this.#tooMuch}`) : told
    return placed(found, { sources: this.#modules.own, entry: this.#modules.entry })
  }

  #got(ran: Ran): Cell {
    if ('value' in ran) return ran.value
    throw new Thrown(ran.thrown)
  }

  #fault(kind: FaultKind, message: string): Given {
    return { fault: fault(kind, message, { file: this.#modules.entry }) }
  }

  #faultOf(error: unknown): Fault {
    const place = { file: this.#modules.entry }
    if (error instanceof Thrown) return this.#faultOfThrown(error.cell)
    if (error instanceof ImportRefused) return error.fault
    if (this.#engine.grown) return fault('memory', `It took ${this.#tooMuch}`, place)
    if (error instanceof RangeError) return fault('memory', 'It nested too deeply', place)
    if (error instanceof EngineBroken) return fault('time', `It ${error.message}`, place)
    return fault('runner', `Its engine broke: ${String(error)}`, place)
  }

  #faultOfThrown(thrown: Cell): Fault {
    const stopped = this.#engine.fuel < 0
    const found = this.#read(thrown)
    const told = stopped ? fault('time', this.#tooLong, { stack: found.stack }) : found
    return this.#placed(told)
  }

  /** Reading runs code of the plugin, so it is done inside, and bounded like any other. */
  #read(thrown: Cell): Fault {
    this.#engine.refuel(readingFuel)
    try {
      // Only ours has run as yet.
      if (this.#describe === 0) return fault('runner', this.#messageOf(thrown))
      const ran = this.#engine.call(this.#describe, thrown)
      const text = 'value' in ran ? this.#engine.read(ran.value, longest) : undefined
      if (typeof text !== 'string' || this.#engine.fuel < 0) return unreadable
      return faultIn(text) ?? unreadable
    } catch {
      return unreadable
    }
  }

  #messageOf(thrown: Cell): string {
    return `The guest broke: ${this.#engine.read(this.#engine.member(thrown, 'message'), longest)}`
  }
}

const unreadable = fault('thrown', 'It threw something unreadable')

/** Something was thrown inside. */
class Thrown extends Error {
  readonly cell: Cell

  constructor(cell: Cell) {
    super('Thrown inside')
    this.cell = cell
  }
}
