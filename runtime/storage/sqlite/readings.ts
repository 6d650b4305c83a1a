import type { ReadingRow } from '../transactions.ts'
import {
  type Journaled,
  journalReader,
  partFinder,
  partsOf,
  type Reading,
} from './reading_tables.ts'
import { rowsOf, type Sqlite } from './table.ts'

/** Readings after which the journal is emptied: several of each of a thousand transactions. */
const mostJournaled = 16_384
/** Transactions kept in mind. */
const mostKnown = 50_000

/** A transaction of which readings come. */
interface Known {
  readonly number: number
  /** Time of the latest reading, ms since the epoch. */
  latest: number
  /** Those that are in the journal, or are to be. */
  readings: Reading[]
}

/**
 * Stores readings: all that is done here belongs to the commit that is under way. It begins with what
 * is stored; when a commit is undone, it is of no use any more.
 */
export class Readings {
  readonly #sql: ReturnType<typeof statements>
  /** By id of the transaction. */
  readonly #known = new Map<string, Known>()
  /** What is to be in the journal. */
  #fresh: Journaled[] = []
  /** How many readings are in the journal, or are to be. */
  #count = 0

  constructor(db: Sqlite) {
    this.#sql = statements(db)
    this.#restore()
  }

  /** Takes a reading, unless it is stored already, or its transaction is not. */
  add({ transaction, at, samples, signed }: ReadingRow): void {
    const known = this.#know(transaction)
    if (known === undefined || (at <= known.latest && this.#has(known, at, samples))) return
    const reading: Reading = signed === undefined ? [at, samples] : [at, samples, signed]
    known.latest = Math.max(known.latest, at)
    known.readings.push(reading)
    this.#fresh.push([known.number, ...reading])
    this.#count += 1
  }

  /** Stores what was taken. */
  store(): void {
    if (this.#count >= mostJournaled) this.settle()
    if (this.#fresh.length > 0) this.#sql.journal.run([JSON.stringify(this.#fresh)])
    this.#fresh = []
  }

  /** Empties the journal: each transaction gets what is in it. */
  settle(): void {
    if (this.#count === 0) return
    for (const known of this.#known.values()) {
      const { number, readings } = known
      for (const { at, last, data } of partsOf(readings)) {
        this.#sql.part.run([number, at, last, data])
      }
      if (readings.length > 0) known.readings = []
    }
    this.#sql.empty.run([])
    this.#fresh = []
    this.#count = 0
    if (this.#known.size > mostKnown) this.#known.clear()
  }

  #restore(): void {
    const ids = new Map<number, string>()
    for (const [number, ...reading] of this.#sql.journaled()) {
      const id = ids.get(number) ?? this.#sql.idOf(number)
      ids.set(number, id)
      const known = this.#know(id)
      if (known === undefined) continue
      known.latest = Math.max(known.latest, reading[0])
      known.readings.push(reading)
      this.#count += 1
    }
  }

  #know(id: string): Known | undefined {
    const known = this.#known.get(id)
    if (known !== undefined) return known
    const [row] = rowsOf(this.#sql.find.all([id]))
    if (row === undefined) return undefined
    const [number, latest] = row
    const found = {
      number: Number(number),
      latest: latest === null ? Number.NEGATIVE_INFINITY : Number(latest),
      readings: [],
    }
    this.#known.set(id, found)
    return found
  }

  #has({ number, readings }: Known, at: number, samples: string): boolean {
    const isSame = (one: Reading) => one[0] === at && one[1] === samples
    return readings.some(isSame) || this.#sql.isInPart(number, [at, samples])
  }
}

function statements(db: Sqlite) {
  const id = db.prepare('select id from "transaction" where number = ?').raw()
  return {
    journal: db.prepare('insert into readingJournal (data) values (?)'),
    empty: db.prepare('delete from readingJournal'),
    part: db.prepare('insert into readingPart ("transaction", at, last, data) values (?, ?, ?, ?)'),
    find: db
      .prepare(
        `select number, (select max(last) from readingPart where "transaction" = t.number)
         from "transaction" t where id = ?`,
      )
      .raw(),
    idOf: (number: number) => String(rowsOf(id.all([number]))[0]?.[0] ?? ''),
    journaled: journalReader(db),
    isInPart: partFinder(db),
  }
}
