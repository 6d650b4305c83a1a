import { type Binary, type Callbacks, type Calls, loadBinary } from './binary.ts'

/** A value inside the engine: the address of its cell. */
export type Cell = number

/** What came of running code: a value, or what was thrown. */
export type Ran = { readonly value: Cell } | { readonly thrown: Cell }

/** Bounds of one engine. */
export interface EngineLimits {
  /** Most linear memory, in pages of 64 kB, 256 at least. */
  readonly pages: number
  /** Stack of the code, bytes. */
  readonly stack: number
}

/** Where modules come from; throwing ends the engine. */
export interface ModuleHost {
  /** Code of a module. */
  source(path: string): string
  /** Path of a module that another asks for. */
  resolve(specifier: string, from: string): string
}

/** The engine is beyond repair: a trap, or code that would not stop. It must be dropped. */
export class EngineBroken extends Error {}

/** Interrupts after which code that swallowed the first ones is torn out of the engine. */
const patience = 5
/** The binary keeps its stack, 5 MB, between its data and its heap; give or take a page. */
const stackGap = 5 * 1024 * 1024
const slack = 16 * 1024

/**
 * One QuickJS in its own WebAssembly memory, and the only file that knows it. Nothing of the host
 * is reachable from inside: no function is ever handed in, and modules come from memory.
 *
 * It speaks to the binary without the usual wrapper, because the wrapper catches what must tear
 * code out, and because a saved memory can only be put back where no handle outlives a call.
 */
export class Engine {
  readonly #binary: Binary
  readonly #calls: Calls
  readonly #memory: WebAssembly.Memory
  readonly #runtime: number
  readonly #context: number
  readonly #heap: number
  readonly #size: number
  #saved: { readonly at: number; readonly bytes: Uint8Array }[] = []
  #fuel = 0
  #broken = false

  private constructor(binary: Binary, calls: Calls, memory: WebAssembly.Memory, stack: number) {
    this.#binary = binary
    this.#calls = calls
    this.#memory = memory
    this.#size = memory.buffer.byteLength
    this.#heap = binary._malloc(1)
    this.#runtime = calls.QTS_NewRuntime()
    calls.QTS_RuntimeSetMaxStackSize(this.#runtime, stack)
    calls.QTS_RuntimeEnableInterruptHandler(this.#runtime)
    this.#context = calls.QTS_NewContext(this.#runtime, 0)
    binary.callbacks = refuseAll(() => this.#interrupt())
  }

  /** A new engine of a compiled binary. */
  static async start(compiled: WebAssembly.Module, limits: EngineLimits): Promise<Engine> {
    // The memory limit of the engine itself counts wrongly in this binary; the memory's own holds.
    const memory = new WebAssembly.Memory({ initial: 256, maximum: limits.pages })
    const { binary, calls } = await loadBinary(compiled, memory)
    return new Engine(binary, calls, memory, limits.stack)
  }

  /** Interrupts left of those allowed since {@link refuel}; below 0 = it was stopped. */
  get fuel(): number {
    return this.#fuel
  }

  /** Whether it needed more memory than it began with, which it never gives back. */
  get grown(): boolean {
    return this.#memory.buffer.byteLength > this.#size
  }

  /** Whether it must be dropped. */
  get broken(): boolean {
    return this.#broken
  }

  /** Bytes that {@link restore} puts back. */
  get savedBytes(): number {
    return this.#saved.reduce((sum, { bytes }) => sum + bytes.length, 0)
  }

  /** Allows so many interrupts, one for each 10,000 steps or so. */
  refuel(interrupts: number): void {
    this.#fuel = interrupts
  }

  /** Runs a module and gives its namespace, or the promise of one that waits. */
  module(path: string, { source, resolve }: ModuleHost): Ran {
    return this.#guard(() => {
      this.#binary.callbacks.normalizeModule = (_, _runtime, _context, from, specifier) =>
        this.#put(resolve(specifier, from))
      this.#binary.callbacks.loadModuleSource = (_, _runtime, _context, name) =>
        this.#put(source(name))
      this.#calls.QTS_RuntimeEnableModuleLoader(this.#runtime, 1)
      const text = new TextEncoder().encode(source(path))
      const value = this.#calls.QTS_Eval(
        this.#context,
        this.#putBytes(text),
        text.length,
        path,
        0,
        asModule,
      )
      this.#calls.QTS_RuntimeDisableModuleLoader(this.#runtime)
      this.#binary.callbacks = refuseAll(() => this.#interrupt())
      return this.#ran(value)
    })
  }

