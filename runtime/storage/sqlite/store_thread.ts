import { Worker } from 'node:worker_threads'
import { threadUrl } from '../../own_source.ts'
import { StoreError } from '../store.ts'
import type { Problem, Request, Response, ThreadData } from './messages.ts'

/** A thread could not do what it was asked. */
export class ThreadError extends StoreError {
  /** Nothing else could be stored either. */
  readonly general: boolean

  constructor({ message, general }: Problem) {
    super(message)
    this.general = general
  }
}

interface Waiting {
  done(response: Response): void
  failed(error: ThreadError): void
}

/** One thread of the store, started when it is wanted, also after it broke. */
export class StoreThread {
  readonly #data: ThreadData
  #worker: Promise<Worker> | undefined
  /** Requests without an answer yet, oldest first. */
  #waiting: Waiting[] = []

  constructor(data: ThreadData) {
    this.#data = data
  }

  /** Starts the thread, if it does not run. @throws ThreadError when the folder cannot be used */
  async start(): Promise<void> {
    await this.#running()
  }

  /** Asks the thread something. @throws ThreadError */
  async ask(request: Request): Promise<Response> {
    const worker = await this.#running()
    const response = await new Promise<Response>((done, failed) => {
      if (this.#waiting.length === 0) worker.ref()
      this.#waiting.push({ done, failed })
      worker.postMessage(request)
    })
    if (response.kind === 'failed') throw new ThreadError(response.problem)
    return response
  }

  /** Ends the thread after what it was asked. */
  async close(): Promise<void> {
    if (this.#worker !== undefined) await this.ask({ kind: 'close' }).catch(() => undefined)
    await (await this.#worker?.catch(() => undefined))?.terminate()
  }

  #running(): Promise<Worker> {
    this.#worker ??= this.#start()
    return this.#worker
  }

  async #start(): Promise<Worker> {
    const worker = new Worker(await moduleUrl(), { workerData: this.#data, execArgv: [], env: {} })
    const ready = new Promise<Response>((done, failed) => this.#waiting.push({ done, failed }))
    worker.on('message', (response: Response) => {
      const waiting = this.#waiting.shift()
      // Only work keeps the process alive, not the readiness for it.
      if (this.#waiting.length === 0) worker.unref()
      waiting?.done(response)
    })
    let over = false
    const end = (message: string) => {
      if (!over) this.#end(message)
      over = true
    }
    worker.on('error', (error) => end(error instanceof Error ? error.message : String(error)))
    worker.on('exit', () => end('its thread ended'))
    const response = await ready
    if (response.kind !== 'failed') return worker
    end(response.problem.message)
    await worker.terminate()
    throw new ThreadError({ ...response.problem, general: true })
  }

  #end(message: string): void {
    this.#worker = undefined
    const error = new ThreadError({ message, general: true })
    for (const { failed } of this.#waiting.splice(0)) failed(error)
  }
}

let known: Promise<URL> | undefined

function moduleUrl(): Promise<URL> {
  known ??= threadUrl('runtime/storage/sqlite/thread')
  return known
}
