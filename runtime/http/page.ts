import type { Context } from 'hono'
import * as v from 'valibot'
import { Problem, quoted } from './problems.ts'

/** Most entries of one page. */
export const maxLimit = 1000

/** Query of a list: without `limit` it comes whole. */
export const pageQuery = v.object({
  limit: v.optional(
    v.pipe(
      v.string(),
      v.regex(/^\d{1,9}$/, 'must be a whole number'),
      v.transform(Number),
      v.number(),
      v.integer(),
      v.minValue(1, 'must be at least 1'),
      v.maxValue(maxLimit, `must be at most ${maxLimit}`),
      v.description('Entries of one page; the header `Link` (rel="next") leads to the next one'),
    ),
  ),
  after: v.optional(
    v.pipe(v.string(), v.description('Goes on after this entry; taken from the header `Link`')),
  ),
})

/**
 * The part of a list that a query asks for, in the order of the list; sets `Link` when more follows.
 * `keyOf` is the name of an entry, `after` that of the last entry of the page before.
 */
export function page<T>(
  c: Context,
  list: readonly T[],
  options: v.InferOutput<typeof pageQuery> & { readonly keyOf: (entry: T) => string },
): readonly T[] {
  const { limit, after, keyOf } = options
  let start = 0
  if (after !== undefined) {
    start = list.findIndex((entry) => keyOf(entry) === after) + 1
    if (start === 0) {
      const message = 'is no longer in the list; start again without it'
      throw new Problem('bad-query', `Cannot go on after ${quoted(after)}: it ${message}`, {
        errors: [{ path: 'after', message }],
      })
    }
  }
  if (limit === undefined) return start === 0 ? list : list.slice(start)
  const part = list.slice(start, start + limit)
  const last = part.at(-1)
  if (last !== undefined && start + limit < list.length) {
    const next = new URLSearchParams({ limit: String(limit), after: keyOf(last) })
    c.header('link', `<${c.req.path}?${next}>; rel="next"`)
  }
  return part
}