  /** A member of a value that has no getters, such as a module namespace. */
  member(value: Cell, name: string): Cell {
    return this.#guard(() => this.#calls.QTS_GetProp(this.#context, value, this.text(name)))
  }

  /** A text as a value. */
  text(text: string): Cell {
    return this.#guard(() => this.#calls.QTS_NewString(this.#context, this.#put(text)))
  }

  /** Calls a function with one argument. */
  call(fn: Cell, argument: Cell): Ran {
    return this.#guard(() => {
      const list = this.#allocate(4)
      new DataView(this.#memory.buffer).setUint32(list, argument, true)
      const nothing = this.#calls.QTS_GetUndefined()
      return this.#ran(this.#calls.QTS_Call(this.#context, fn, nothing, 1, list))
    })
  }

  /** A value that is a text of at most `longest` characters; else its length, or nothing. */
  read(value: Cell, longest: number): string | number | undefined {
    return this.#guard(() => {
      if (this.#binary.UTF8ToString(this.#calls.QTS_Typeof(this.#context, value)) !== 'string') {
        return undefined
      }
      // Copying first would let a reply of megabytes through before it is refused.
      const length = this.#calls.QTS_GetFloat64(this.#context, this.member(value, 'length'))
      if (length > longest) return length
      return this.#binary.UTF8ToString(this.#calls.QTS_GetString(this.#context, value))
    })
  }

  /** Remembers the memory as it is, for {@link restore}. */
  save(): void {
    const bytes = this.#binary.HEAPU8
    const zones = [
      { at: 0, end: this.#heap - stackGap + slack },
      { at: this.#heap - slack, end: endOf(this.#memory) },
    ]
    this.#saved = zones.map(({ at, end }) => ({ at, bytes: bytes.slice(at, end) }))
  }

  /** Puts the memory back, so that nothing since {@link save} has happened. */
  restore(): void {
    for (const { at, bytes } of this.#saved) this.#binary.HEAPU8.set(bytes, at)
  }

  #interrupt(): 0 | 1 {
    this.#fuel -= 1
    if (this.#fuel < -patience) throw new EngineBroken('ran on after it was stopped')
    return this.#fuel < 0 ? 1 : 0
  }

  #ran(value: Cell): Ran {
    const thrown = this.#calls.QTS_ResolveException(this.#context, value)
    return thrown === 0 ? { value } : { thrown }
  }

  // Whatever leaves the binary by an exception leaves its stack half unwound.
  #guard<T>(act: () => T): T {
    if (this.#broken) throw new EngineBroken('is broken')
    try {
      return act()
    } catch (error) {
      this.#broken = true
      throw error
    }
  }

  #put(text: string): number {
    return this.#putBytes(new TextEncoder().encode(text))
  }

  #putBytes(bytes: Uint8Array): number {
    const at = this.#allocate(bytes.length + 1)
    this.#binary.HEAPU8.set(bytes, at)
    this.#binary.HEAPU8[at + bytes.length] = 0
    return at
  }

  #allocate(size: number): number {
    const at = this.#binary._malloc(size)
    if (at === 0) throw new EngineBroken('out of memory')
    return at
  }
}

const asModule = 1

/** Callbacks that refuse everything but interrupts: there is nothing of the host to call. */
function refuseAll(shouldInterrupt: () => 0 | 1): Callbacks {
  const refuse = () => {
    throw new EngineBroken('asked for what is not there')
  }
  return {
    shouldInterrupt,
    normalizeModule: refuse,
    loadModuleSource: refuse,
    callFunction: refuse,
    freeHostRef: refuse,
  }
}

/** Where the memory in use ends: what lies behind was never written. */
function endOf(memory: WebAssembly.Memory): number {
  const words = new BigUint64Array(memory.buffer)
  let index = words.length
  while (index > 0 && words[index - 1] === 0n) index -= 1
  return index * 8
}
