import type { Clock, Timer } from '../clock.ts'
import type { Log } from '../log.ts'
import type { Change, Store } from '../storage/store.ts'

/** What writing behind needs. */
export interface BehindOptions {
  readonly clock: Clock
  readonly log: Log
  readonly store: Pick<Store, 'commit'>
}

/** Time within which a change is stored, and between attempts while that fails, ms. */
const every = 1000
const longest = 30_000
/** With very many changes it takes longer: storing them may take a part of the time, but no more. */
const share = 1 / 20
const longestOfMany = 5000
/** Most changes of one commit. */
const atOnce = 64

/**
 * Stores what no answer waits for, together and within about a second: what is changed ten times in
 * it is stored once. What could not be stored is stored later, as it is then.
 */
export class Behind {
  readonly #options: BehindOptions
  /** By what the change is of, how it is made when it is due. */
  #due = new Map<string, () => Change>()
  /** What the changes are of, where whoever marked them said so. */
  #waiting = new Set<object>()
  #timer: Timer | undefined
  #wait = every
  #work: Promise<void> = Promise.resolve()

  constructor(options: BehindOptions) {
    this.#options = options
  }

  /**
   * Has a change stored; one of the same name that waits is replaced.
   * @param of is said to wait from now on; see {@link waits}
   */
  mark(name: string, change: () => Change, of?: object): void {
    this.#due.set(name, change)
    if (of !== undefined) this.#waiting.add(of)
    this.#timer ??= this.#options.clock.after(this.#wait, () => this.#flushLater())
  }

  /** Whether a change of this waits already, which is made as things are when it is stored. */
  waits(of: object): boolean {
    return this.#waiting.has(of)
  }

  /** Stores at once what waits. @throws StoreError when that fails; it goes on waiting then */
  flush(): Promise<void> {
    this.#timer?.cancel()
    this.#timer = undefined
    const flushed = this.#work.then(() => this.#flush())
    this.#work = flushed.catch(() => undefined)
    return flushed
  }

  #flushLater(): void {
    const { log } = this.#options
    this.flush().catch((error: Error) => {
      log.warn({ reason: error.message, waiting: this.#due.size }, 'Written later')
    })
  }

  async #flush(): Promise<void> {
    // What is of one kind lies together, and so does what is of neighbours.
    const due = [...this.#due].sort(([a], [b]) => (a < b ? -1 : 1))
    this.#due = new Map()
    this.#waiting = new Set()
    const { clock } = this.#options
    const begin = clock.now()
    let stored = 0
    try {
      // Others have their turn between two parts: all of a thousand stations take some time to say.
      while (stored < due.length) {
        const part = due.slice(stored, stored + atOnce)
        await this.#options.store.commit(part.map(([, make]) => make()))
        stored += part.length
      }
      const taken = clock.now() - begin
      this.#wait = Math.min(longestOfMany, Math.max(every, taken / share))
    } catch (error) {
      // What was changed since is newer.
      for (const [name, change] of due.slice(stored)) {
        if (!this.#due.has(name)) this.#due.set(name, change)
      }
      this.#wait = Math.min(this.#wait * 2, longest)
      this.#timer ??= this.#options.clock.after(this.#wait, () => this.#flushLater())
      throw error
    }
  }
}
