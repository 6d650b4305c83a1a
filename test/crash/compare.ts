import { join } from 'node:path'
import Database from 'libsql'
import * as v from 'valibot'
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
  v.pipe(v.string(), v.parseJson(), v.looseObject({ idTag: v.optional(v.string()) })),
])
const timeSchema = v.tuple([v.string(), v.number()])
type Row = v.InferOutput<typeof rowSchema>

/** Compares what a killed server left behind with what it acknowledged since the last comparison. */
export function compare(folder: string, { sessions }: Story): Comparison {
  const db = new Database(join(folder, fileName))
  try {
    const checked = { starts: 0, readings: 0, stops: 0 }
    const offences: string[] = []
    const rows = db
      .prepare('select id, station, name, stoppedAt, value from "transaction"')
      .raw()
      .all([])
      .map((row) => v.parse(rowSchema, row))
    const byName = unique(rows, ([, , name]) => name, 'The id', offences)
    unique(rows, ([, , , , { idTag }]) => idTag ?? '', 'The session', offences)
    const times = new Map<string, number[]>()
    const readings = db.prepare(
      `select t.id, reading.at from reading join "transaction" t on t.number = reading."transaction"`,
    )
    for (const row of readings.raw().all([])) {
      const [id, at] = v.parse(timeSchema, row)
      const known = times.get(id)
      if (known === undefined) times.set(id, [at])
      else known.push(at)
    }
    for (const session of sessions) {
      if (!session.isNew) continue
      session.isNew = false
      const row = byName.get(String(session.id))
      examine(session, row, { checked, offences, times: times.get(row?.[0] ?? '') ?? [] })
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
  { checked, offences, times }: Comparison & { readonly times: readonly number[] },
): void {
  const { station, idTag, id, readings, stopped } = session
  checked.starts += 1
  if (row === undefined) return void offences.push(`The start of ${idTag} (${id}) is lost`)
  if (row[1] !== station) offences.push(`${idTag} is kept as one of ${row[1]}`)
  for (const { at, acknowledged } of readings) {
    const found = times.filter((time) => time === at).length
    if (acknowledged) checked.readings += 1
    if (acknowledged && found === 0) offences.push(`A reading of ${idTag} is lost`)
    if (found > 1) offences.push(`A reading of ${idTag} is kept twice`)
  }
  if (stopped !== 'acknowledged') return
  checked.stops += 1
  if (row[3] === null) offences.push(`The end of ${idTag} (${id}) is lost`)
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
