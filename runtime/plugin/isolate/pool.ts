import type { Clock, Timer } from '../../clock.ts'
import { Carrier } from './carrier.ts'
import type { ThreadLimits } from './messages.ts'
import type { Prepared } from './worker.ts'

/** What a thread is for: plugins without blame, those with some, and what was never tried before. */
export type Role = 'shared' | 'penalty' | 'loader'

/** What the threads of a pool are made of. */
export interface PoolOptions {
  readonly clock: Clock
  readonly prepared: Prepared
  readonly limits: ThreadLimits
}

/** Threads that are seldom wanted end after so long without work, ms. */
const idle: Readonly<Record<Role, number | undefined>> = {
  shared: undefined,
  penalty: 60_000,
  loader: 5000,
}

/** The threads, each started when it is wanted, and a spare one that is ready to take over. */
export class Pool {
  readonly #options: PoolOptions
  readonly #carriers = new Map<Role, Carrier>()
  readonly #timers = new Map<Role, Timer>()
  #spare: Carrier | undefined
  #deaths = 0
  #closed = false

  constructor(options: PoolOptions) {
    this.#options = options
  }

  /** Whether it starts no more threads. */
  get closed(): boolean {
    return this.#closed
  }

  /** Threads that run, and how many ended against their will. */
  get stats(): { readonly threads: number; readonly deaths: number } {
    const threads = this.#carriers.size + (this.#spare === undefined ? 0 : 1)
    return { threads, deaths: this.#deaths }
  }

  /**
   * The thread of a role.
   * @throws Error when it is closed
   */
  get(role: Role): Carrier {
    if (this.#closed) throw new Error('The isolate is closed')
    this.#restLater(role)
    const known = this.#carriers.get(role)
    if (known !== undefined) return known
    // What was never tried before goes to a thread that is thrown away, not to the spare one.
    const carrier = (role === 'loader' ? undefined : this.#spare) ?? this.#start()
    this.#carriers.set(role, carrier)
    if (role !== 'loader') {
      this.#spare = undefined
      setTimeout(() => this.#restock(), 0)
    }
    return carrier
  }

  /** Has every thread forget a plugin. */
  forget(plugin: number): void {
    for (const carrier of this.#carriers.values()) {
      if (carrier.known.delete(plugin)) carrier.tell({ kind: 'drop', id: 0, plugin })
    }
  }

  /** Ends all threads. */
  async close(): Promise<void> {
    this.#closed = true
    for (const timer of this.#timers.values()) timer.cancel()
    const all = [...this.#carriers.values(), this.#spare]
    this.#carriers.clear()
    this.#spare = undefined
    await Promise.all(all.map((carrier) => carrier?.close()))
  }

  #start(): Carrier {
    const { prepared, limits } = this.#options
    const carrier: Carrier = new Carrier(prepared, limits, () => this.#forgetCarrier(carrier))
    return carrier
  }

  #restock(): void {
    if (!this.#closed) this.#spare ??= this.#start()
  }

  #forgetCarrier(carrier: Carrier): void {
    this.#deaths += 1
    if (this.#spare === carrier) this.#spare = undefined
    for (const [role, one] of this.#carriers) if (one === carrier) this.#carriers.delete(role)
  }

  #restLater(role: Role): void {
    const after = idle[role]
    if (after === undefined) return
    this.#timers.get(role)?.cancel()
    this.#timers.set(
      role,
      this.#options.clock.after(after, () => this.#rest(role)),
    )
  }

  #rest(role: Role): void {
    const carrier = this.#carriers.get(role)
    if (carrier === undefined) return
    if (carrier.load > 0) {
      this.#restLater(role)
      return
    }
    this.#carriers.delete(role)
    void carrier.close()
  }
}
