import type { Change } from '../store.ts'
import type {
  LiveTransaction,
  TransactionFilter,
  TransactionPage,
  TransactionRow,
  TransactionStore,
} from '../transactions.ts'
import type { SentReading } from './change_text.ts'
import { readingReader } from './reading_reader.ts'
import { Readings } from './readings.ts'
import { type Ask, rowsOf, type Sqlite } from './table.ts'

/** Transactions, and the readings of their meters. */
export const transactionsSchema = `
  create table "transaction" (
    number integer primary key,
    id text not null unique,
    station text not null,
    name text not null,
    connector integer not null,
    at integer not null,
    stoppedAt integer,
    live integer not null,
    counted integer not null,
    value text not null
  );
  create index transactionByTime on "transaction" (at desc, id);
  create index transactionByStation on "transaction" (station, at desc, id);
  create index transactionByName on "transaction" (station, name);
  create index transactionLive on "transaction" (id) where live = 1;
  create index transactionOpen on "transaction" (at desc, id) where stoppedAt is null;
  create table reading (
    number integer primary key,
    "transaction" integer not null,
    at integer not null,
    samples text not null,
    signed text
  );
  create index readingByTime on reading ("transaction", at)`

const changing = ['connector', 'at', 'stoppedAt', 'live', 'counted', 'value']
const columns = ['id', 'station', 'name', ...changing].join()

/** The tables of transactions, for the thread of the store. */
export function transactionsTable(db: Sqlite) {
  const put = db.prepare(
    `insert into "transaction" (${columns}) values (?, ?, ?, ?, ?, ?, ?, ?, ?)
     on conflict (id) do update set ${changing.map((name) => `${name} = excluded.${name}`).join()}`,
  )
  // Mostly it goes on as it was found before, and no index has to know.
  const renew = db.prepare(
    `update "transaction" set counted = ?, value = ?
     where id = ? and connector = ? and at = ? and stoppedAt is ? and live = ?`,
  )
  const over = '(select number from "transaction" where stoppedAt < ?)'
  const forgetReadings = db.prepare(`delete from readingPart where "transaction" in ${over}`)
  const forget = db.prepare('delete from "transaction" where stoppedAt < ?')
  const select = (rest: string) => db.prepare(`select ${columns} from "transaction" ${rest}`).raw()
  const one = select('where id = ?')
  const named = select('where station = ? and name = ? order by at desc, id limit 1')
  const live = select('where live = 1 order by at desc, id')
  const read = readingReader(db)
  let readings: Readings | undefined
  const stored = () => {
    readings ??= new Readings(db)
    return readings
  }
  return {
    apply(change: Change): void {
      if (change.kind === 'transaction') {
        const values = valuesOf(change.row)
        const [id, , , connector, at, stoppedAt, isLive, counted, value] = values
        const same = [counted, value, id, connector, at, stoppedAt, isLive] as const
        if (renew.run([...same]).changes === 0) put.run(values)
      } else if (change.kind === 'reading') stored().add(change.row)
      else if (change.kind === 'forget-transactions') {
        stored().settle()
        readings = undefined
        forgetReadings.run([change.stoppedBefore])
        forget.run([change.stoppedBefore])
      }
    },
    /** Takes a reading. */
    read([, transaction, at, samples, signed]: SentReading): void {
      stored().add({ transaction, at, samples, signed })
    },
    conclude: () => readings?.store(),
    undone() {
      readings = undefined
    },
    queries: {
      find({ filter, page }: { filter: TransactionFilter; page: TransactionPage }) {
        const { sql, values } = conditions(filter, page)
        const found = select(`where ${sql} order by at desc, id limit ?`)
        return rowsOf(found.all([...values, page.limit])).map(transactionRow)
      },
      one: (id: string) => rowsOf(one.all([id])).map(transactionRow)[0],
      named: ([station, name]: readonly [string, string]) =>
        rowsOf(named.all([station, name])).map(transactionRow)[0],
      readings: (id: string) => read.all(id),
      live: (): LiveTransaction[] => read.since(() => rowsOf(live.all([])).map(transactionRow)),
    },
  }
}

/** What can be asked of them, for the thread of the runtime. */
export function transactionStore(ask: Ask<ReturnType<typeof transactionsTable>>): TransactionStore {
  return {
    transactions: (filter, page) => ask('find', { filter, page }),
    transaction: (id) => ask('one', id),
    transactionNamed: (station, transaction) => ask('named', [station, transaction]),
    readings: (transaction) => ask('readings', transaction),
    liveTransactions: () => ask('live', undefined),
  }
}

function conditions(
  { station, connector, open, from, to }: TransactionFilter,
  { after }: TransactionPage,
): { sql: string; values: (string | number)[] } {
  const parts: readonly (readonly [sql: string, ...values: (string | number)[]])[] = [
    ['1 = 1'],
    ...(station === undefined ? [] : [['station = ?', station] as const]),
    ...(connector === undefined ? [] : [['connector = ?', connector] as const]),
    ...(open === undefined ? [] : [[`stoppedAt is ${open ? '' : 'not '}null`] as const]),
    ...(from === undefined ? [] : [['at >= ?', from] as const]),
    ...(to === undefined ? [] : [['at < ?', to] as const]),
    ...(after === undefined
      ? []
      : [['(at < ? or (at = ? and id > ?))', after.at, after.at, after.id] as const]),
  ]
  return {
    sql: parts.map(([sql]) => sql).join(' and '),
    values: parts.flatMap(([, ...values]) => values),
  }
}

function valuesOf(row: TransactionRow): (string | number | null)[] {
  const { id, station, transaction, connector, at, stoppedAt, live, counted, value } = row
  const text = JSON.stringify(value)
  return [id, station, transaction, connector, at, stoppedAt, live ? 1 : 0, counted, text]
}

function transactionRow(values: readonly unknown[]): TransactionRow {
  const [id, station, transaction, connector, at, stoppedAt, live, counted, value] = values
  return {
    id: String(id),
    station: String(station),
    transaction: String(transaction),
    connector: Number(connector),
    at: Number(at),
    stoppedAt: stoppedAt === null ? null : Number(stoppedAt),
    live: live === 1,
    counted: Number(counted),
    value: JSON.parse(String(value)),
  }
}
