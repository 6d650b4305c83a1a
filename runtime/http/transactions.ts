import { type Context, Hono } from 'hono'
import * as v from 'valibot'
import type { ApiContext } from './context.ts'
import { describe, describeQuery } from './describe.ts'
import { negotiate } from './negotiate.ts'
import { pageQuery } from './page.ts'
import { Problem, quoted } from './problems.ts'
import { transactionsCsv } from './transaction_csv.ts'
import { cursorText, filterQuery, queryOf } from './transaction_query.ts'
import {
  transactionColumns,
  transactionDetailSchema,
  transactionDetailView,
  transactionSchema,
  transactionView,
} from './transaction_view.ts'

const query = v.object({
  ...filterQuery,
  limit: v.pipe(
    pageQuery.entries.limit,
    v.description(
      'Entries of one page, by default 100; the header `Link` (rel="next") leads to the next one. ' +
        'As CSV, entries of the whole; by default all',
    ),
  ),
  after: pageQuery.entries.after,
})
const csv = v.pipe(
  v.string(),
  v.description(
    `Columns ${transactionColumns.join(', ')}; a text that a spreadsheet would take for a formula has ` +
      'an apostrophe before it',
  ),
)
/** Entries of a page where no limit is given. */
const standardLimit = 100

/** The record of transactions: `/transactions`. */
export function transactionRoutes({ port, log }: ApiContext) {
  return new Hono()
    .get(
      '/',
      describeQuery(query, {
        tag: 'Transactions',
        id: 'listTransactions',
        summary: 'Transactions, the latest first',
        description:
          'Nothing is invented: what is missing is `null`, and `flags` says what is amiss. With ' +
          '`Accept: text/csv` or `?format=csv` all of them come as CSV.',
        answers: {
          200: {
            description: 'The transactions',
            schema: v.array(transactionSchema),
            also: { 'text/csv': csv },
          },
        },
        problems: ['not-acceptable', 'not-readable'],
      }),
      async (c) => {
        const { filter, page } = queryOf(c.req.valid('query'))
        c.header('vary', 'accept')
        if (answerType(c) === 'text/csv') {
          c.header('content-type', 'text/csv; charset=utf-8')
          c.header('content-disposition', 'attachment; filename="transactions.csv"')
          return c.body(transactionsCsv(port, { filter, page, log }))
        }
        const { limit = standardLimit, after } = page
        const { transactions, next } = await port.transactions(filter, { limit, after })
        if (next !== undefined) {
          const to = new URLSearchParams(c.req.query())
          to.set('limit', String(limit))
          to.set('after', cursorText(next))
          c.header('link', `<${c.req.path}?${to}>; rel="next"`)
        }
        return c.json(transactions.map(transactionView))
      },
    )
    .get(
      '/:id',
      describe({
        tag: 'Transactions',
        id: 'getTransaction',
        summary: 'One transaction, with its meter values',
        path: { id: 'Its `id`, percent-encoded' },
        answers: { 200: { description: 'The transaction', schema: transactionDetailSchema } },
        problems: ['unknown-transaction', 'not-readable'],
      }),
      async (c) => {
        const id = c.req.param('id')
        const found = await port.transaction(id)
        if (found === undefined) {
          throw new Problem('unknown-transaction', `There is no transaction ${quoted(id)}`)
        }
        return c.json(transactionDetailView(found.transaction, found.measured))
      },
    )
}

function answerType(c: Context) {
  const offered = ['application/json', 'text/csv'] as const
  const format = c.req.query('format')
  if (format !== undefined) return format === 'csv' ? 'text/csv' : 'application/json'
  const type = negotiate(c.req.header('accept'), offered)
  if (type !== undefined) return type
  const accept = quoted(c.req.header('accept') ?? '')
  throw new Problem('not-acceptable', `Transactions cannot be answered as ${accept}`, {
    allowed: offered,
  })
}
