import type { Context } from 'hono'
import type { Result, Router } from 'hono/router'
import type { ErrorHandler, H, NotFoundHandler, RouterRoute } from 'hono/types'

type Entry = [H, RouterRoute]

/** What answers where no handler does. */
export interface Ends {
  /** Answers a request that no route took. */
  readonly notFound: NotFoundHandler
  /** Answers instead of a handler that throws. */
  readonly error: ErrorHandler
}

/** What `next()` returns where everything that follows is done already. */
const done: Promise<undefined> = Promise.resolve(undefined)

/**
 * Makes one handler of all that stand before a route and the one at its end, once for each route. The
 * framework makes a promise for each of them, whether it waits or not; folded, a request that waits
 * for nothing is answered at once.
 */
export class FoldedRouter implements Router<Entry> {
  readonly name = 'FoldedRouter'
  readonly #router: Router<Entry>
  readonly #ends: Ends
  /** By the list that the router finds, which is the same each time. */
  readonly #folded = new WeakMap<object, Entry>()

  constructor(router: Router<Entry>, ends: Ends) {
    this.#router = router
    this.#ends = ends
  }

  add(method: string, path: string, entry: Entry): void {
    this.#router.add(method, path, entry)
  }

  match(method: string, path: string): Result<Entry> {
    const result = this.#router.match(method, path)
    return result.length === 2 ? [this.#fold(result[0]), result[1]] : [this.#fold(result[0])]
  }

  #fold<P>(found: [Entry, P][]): [Entry, P][] {
    const last = found.at(-1)
    if (last === undefined) return found
    let entry = this.#folded.get(found)
    if (entry === undefined) {
      const [, route] = found.findLast(([[, { method }]]) => method !== 'ALL')?.[0] ?? last[0]
      const handlers = found.map(([[handler]]) => handler)
      entry = [folded(handlers, this.#ends), route]
      this.#folded.set(found, entry)
    }
    // The last one knows all parameters of the path.
    return [[entry, last[1]]]
  }
}

/** Calls `fn` once all that follows has answered: at once where that is so already. */
export function whenAnswered(following: Promise<void>, fn: () => void): Promise<void> {
  if (following !== done) return following.then(fn)
  fn()
  return done
}

type Answer = Response | undefined | Promise<Response | undefined>

function folded(handlers: readonly H[], ends: Ends): H {
  return function answer(c: Context) {
    let position = 0
    const following = next()
    return following === done ? c.res : following.then(() => c.res)

    // The errors of a handler are answered where it stands: those before it see the answer.
    function next(): Promise<void> {
      const handler = handlers[position++]
      try {
        const answer: Answer = handler === undefined ? end() : handler(c, next)
        if (answer === done) return done
        return answer instanceof Promise ? answer.then(take, fail) : take(answer)
      } catch (error) {
        return fail(error)
      }
    }

    function end(): Answer {
      return c.finalized ? undefined : ends.notFound(c)
    }

    function take(answer: Response | undefined): Promise<void> {
      return answer === undefined || c.finalized ? done : put(answer)
    }

    function put(answer: Response): Promise<void> {
      c.res = answer
      return done
    }

    function fail(error: unknown): Promise<void> {
      if (!(error instanceof Error)) throw error
      c.error = error
      const answer = ends.error(error, c)
      return answer instanceof Promise ? answer.then(put) : put(answer)
    }
  }
}
