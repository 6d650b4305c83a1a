import type { Clock, Timer } from '../clock.ts'

/** What waiting for reports needs. */
export interface ReportsDeps {
  readonly clock: Clock
  /** Seconds that the next part of what an action asked for may take. */
  timeout(action: string): number
}

interface Waiting {
  readonly action: string
  timer: Timer
  readonly resolve: (complete: boolean) => void
}

/** Waits for what a station sends in reports after it was asked for, until the last one came. */
export class Reports {
  readonly #deps: ReportsDeps
  #waiting: Map<number, Waiting> | undefined

  constructor(deps: ReportsDeps) {
    this.#deps = deps
  }

  /** Resolves when the report is there (`true`), or when nothing more of it comes. */
  follow(
    request: number,
    { action, ended }: { readonly action: string; readonly ended: AbortSignal },
  ): Promise<boolean> {
    return new Promise((resolve) => {
      if (ended.aborted) return resolve(false)
      const abort = () => this.#end(request, false)
      ended.addEventListener('abort', abort, { once: true })
      this.#waiting ??= new Map()
      this.#waiting.set(request, {
        action,
        timer: this.#newTimer(request, action),
        resolve(complete) {
          ended.removeEventListener('abort', abort)
          resolve(complete)
        },
      })
    })
  }

  /** A part of a report came. */
  received({ request, last }: { readonly request: number; readonly last: boolean }): void {
    const waiting = this.#waiting?.get(request)
    if (waiting === undefined) return
    if (last) return this.#end(request, true)
    waiting.timer.cancel()
    waiting.timer = this.#newTimer(request, waiting.action)
  }

  #newTimer(request: number, action: string): Timer {
    const { clock } = this.#deps
    return clock.after(this.#deps.timeout(action) * 1000, () => this.#end(request, false))
  }

  #end(request: number, complete: boolean): void {
    const waiting = this.#waiting?.get(request)
    this.#waiting?.delete(request)
    waiting?.timer.cancel()
    waiting?.resolve(complete)
  }
}
