import * as v from 'valibot'
import type { Clock } from './clock.ts'
import type { TransactionPort } from './http/ports/transactions.ts'
import { Problem } from './http/problems.ts'
import { Ledger } from './ledger/ledger.ts'
import { TransactionQueries } from './ledger/queries.ts'
import type { Log } from './log.ts'
import type { TransactionReport } from './model.ts'
import { forgetTransactions } from './retention.ts'
import type { IdCounter } from './station/id_sequence.ts'
import { type KnownStart, TransactionIds, type TransactionKeeping } from './station/transactions.ts'
import { type Store, StoreError } from './storage/store.ts'
import type { Writes } from './storage/writes.ts'

/** What the record of transactions is made with. */
export interface TransactionsOptions {
  readonly clock: Clock
  readonly log: Log
  readonly store: Store
  readonly writes: Writes
  /** Days for which those that are over are kept; `undefined` = for ever. */
  readonly days: number | undefined
}

/** The record of transactions: what the hub tells it, and what HTTP asks of it. */
export interface Transactions {
  readonly keeping: TransactionKeeping
  readonly port: TransactionPort
  /** Forgets no more. */
  close(): void
}

const counterSchema = v.object({ taken: v.number(), keys: v.array(v.number()) })
const startsSchema = v.array(v.object({ key: v.string(), id: v.number(), hasTime: v.boolean() }))

/** Key of the counter of transaction ids. */
const counterKey = 'transaction'

/** Takes up the record of transactions. @throws StoreError when it cannot be read */
export async function transactionsOf(options: TransactionsOptions): Promise<Transactions> {
  const { clock, log, store, writes } = options
  const ids = new TransactionIds(clock, {
    counter: await readCounter(options),
    starts: await readStarts(options),
    keepCounter: (value) =>
      writes.add({ kind: 'put', collection: 'counter', key: counterKey, value }),
    keepStarts: (key, value) =>
      writes.add(
        value.length === 0
          ? { kind: 'delete', collection: 'start', key }
          : { kind: 'put', collection: 'start', key, value },
      ),
  })
  const ledger = new Ledger({ clock, log, store, writes, ids })
  await ledger.restore()
  const queries = new TransactionQueries(ledger, store)
  let due = false
  let waiting: TransactionReport[] = []
  const enter = () => {
    const reports = waiting
    waiting = []
    for (const report of reports) {
      try {
        ledger.report(report)
      } catch (error) {
        // The others, which are of any station, have nothing to do with it.
        log.error(
          { station: report.station, error },
          'What was said of a transaction is not entered',
        )
      }
    }
  }
  // What is learned without a message of the station, no answer waits for.
  const flushSoon = () => {
    if (due) return
    due = true
    clock.soon(() => {
      due = false
      enter()
      writes.flush()?.catch((error) => log.error({ error }, 'Transactions are not stored'))
    })
  }
  const close = forgetTransactions(options)
  return {
    close,
    keeping: {
      ids,
      report(report) {
        if (store.durable) ledger.report(report)
        else {
          waiting.push(report)
          // Where no answer waits for it, what begins and ends nothing is entered together.
          const { kind } = report.event
          if (kind !== 'Metered' && kind !== 'TransactionUpdated') enter()
        }
        flushSoon()
      },
      // What memory keeps no answer waits for, and one commit a round is enough.
      store: (stored) => store.durable && writes.flushThen(stored),
    },
    port: {
      transactions(filter, page) {
        enter()
        return queries.list(filter, page).catch(refuse)
      },
      transaction(id) {
        enter()
        return queries.get(id).catch(refuse)
      },
    },
  }
}

function refuse(error: unknown): never {
  if (!(error instanceof StoreError)) throw error
  throw new Problem('not-readable', `Transactions cannot be read now: ${error.message}`)
}

async function readCounter({ store, log }: TransactionsOptions): Promise<IdCounter | undefined> {
  const document = (await store.documents('counter')).get(counterKey)
  if (document === undefined) return undefined
  const parsed = v.safeParse(counterSchema, document)
  if (parsed.success) return parsed.output
  log.error({ document }, 'The counter of transaction ids cannot be read; it begins anew')
  return undefined
}

async function readStarts({
  store,
  log,
}: TransactionsOptions): Promise<Map<string, readonly KnownStart[]>> {
  const starts = new Map<string, readonly KnownStart[]>()
  for (const [station, document] of await store.documents('start')) {
    const parsed = v.safeParse(startsSchema, document)
    if (parsed.success) starts.set(station, parsed.output)
    else log.error({ station }, 'The starts of a station cannot be read and are forgotten')
  }
  return starts
}
