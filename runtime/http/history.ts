import { type Context, Hono } from 'hono'
import * as v from 'valibot'
import type { ApiContext } from './context.ts'
import { plainText, toCsv } from './csv.ts'
import { describeQuery } from './describe.ts'
import { deviceOf } from './devices.ts'
import { parseDuration } from './duration.ts'
import { itemOf, itemPath } from './items.ts'
import { negotiate } from './negotiate.ts'
import type { HistoryEntry } from './port.ts'
import { Problem, quoted } from './problems.ts'
import { isoTime } from './time.ts'

/** Entries of one answer, by default and at most. */
const limits = { standard: 1000, most: 10_000 }
/** Without `from`, this much is answered, ms. */
const standardRange = 86_400_000

const isoMoment = /^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d))?$/
const moment = (description: string) =>
  v.pipe(
    v.string(),
    v.check(
      (text) => isoMoment.test(text) && !Number.isNaN(Date.parse(text)),
      'must be ISO 8601 with a zone, for example 2026-01-31T00:00:00Z',
    ),
    v.transform((text) => Date.parse(text)),
    v.number(),
    v.description(description),
  )
const query = v.object({
  from: v.optional(moment('ISO 8601; by default a day before `to`')),
  to: v.optional(moment('ISO 8601; by default now')),
  step: v.optional(
    v.pipe(
      v.string(),
      v.check(
        (text) => parseDuration(text) !== undefined,
        'must be seconds, or an ISO 8601 duration such as PT15M or P1D',
      ),
      v.transform((text) => parseDuration(text) ?? 0),
      v.number(),
      v.description('Seconds, or an ISO 8601 duration such as PT15M; steps begin at `from`'),
    ),
  ),
  limit: v.optional(
    v.pipe(
      v.string(),
      v.regex(/^\d{1,9}$/, 'must be a whole number'),
      v.transform(Number),
      v.number(),
      v.integer(),
      v.minValue(1, 'must be at least 1'),
      v.maxValue(limits.most, `must be at most ${limits.most}`),
      v.description(`By default ${limits.standard}; the header \`Link\` (rel="next") leads on`),
    ),
  ),
})

const time = v.pipe(v.string(), v.description('ISO 8601 UTC'))
const value = v.pipe(
  v.nullable(v.union([v.number(), v.string(), v.boolean()])),
  v.description('It holds until the next entry; `null` where nothing is known'),
)
const bound = v.optional(v.nullable(v.number()))
const entrySchema = v.pipe(
  v.object({ at: time, value, min: bound, max: bound }),
  v.metadata({ ref: 'HistoryEntry' }),
)
const csv = v.pipe(v.string(), v.description('Columns at, value, and with steps min, max'))

/** History of items: `/devices/:address/items/:item/history`. */
export function historyRoutes({ port }: ApiContext) {
  return new Hono().get(
    '/:address/items/:item/history',
    describeQuery(query, {
      tag: 'Items',
      id: 'readHistory',
      summary: 'The values of an item over time',
      description:
        'Without `step` the values as they were recorded, first the one that holds at `from`. ' +
        'With `step` one entry a step: the mean by how long each value held, with `min` and `max`; ' +
        'of what is no number, and of states, the last value. Times are those at which the host ' +
        'heard of a value, to a tenth of a second. What is older than the recorded values are kept ' +
        'comes as means of hours. With `Accept: text/csv` as CSV.',
      path: itemPath,
      answers: {
        200: {
          description: 'The entries, oldest first',
          schema: v.array(entrySchema),
          also: { 'text/csv': csv },
        },
      },
      problems: [
        'shared-id',
        'unknown-device',
        'unknown-item',
        'no-history',
        'not-acceptable',
        'not-ready',
      ],
    }),
    async (c) => {
      const device = deviceOf(port, c.req.param('address'))
      const { item } = itemOf(device, c.req.param('item'))
      const type = answerType(c)
      const { from, to, step, limit } = rangeOf(c.req.valid('query'), port.clock.now())
      const name = { address: device.address, key: item.key }
      const part = await port.history(name, { from, to, limit, step })
      if (part === undefined) {
        throw new Problem(
          'no-history',
          `The history of ${quoted(item.key)} is not recorded: it is diagnostic or fixed, or the ` +
            'settings say so',
        )
      }
      if (part.next !== null) c.header('link', nextLink(c, { from: part.next, to }))
      c.header('vary', 'accept')
      const views = part.list.map(entryView)
      if (type === 'application/json') return c.json(views)
      c.header('content-type', 'text/csv; charset=utf-8')
      const cells = (view: (typeof views)[number]) =>
        step === undefined
          ? [view.at, plainText(view.value)]
          : [view.at, plainText(view.value), view.min ?? null, view.max ?? null]
      const head = step === undefined ? ['at', 'value'] : ['at', 'value', 'min', 'max']
      return c.body(toCsv([head, ...views.map(cells)]))
    },
  )
}

function rangeOf(
  { from: begin, to: end, step, limit = limits.standard }: v.InferOutput<typeof query>,
  now: number,
) {
  const to = end ?? (begin === undefined ? now : Math.max(now, begin))
  const grid = step ?? 1
  // Steps of the same length lie side by side from one answer to the next.
  const from = begin ?? Math.floor((to - standardRange) / grid) * grid
  if (from > to) {
    const message = 'must not be after "to"'
    throw new Problem('bad-query', `Cannot use query parameter "from": it ${message}`, {
      errors: [{ path: 'from', message }],
    })
  }
  return { from, to, step, limit }
}

function nextLink(c: Context, { from, to }: { from: number; to: number }): string {
  const next = new URLSearchParams(c.req.query())
  next.set('from', isoTime(from) ?? '')
  next.set('to', isoTime(to) ?? '')
  return `<${c.req.path}?${next}>; rel="next"`
}

function entryView({ at, value, min, max }: HistoryEntry) {
  const time = isoTime(at) ?? ''
  if (min === undefined) return { at: time, value }
  return { at: time, value: rounded(value), min, max: max ?? null }
}

/** A mean has digits that nobody measured. */
function rounded<T>(value: T): T | number {
  return typeof value === 'number' ? Number(value.toFixed(6)) : value
}

function answerType(c: Context) {
  const offered = ['application/json', 'text/csv'] as const
  const type = negotiate(c.req.header('accept'), offered)
  if (type !== undefined) return type
  const accept = quoted(c.req.header('accept') ?? '')
  throw new Problem('not-acceptable', `History cannot be answered as ${accept}`, {
    allowed: offered,
  })
}
