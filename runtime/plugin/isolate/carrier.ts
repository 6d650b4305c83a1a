import type { Worker } from 'node:worker_threads'
import { cpuTime } from './cpu_time.ts'
import type { Ready, Request, Response, ThreadData, ThreadLimits } from './messages.ts'
import { isOverdue, type Spent, type TimeLimits, Watchdog } from './watchdog.ts'
import { type Prepared, startWorker } from './worker.ts'

/** Something a thread is to do; it is done, blamed or to be done again, once. */
export interface Job {
  readonly request: Request
  readonly limits: TimeLimits
  /** It is under way, and has taken this much. */
  seen?(spent: Spent): void
  /** It was done. */
  done(response: Response): void
  /** The thread was at it when it ended: killed, because this took too long, or broken by it. */
  blamed(death: Death): void
  /** The thread ended for another reason before this was done. */
  again(): void
}

/** Why a thread is no more. */
export interface Death {
  /** Whether what it was at took too long. */
  readonly late: boolean
  readonly error: string | undefined
}

/** How often a thread that is at work is looked at, ms. */
const look = 20

/** A thread, the jobs it has, and the watch over it. */
export class Carrier {
  /** Plugins that were sent to it. */
  readonly known = new Set<number>()
  readonly #worker: Worker
  readonly #progress = new Int32Array(new SharedArrayBuffer(4))
  readonly #watchdog = new Watchdog()
  readonly #jobs = new Map<number, Job>()
  readonly #onDeath: () => void
  #thread: number | undefined
  #timer: ReturnType<typeof setTimeout> | undefined
  #dead = false

  constructor(prepared: Prepared, limits: ThreadLimits, onDeath: () => void) {
    this.#onDeath = onDeath
    const { compiled, guest } = prepared
    const data: ThreadData = { compiled, guest, limits, progress: this.#progress }
    this.#worker = startWorker(prepared.thread, data)
    this.#worker.on('message', (message: Ready | Response) => this.#take(message))
    this.#worker.on('error', (error) => this.#die(false, String(error)))
    this.#worker.on('exit', (code) => this.#die(false, `It ended with ${code}`))
    // Only work keeps the process alive, not the readiness for it.
    this.#worker.unref()
  }

  /** Jobs it has not done yet. */
  get load(): number {
    return this.#jobs.size
  }

  /** Gives it a job. */
  send(job: Job): void {
    if (this.#jobs.size === 0) this.#worker.ref()
    this.#jobs.set(job.request.id, job)
    this.#worker.postMessage(job.request)
    this.#timer ??= setTimeout(() => this.#look(), look)
  }

  /** Tells it something that is not answered. */
  tell(request: Request): void {
    this.#worker.postMessage(request)
  }

  /** Ends it; what it has not done is to be done again. */
  async close(): Promise<void> {
    const left = this.#end()
    for (const job of left) job.again()
    await this.#worker.terminate()
  }

  #take(message: Ready | Response): void {
    if (this.#dead) return
    if ('ready' in message) {
      this.#thread = message.thread
      return
    }
    const job = this.#jobs.get(message.id)
    this.#jobs.delete(message.id)
    if (this.#jobs.size === 0) this.#worker.unref()
    job?.done(message)
  }

  #look(): void {
    this.#timer = undefined
    if (this.#jobs.size === 0) return
    const running = Atomics.load(this.#progress, 0)
    const sighting = { running, cpu: cpuTime(this.#thread), at: performance.now() }
    const spent = this.#watchdog.look(sighting)
    const job = this.#jobs.get(running)
    if (job !== undefined && isOverdue(spent, job.limits)) {
      this.#die(true, undefined)
      return
    }
    job?.seen?.(spent)
    this.#timer = setTimeout(() => this.#look(), look)
  }

  #die(late: boolean, error: string | undefined): void {
    if (this.#dead) return
    const culprit = this.#jobs.get(Atomics.load(this.#progress, 0))
    const left = this.#end()
    // A thread in a native loop may take a while to stop, and nobody waits for it.
    void this.#worker.terminate()
    this.#onDeath()
    culprit?.blamed({ late, error })
    for (const job of left) if (job !== culprit) job.again()
  }

  #end(): readonly Job[] {
    this.#dead = true
    clearTimeout(this.#timer)
    const left = [...this.#jobs.values()]
    this.#jobs.clear()
    return left
  }
}
