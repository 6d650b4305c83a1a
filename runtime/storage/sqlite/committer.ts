import type { Clock, Timer } from '../../clock.ts'
import type { Log } from '../../log.ts'
import { type Change, type Stored, StoreError } from '../store.ts'
import { changesText } from './change_text.ts'
import { type StoreThread, ThreadError } from './store_thread.ts'

/** What committing needs. */
export interface CommitterOptions {
  readonly thread: StoreThread
  readonly clock: Clock
  readonly log: Log
}

/** Time between attempts while nothing can be stored, ms: the first, and the longest. */
const retryAfter = { first: 1000, longest: 30_000 }
/**
 * After a commit of several the next one begins no sooner, ms, unless so many wait for it: one costs
 * about as much as a hundred readings, and few of them would go into each. A lone one never waits.
 */
const pace = { ms: 8, enough: 48 } as const
/** A commit that takes longer says that something is wrong with the disk, ms. */
const patience = 10_000

interface Waiting {
  readonly text: string
  readonly stored: Stored
}

/** Gathers changes while a commit is under way, has them committed together, and tries again. */
export class Committer {
  readonly #options: CommitterOptions
  #waiting: Waiting[] = []
  #underWay: Promise<void> | undefined
  #scheduled = false
  /** Runs while the next commit waits for others. */
  #pause: Timer | undefined
  #failure: string | undefined
  #failures = 0
  /** ms since the epoch before which none begins. */
  #notBefore = 0
  #retry: Timer | undefined
  #closed = false

  constructor(options: CommitterOptions) {
    this.#options = options
  }

  /** Why nothing can be stored now. */
  get failure(): string | undefined {
    return this.#failure
  }

  /** How many commits could not be made. */
  get failures(): number {
    return this.#failures
  }

  /** See `Store.commit`. */
  commit(changes: readonly Change[]): Promise<void> {
    if (changes.length === 0 && !this.#closed) return Promise.resolve()
    return new Promise((resolve, reject) => {
      this.commitThen(changes, (error) => (error === undefined ? resolve() : reject(error)))
    })
  }

  /** See `Store.commitThen`. */
  commitThen(changes: readonly Change[], stored: Stored): void {
    if (this.#closed) return queueMicrotask(() => stored(new StoreError('The store is closed')))
    this.#waiting.push({ text: changesText(changes), stored })
    if (this.#pause === undefined) this.#schedule()
    else if (this.#waiting.length >= pace.enough) this.#resume()
  }

  /** Commits what waits, and takes no more. */
  async close(): Promise<void> {
    this.#closed = true
    this.#retry?.cancel()
    this.#pause?.cancel()
    this.#pause = undefined
    while (this.#underWay !== undefined || this.#waiting.length > 0) {
      await (this.#underWay ?? this.#send())
    }
  }

  #schedule(): void {
    if (this.#scheduled || this.#underWay !== undefined) return
    const { clock } = this.#options
    // A clock that was set back holds up nobody.
    const wait = Math.min(pace.ms, this.#notBefore - clock.now())
    if (wait > 0 && this.#waiting.length < pace.enough) {
      this.#pause ??= clock.after(wait, () => this.#resume())
      return
    }
    this.#scheduled = true
    queueMicrotask(() => {
      this.#scheduled = false
      if (this.#underWay === undefined) void this.#send()
    })
  }

  #resume(): void {
    this.#pause?.cancel()
    this.#pause = undefined
    this.#notBefore = 0
    this.#schedule()
  }

  #send(): Promise<void> {
    const batch = this.#waiting
    if (batch.length === 0) return Promise.resolve()
    this.#waiting = []
    this.#notBefore = batch.length > 1 ? this.#options.clock.now() + pace.ms : 0
    const slow = this.#options.clock.after(patience, () =>
      this.#failed(`A commit has taken longer than ${patience / 1000} s`),
    )
    this.#underWay = this.#commit(batch).then(() => {
      slow.cancel()
      this.#underWay = undefined
      if (this.#waiting.length > 0) this.#schedule()
    })
    return this.#underWay
  }

  /** Never rejects. */
  async #commit(batch: readonly Waiting[]): Promise<void> {
    const { thread } = this.#options
    try {
      const response = await thread.ask({ kind: 'commit', commits: batch.map(({ text }) => text) })
      const problems = response.kind === 'committed' ? response.problems : []
      for (const [index, waiting] of batch.entries()) {
        const problem = problems[index]
        if (problem === undefined) this.#tell(waiting)
        else this.#refuse(waiting, new ThreadError(problem))
      }
      if (!problems.some((problem) => problem?.general)) this.#recovered()
    } catch (error) {
      const known = error instanceof ThreadError
      const reason = known ? error : new ThreadError({ message: String(error), general: true })
      for (const waiting of batch) this.#refuse(waiting, reason)
    }
  }

  #refuse(waiting: Waiting, error: ThreadError): void {
    this.#failures += 1
    if (error.general) this.#failed(error.message)
    else
      this.#options.log.error({ error, changes: waiting.text.slice(0, 500) }, 'Cannot store this')
    this.#tell(waiting, error)
  }

  /** What somebody makes of it is no matter of others. */
  #tell({ stored }: Waiting, error?: ThreadError): void {
    try {
      stored(error)
    } catch (defect) {
      this.#options.log.error({ error: defect }, 'What was stored could not be told')
    }
  }

  #failed(reason: string): void {
    if (this.#failure === undefined) {
      this.#options.log.error({ reason }, 'Nothing can be stored; trying again')
    }
    this.#failure = reason
    if (!this.#closed && this.#retry === undefined) this.#tryLater(retryAfter.first)
  }

  #recovered(): void {
    if (this.#failure === undefined) return
    this.#failure = undefined
    this.#retry?.cancel()
    this.#retry = undefined
    this.#options.log.info({}, 'Things can be stored again')
  }

  #tryLater(after: number): void {
    this.#retry = this.#options.clock.after(after, () => {
      this.#options.thread.ask({ kind: 'try' }).then(
        () => this.#recovered(),
        (error: Error) => {
          if (this.#failure === undefined || this.#closed) return
          this.#failure = error.message
          this.#tryLater(Math.min(after * 2, retryAfter.longest))
        },
      )
    })
  }
}
