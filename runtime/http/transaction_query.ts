import * as v from 'valibot'
import type { TransactionCursor, TransactionFilter } from './ports/transactions.ts'
import { Problem, quoted } from './problems.ts'

const time = v.pipe(
  v.string(),
  v.check(
    (text) => /^\d{4}-\d\d-\d\d/.test(text) && !Number.isNaN(Date.parse(text)),
    'must be a time of ISO 8601, for example 2026-03-01T00:00:00Z',
  ),
)

/** Query parameters that say which transactions. */
export const filterQuery = {
  station: v.optional(v.pipe(v.string(), v.description('Of this station only'))),
  address: v.optional(
    v.pipe(
      v.string(),
      v.regex(/^.+:\d{1,9}$/su, 'must be station:connector'),
      v.description('Of this device only, `ChargepointID:ConnectorID`'),
    ),
  ),
  open: v.optional(
    v.pipe(
      v.picklist(['true', 'false'], 'must be true or false'),
      v.description('Those that run, or those that are over'),
    ),
  ),
  from: v.optional(v.pipe(time, v.description('Those that began at this time or later'))),
  to: v.optional(v.pipe(time, v.description('Those that began before this time'))),
  format: v.optional(
    v.pipe(
      v.picklist(['json', 'csv'], 'must be json or csv'),
      v.description('Instead of the header `Accept`'),
    ),
  ),
}

type FilterQuery = v.InferOutput<v.ObjectSchema<typeof filterQuery, undefined>>

/** What a query asks for. @throws Problem */
export function queryOf(
  query: FilterQuery & { readonly limit?: number | undefined; readonly after?: string | undefined },
): {
  readonly filter: TransactionFilter
  readonly page: {
    readonly limit: number | undefined
    readonly after: TransactionCursor | undefined
  }
} {
  const { station, address, open, from, to, limit, after } = query
  const colon = address?.lastIndexOf(':') ?? -1
  const device =
    address === undefined
      ? {}
      : {
          station: address.slice(0, colon),
          connector: Number(address.slice(colon + 1)),
        }
  if (station !== undefined && device.station !== undefined && station !== device.station) {
    const message = `is of another station than ${quoted(station)}`
    throw new Problem('bad-query', `Cannot use query parameter "address": it ${message}`, {
      errors: [{ path: 'address', message }],
    })
  }
  const filter: TransactionFilter = {
    station,
    ...device,
    open: open === undefined ? undefined : open === 'true',
    from: from === undefined ? undefined : Date.parse(from),
    to: to === undefined ? undefined : Date.parse(to),
  }
  return { filter, page: { limit, after: after === undefined ? undefined : cursorOf(after) } }
}

/** A cursor as it stands in `after`. */
export function cursorText({ at, id }: TransactionCursor): string {
  return `${at},${id}`
}

function cursorOf(text: string): TransactionCursor {
  const match = /^(-?\d{1,16}(?:\.\d{1,9})?),(.+)$/su.exec(text)
  const [, at, id] = match ?? []
  if (at !== undefined && id !== undefined) return { at: Number(at), id }
  const message = 'is none that a header `Link` gave; start again without it'
  throw new Problem('bad-query', `Cannot go on after ${quoted(text)}: it ${message}`, {
    errors: [{ path: 'after', message }],
  })
}
