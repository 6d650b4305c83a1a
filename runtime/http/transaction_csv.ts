import { plainText, toCsv } from './csv.ts'
import type { TransactionCursor, TransactionFilter, TransactionPort } from './ports/transactions.ts'
import type { ApiLog } from './problems.ts'
import { transactionColumns, transactionView } from './transaction_view.ts'

/** Transactions read at once. */
const perRead = 500

/** Which transactions, and how many. */
export interface CsvOptions {
  readonly filter: TransactionFilter
  readonly page: {
    readonly limit: number | undefined
    readonly after: TransactionCursor | undefined
  }
  readonly log: ApiLog | undefined
}

/** Transactions as CSV, read as fast as the reader takes them. */
export function transactionsCsv(
  port: TransactionPort,
  { filter, page, log }: CsvOptions,
): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder()
  let left = page.limit ?? Number.POSITIVE_INFINITY
  let after = page.after
  return new ReadableStream<Uint8Array>({
    start(controller) {
      controller.enqueue(encoder.encode(toCsv([transactionColumns])))
    },
    async pull(controller) {
      try {
        const limit = Math.min(perRead, left)
        const { transactions, next } = await port.transactions(filter, { limit, after })
        const rows = transactions.map((one) => {
          const view = transactionView(one)
          return transactionColumns.map((name) => cell(view[name]))
        })
        if (rows.length > 0) controller.enqueue(encoder.encode(toCsv(rows)))
        left -= rows.length
        after = next
        if (next === undefined || left <= 0) controller.close()
      } catch (error) {
        // The head is out already: an end that is none tells the reader that something is missing.
        log?.error({ error }, 'Transactions could not be read to their end')
        controller.error(error)
      }
    },
  })
}

function cell(value: string | number | null | readonly string[]): string | number | null {
  return typeof value === 'object' && value !== null ? value.join(' ') : plainText(value)
}
