import { PagePool } from '../../memory/page_pool.ts'
import type {
  LiveTransaction,
  ReadingRow,
  TransactionChange,
  TransactionFilter,
  TransactionPage,
  TransactionRow,
  TransactionStore,
} from '../transactions.ts'
import { ReadingList } from './reading_list.ts'
import { TransactionNames } from './transaction_names.ts'

/** Ended transactions kept, readings of all, and readings of one; memory has an end. */
const standard = { ended: 10_000, readings: 200_000, ofOne: 5000 }

type Columns = Omit<TransactionRow, 'value'>

interface Entry {
  columns: Columns
  /** The value as JSON: what is read is a copy. */
  text: string
  readonly readings: ReadingList
}

/** Transactions as long as the process lives; of the ended ones only the latest. */
export class MemoryTransactions implements TransactionStore {
  readonly #most: typeof standard
  readonly #entries = new Map<string, Entry>()
  readonly #names = new TransactionNames()
  /** Ids of those that are not live, in the order in which they came to be so. */
  readonly #over = new Set<string>()
  readonly #pages = new PagePool({ pageSize: 512 })
  #readings = 0

  constructor(most = standard) {
    this.#most = most
  }

  /** Makes one change. */
  apply(change: TransactionChange): void {
    switch (change.kind) {
      case 'transaction':
        return this.put(change.row, JSON.stringify(change.row.value))
      case 'reading':
        return this.read(change.row)
      case 'forget-transactions':
        for (const { id, stoppedAt } of this.#columns()) {
          if (stoppedAt !== null && stoppedAt < change.stoppedBefore) this.#forget(id)
        }
    }
  }

  /** Takes a reading. */
  read(row: ReadingRow): void {
    const readings = this.#entries.get(row.transaction)?.readings
    if (readings?.add(row) !== true) return
    this.#readings += 1
    if (readings.size > this.#most.ofOne) this.#readings -= readings.dropOldest()
  }

  /** Puts a row in place of the one before; `text` is its value as JSON. */
  put({ value: _, ...columns }: TransactionRow, text: string): void {
    const { id, live } = columns
    const known = this.#entries.get(id)
    if (known === undefined) {
      this.#entries.set(id, { columns, text, readings: new ReadingList(this.#pages) })
      this.#names.add(columns, id)
    }
    if (known?.columns.live !== live) {
      if (live) this.#over.delete(id)
      else this.#over.add(id)
    }
    if (known !== undefined) {
      known.columns = columns
      known.text = text
    }
    this.#makeRoom()
  }

  transactions(
    filter: TransactionFilter,
    { limit, after }: TransactionPage,
  ): Promise<readonly TransactionRow[]> {
    const found = this.#columns().filter((row) => fits(row, filter))
    const behind = after === undefined ? found : found.filter((row) => compare(row, after) > 0)
    const page = behind.sort(compare).slice(0, limit)
    return Promise.resolve(page.flatMap(({ id }) => this.#row(id) ?? []))
  }

  transaction(id: string): Promise<TransactionRow | undefined> {
    return Promise.resolve(this.#row(id))
  }

  transactionNamed(station: string, transaction: string): Promise<TransactionRow | undefined> {
    const [latest] = this.#names
      .of({ station, transaction })
      .flatMap((id) => this.#entries.get(id)?.columns ?? [])
      .sort(compare)
    return Promise.resolve(latest && this.#row(latest.id))
  }

  readings(transaction: string): Promise<readonly ReadingRow[]> {
    const readings = this.#entries.get(transaction)?.readings ?? []
    return Promise.resolve(Array.from(readings, (reading) => ({ transaction, ...reading })))
  }

  async liveTransactions(): Promise<readonly LiveTransaction[]> {
    const live: LiveTransaction[] = []
    for (const { id } of this.#columns().filter((row) => row.live)) {
      const row = this.#row(id)
      const readings = await this.readings(id)
      if (row === undefined) continue
      live.push({ row, readings: readings.filter(({ at }) => at >= row.counted) })
    }
    return live
  }

  #columns(): Columns[] {
    return [...this.#entries.values()].map(({ columns }) => columns)
  }

  #row(id: string): TransactionRow | undefined {
    const entry = this.#entries.get(id)
    return entry && { ...entry.columns, value: JSON.parse(entry.text) }
  }

  #forget(id: string): void {
    const entry = this.#entries.get(id)
    if (entry === undefined) return
    this.#readings -= entry.readings.size
    entry.readings.clear()
    this.#names.delete(entry.columns, id)
    this.#entries.delete(id)
    this.#over.delete(id)
  }

  #makeRoom(): void {
    const { ended, readings } = this.#most
    for (const id of this.#over) {
      if (this.#entries.size <= ended && this.#readings <= readings) return
      this.#forget(id)
    }
  }
}

function fits(row: Columns, filter: TransactionFilter): boolean {
  const { station, connector, open, from, to } = filter
  return (
    (station === undefined || row.station === station) &&
    (connector === undefined || row.connector === connector) &&
    (open === undefined || (row.stoppedAt === null) === open) &&
    (from === undefined || row.at >= from) &&
    (to === undefined || row.at < to)
  )
}

/** The latest first; of the same time by id. */
function compare(
  a: Pick<TransactionRow, 'at' | 'id'>,
  b: Pick<TransactionRow, 'at' | 'id'>,
): number {
  if (a.at !== b.at) return b.at - a.at
  return a.id < b.id ? -1 : a.id > b.id ? 1 : 0
}
