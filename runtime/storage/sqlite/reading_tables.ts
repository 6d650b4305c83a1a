import { rowsOf, type Sqlite } from './table.ts'

/**
 * Readings of meters. Those of all transactions come mixed, and are stored so first, the ones of a
 * commit as one row of the journal: that takes few pages, however many transactions there are. Now and
 * then each transaction gets what came of it since as one part, with times from that of the first, and
 * the journal is emptied. The view shows both.
 */
export const readingsSchema = `
  create table readingPart (
    number integer primary key,
    "transaction" integer not null,
    at integer not null,
    last integer not null,
    data text not null
  );
  create index readingPartByTime on readingPart ("transaction", last);
  create table readingJournal (number integer primary key, data text not null);
  insert into readingPart ("transaction", at, last, data)
    select "transaction", 0, max(at), json_group_array(json_array(at, samples, signed) order by number)
    from reading group by "transaction", number / 1024 order by min(number);
  drop table reading;
  create view reading as
    select p."transaction", p.at + (e.value ->> 0) as at,
      e.value ->> 1 as samples, e.value ->> 2 as signed
    from readingPart p, json_each(p.data) e
    union all
    select e.value ->> 0, e.value ->> 1, e.value ->> 2, e.value ->> 3
    from readingJournal j, json_each(j.data) e`

/** What is stored of a reading beside its transaction; the time in ms since the epoch. */
export type Reading = readonly [at: number, samples: string, signed?: string | null | undefined]

/** A reading and the number of its transaction, as it is in the journal. */
export type Journaled = readonly [transaction: number, ...Reading]

/** Readings of one transaction, as one row of their table. */
export interface ReadingPart {
  /** Time that those of the readings count from, ms since the epoch. */
  readonly at: number
  /** Time of the latest of them. */
  readonly last: number
  readonly data: string
}

/** Characters of a part to which no reading is added: some parts fill a page with little left over. */
const partLength = 900

/** Readings of one transaction as parts. */
export function partsOf(readings: readonly Reading[]): readonly ReadingPart[] {
  const parts: ReadingPart[] = []
  let data = ''
  let from = 0
  let last = 0
  for (const [at, ...what] of readings) {
    if (data === '') {
      from = at
      last = at
    } else data += ','
    last = Math.max(last, at)
    data += JSON.stringify([at - from, ...what])
    if (data.length < partLength) continue
    parts.push({ at: from, last, data: `[${data}]` })
    data = ''
  }
  if (data !== '') parts.push({ at: from, last, data: `[${data}]` })
  return parts
}

/** Reads the journal: all of it, or what may be of one transaction. */
export function journalReader(db: Sqlite): (transaction?: number) => readonly Journaled[] {
  const all = db.prepare('select data from readingJournal order by number').raw()
  // Most commits have nothing of it.
  const some = db
    .prepare('select data from readingJournal where instr(data, ?) > 0 order by number')
    .raw()
  return (transaction) => {
    const found = transaction === undefined ? all.all([]) : some.all([`[${transaction},`])
    return rowsOf(found).flatMap(([data]): readonly Journaled[] => JSON.parse(String(data)))
  }
}

/** Reads the parts of a transaction, from that on which has a reading of this time or a later one. */
export function partReader(db: Sqlite): (transaction: number, from: number) => readonly Reading[] {
  const parts = db.prepare(`${partsFrom} order by number`).raw()
  return (transaction, from) => readingsOf(parts.all([transaction, from]))
}

/** Finds out whether a reading is in a part. */
export function partFinder(db: Sqlite): (transaction: number, reading: Reading) => boolean {
  // Of a long transaction there are many parts after a time, and reading all of them takes long.
  const parts = db.prepare(`${partsFrom} and instr(data, ?) > 0`).raw()
  return (transaction, [at, samples]) => {
    const found = parts.all([transaction, at, JSON.stringify(samples)])
    return readingsOf(found).some((one) => one[0] === at && one[1] === samples)
  }
}

const partsFrom = 'select at, data from readingPart where "transaction" = ? and last >= ?'

function readingsOf(parts: readonly unknown[]): readonly Reading[] {
  return rowsOf(parts).flatMap(([at, data]) => {
    const readings: readonly Reading[] = JSON.parse(String(data))
    return readings.map(([since, ...what]): Reading => [Number(at) + since, ...what])
  })
}
