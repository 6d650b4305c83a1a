import { type IntervalHistogram, monitorEventLoopDelay } from 'node:perf_hooks'
import type { Context, MiddlewareHandler } from 'hono'
import { whenAnswered } from './folded_router.ts'

const methods = ['GET', 'HEAD', 'OPTIONS', 'PUT', 'POST', 'DELETE']

/** How much is asked, and how long whatever waits for a turn has to wait. */
export class Traffic {
  /** By method, by status. */
  readonly #requests = new Map<string, Map<number, number>>()
  readonly #delay: IntervalHistogram | undefined

  /** @param signal ends the measurement */
  constructor(signal?: AbortSignal) {
    this.#delay = startDelay()
    signal?.addEventListener('abort', () => this.#delay?.disable(), { once: true })
  }

  /** Counts a request by method and status. */
  readonly count: MiddlewareHandler = (c, next) => whenAnswered(next(), () => this.#count(c))

  /** Requests by method and status. */
  requests(): { readonly method: string; readonly status: string; readonly count: number }[] {
    return [...this.#requests].flatMap(([method, counts]) =>
      [...counts].map(([status, count]) => ({ method, status: String(status), count })),
    )
  }

  /** Delay of the event loop since this was asked last, s, by quantile; nothing where it is not known. */
  delays(): { readonly quantile: string; readonly seconds: number }[] {
    const delay = this.#delay
    if (delay === undefined || delay.count === 0) return []
    const found = ['0.5', '0.99', '1'].map((quantile) => ({
      quantile,
      seconds: Math.max(0, delay.percentile(Number(quantile) * 100) / 1e9 - resolution / 1000),
    }))
    delay.reset()
    return found
  }

  #count({ req, res }: Context): void {
    const method = methods.includes(req.method) ? req.method : 'other'
    const counts = this.#requests.get(method) ?? new Map<number, number>()
    this.#requests.set(method, counts.set(res.status, (counts.get(res.status) ?? 0) + 1))
  }
}

/** Time between two looks at the event loop, ms. */
const resolution = 20

function startDelay(): IntervalHistogram | undefined {
  try {
    const delay = monitorEventLoopDelay({ resolution })
    delay.enable()
    return delay
  } catch {
    // Not every runtime has it.
    return undefined
  }
}
