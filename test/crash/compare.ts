import { join } from 'node:path'
import Database from 'libsql'
import * as v from 'valibot'
import { decodeProgress } from '../../runtime/ledger/progress.ts'
import { fileName } from '../../runtime/storage/sqlite/open_file.ts'
import type { Session, Story } from './story.ts'

/** What a comparison came to. */
export interface Comparison {
  /** Acknowledged starts, readings and ends that were looked for. */
  readonly checked: { starts: number; readings: number; stops: number }
  /** What is not as it must be; nothing when all is well. */
  readonly offences: string[]
}

const rowSchema = v.tuple([
  v.string(),
  v.string(),
  v.string(),
  v.nullable(v.number()),
  v.number(),
  v.pipe(
    v.string(),
    v.parseJson(),
    v.looseObject({ idTag: v.optional(v.string()), orders: v.optional(v.array(v.number()), []) }),
  ),
])
const readingSchema = v.tuple([v.string(), v.number(), v.string()])
type Row = v.InferOutput<typeof rowSchema>

/** What is stored of a reading. */
interface Kept {
  readonly at: number
  readonly samples: string
}

/** Compares what a killed server left behind with what it acknowledged since the last comparison. */
export function compare(folder: string, { sessions }: Story): Comparison {
  const db = new Database(join(folder, fileName))
  try {
    const checked = { starts: 0, readings: 0, stops: 0 }
    const offences: string[] = []
    const rows = db
      .prepare('select id, station, name, stoppedAt, counted, value from "transaction"')
      .raw()
      .all([])
      .map((row) => v.parse(rowSchema, row))
    const byName = unique(rows, ([, , name]) => name, 'The id', offences)
    unique(rows, ([, , , , , { idTag }]) => idTag ?? '', 'The session', offences)
    const kept = new Map<string, Kept[]>()
    const readings = db.prepare(
      `select t.id, reading.at, reading.samples from reading join "transaction" t on t.number = reading."transaction"`,
    )
    for (const row of readings.raw().all([])) {
      const [id, at, samples] = v.parse(readingSchema, row)
      const known = kept.get(id)
      if (known === undefined) kept.set(id, [{ at, samples }])
      else known.push({ at, samples })
    }
    for (const session of sessions) {
      if (!session.isNew) continue
      session.isNew = false
      const row = byName.get(String(session.id))
      examine(session, row, { checked, offences, kept: kept.get(row?.[0] ?? '') ?? [] })
    }
    const ids = sessions.flatMap(({ id }) => (id === undefined ? [] : [id]))
    if (new Set(ids).size < ids.length) offences.push('An id was given out twice')
    return { checked, offences }
  } finally {
    db.close()
  }
}

function examine(
  session: Session,
  row: Row | undefined,
  { checked, offences, kept }: Comparison & { readonly kept: readonly Kept[] },
): void {
  const { station, idTag, id, readings, stopped } = session
  checked.starts += 1
  if (row === undefined) return void offences.push(`The start of ${idTag} (${id}) is lost`)
  if (row[1] !== station) offences.push(`${idTag} is kept as one of ${row[1]}`)
  const orders = ordersOf(row, kept)
  for (const { at, order, acknowledged } of readings) {
    const found = kept.filter((reading) => reading.at === at).length
    const isNumbered = typeof id === 'string'
    if (acknowledged && isNumbered && !orders.has(order)) {
      offences.push(`The number ${order} of ${idTag} is lost`)
    }
    if (acknowledged) checked.readings += 1
    if (acknowledged && found === 0) offences.push(`A reading of ${idTag} is lost`)
    if (found > 1) offences.push(`A reading of ${idTag} is kept twice`)
  }
  if (stopped !== 'acknowledged') return
  checked.stops += 1
  if (row[3] === null) offences.push(`The end of ${idTag} (${id}) is lost`)
}

/** Numbers of messages that a ledger over these files knows: those of what runs are with its readings. */
function ordersOf(
  [, , , stoppedAt, counted, { orders }]: Row,
  kept: readonly Kept[],
): ReadonlySet<number> {
  const known = new Set<number>()
  for (let i = 0; i + 1 < orders.length; i += 2) {
    const [first = 0, last = 0] = orders.slice(i, i + 2)
    for (let order = first; order <= last; order++) known.add(order)
  }
  for (const { at, samples } of kept) {
    const progress = decodeProgress(samples, at)
    if (progress !== undefined && stoppedAt === null && at >= counted) known.add(progress.order)
  }
  return known
}

function unique(
  rows: readonly Row[],
  key: (row: Row) => string,
  ...[what, offences]: [string, string[]]
): Map<string, Row> {
  const found = new Map<string, Row>()
  for (const row of rows) {
    if (found.has(key(row))) offences.push(`${what} ${key(row)} is there twice`)
    found.set(key(row), row)
  }
  return found
}
