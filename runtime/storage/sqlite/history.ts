import { Buffer } from 'node:buffer'
import {
  type HistoryHour,
  type HistoryRange,
  type HistoryReads,
  type HistoryRollup,
  openHours,
  pruneSteps,
} from '../history.ts'
import { joinHours } from '../join_hours.ts'
import type { Change } from '../store.ts'
import { seriesForgetter } from './history_forgotten.ts'
import { packRollup, rollupFrom } from './history_rollup.ts'
import { type Ask, rowsOf, type Sqlite } from './table.ts'

/**
 * History. Points have one key of hour and series, so that what is written together lies together and
 * is forgotten together; rollups lie by series, so that years of one are read in one go.
 */
export const historySchema = `
  create table historySeries (id integer primary key, address text not null, key text not null);
  create table historyJournal (id integer primary key, hour integer not null, data blob not null);
  create table historyPoints (id integer primary key, data blob not null);
  create table historySize (hour integer primary key, bytes integer not null);
  create table historyRollup (
    series integer not null,
    hour integer not null,
    count integer not null,
    min real,
    max real,
    mean real,
    covered integer,
    last,
    primary key (series, hour)
  ) without rowid`

/** Series have fewer ids than this. */
const seriesRoom = 2 ** 20
const columns = 'hour, count, min, max, mean, covered, last'

/** The tables of history, for the thread of the store. */
export function historyTable(db: Sqlite) {
  const name = db.prepare('insert or replace into historySeries values (?, ?, ?)')
  const journal = db.prepare('insert into historyJournal (hour, data) values (?, ?)')
  const closed = db.prepare(
    `delete from historyJournal where hour <= ?1 or hour > ?1 + ${openHours}`,
  )
  const putPoints = db.prepare('insert or replace into historyPoints values (?, ?)')
  const putRollup = db.prepare(
    'insert or replace into historyRollup values (?, ?, ?, ?, ?, ?, ?, ?)',
  )
  const grow = db.prepare(
    `insert into historySize values (?1, ?2)
     on conflict (hour) do update set bytes = bytes + excluded.bytes`,
  )
  const points = db.prepare('select data from historyPoints where id = ?').raw()
  const rollups = db
    .prepare(
      `select ${columns} from historyRollup
       where series = ? and hour between ? and ? order by hour limit ?`,
    )
    .raw()
  const sizes = db.prepare('select hour, bytes from historySize order by hour desc').raw()
  const forgetPoints = db.prepare('delete from historyPoints where id < ?')
  const forgetSizes = db.prepare('delete from historySize where hour < ?')
  const oldest = db.prepare('select min(hour) from historySize').raw()
  const forgetRollups = db.prepare('delete from historyRollup where series = ? and hour < ?')
  const oldestRollups = db
    .prepare(
      `select id, (select min(hour) from historyRollup where series = s.id) as first
       from historySeries s where first < ?`,
    )
    .raw()
  const names = db.prepare('select id, address, key from historySeries order by id').raw()
  const empty = db
    .prepare(
      `select id from historySeries s
       where not exists (select 1 from historyRollup where series = s.id)`,
    )
    .raw()
  const journals = db.prepare('select hour, data from historyJournal order by hour, id').raw()

  const forget = seriesForgetter(db, keyOf)

  const pointsOf = (series: number, hour: number): string | undefined => {
    const [row] = rowsOf(points.all([keyOf(series, hour)]))
    return row === undefined ? undefined : base64(row[0])
  }
  const rollupsOf = ({ series, from, to, limit }: HistoryRange): HistoryRollup[] =>
    rowsOf(rollups.all([series, from, to, limit])).map(rollupFrom)

  const putHour = (hour: HistoryHour) => {
    const bytes = Buffer.from(hour.data, 'base64')
    putPoints.run([keyOf(hour.series, hour.hour), bytes])
    putRollup.run([hour.series, ...packRollup(hour)])
    grow.run([hour.hour, bytes.length])
  }
  const join = (hour: HistoryHour): HistoryHour => {
    const { series, hour: from } = hour
    const [before] = rollupsOf({ series, from, to: from, limit: 1 })
    const data = pointsOf(series, from) ?? ''
    return before === undefined ? hour : joinHours({ ...before, series, data }, hour)
  }
  const prune = (limits: Extract<Change, { kind: 'history-pruned' }>) => {
    const [[first] = []] = rowsOf(oldest.all([]))
    let before = Math.min(limits.pointsBefore, Number(first) + pruneSteps.points)
    let bytes = 0
    for (const [hour, size] of rowsOf(sizes.all([]))) {
      bytes += Number(size)
      if (bytes <= limits.bytes) continue
      before = Math.max(before, Number(hour) + 1)
      break
    }
    forgetPoints.run([before * seriesRoom])
    forgetSizes.run([before])
    // Most of the time: to look through all series for nothing takes long.
    if (limits.rollupsBefore <= 0) return
    for (const [id, first] of rowsOf(oldestRollups.all([limits.rollupsBefore]))) {
      const due = Math.min(limits.rollupsBefore, Number(first) + pruneSteps.rollups)
      forgetRollups.run([Number(id), due])
    }
  }
  return {
    apply(change: Change): void {
      switch (change.kind) {
        case 'history-series':
          change.keys.forEach((key, i) => void name.run([change.first + i, change.address, key]))
          return
        case 'history-journal':
          journal.run([change.hour, Buffer.from(change.data, 'base64')])
          return
        case 'history-hour':
          putHour(change.join ? join(change) : change)
          return
        case 'history-closed':
          closed.run([change.hour])
          return
        case 'history-pruned':
          prune(change)
          return
        case 'history-forgotten':
          for (const series of change.series) forget(series)
      }
    },
    queries: {
      series: () =>
        rowsOf(names.all([])).map(([id, address, key]) => ({
          id: Number(id),
          address: String(address),
          key: String(key),
        })),
      emptySeries: () => rowsOf(empty.all([])).map(([id]) => Number(id)),
      journal: () =>
        rowsOf(journals.all([])).map(([hour, data]) => ({
          hour: Number(hour),
          data: base64(data),
        })),
      rollups: rollupsOf,
      points: ({ series, hours }: { series: number; hours: readonly number[] }) =>
        hours.flatMap((hour) => {
          const data = pointsOf(series, hour)
          return data === undefined ? [] : [{ hour, data }]
        }),
    },
  }
}

/** What can be asked of them, for the thread of the runtime. */
export function historyReads(ask: Ask<ReturnType<typeof historyTable>>): HistoryReads {
  return {
    series: () => ask('series', undefined),
    emptySeries: () => ask('emptySeries', undefined),
    journal: () => ask('journal', undefined),
    rollups: (range) => ask('rollups', range),
    points: (of) => ask('points', of),
  }
}

function keyOf(series: number, hour: number): number {
  return hour * seriesRoom + series
}

function base64(value: unknown): string {
  return value instanceof Uint8Array ? Buffer.from(value).toString('base64') : ''
}
