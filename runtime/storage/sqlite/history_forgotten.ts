import { rowsOf, type Sqlite } from './table.ts'

/** Forgets all of a series; `keyOf` says where its points of an hour are. */
export function seriesForgetter(
  db: Sqlite,
  keyOf: (series: number, hour: number) => number,
): (series: number) => void {
  // There are no points that are older.
  const hours = db
    .prepare(
      `select hour from historyRollup
       where series = ? and hour >= (select min(hour) from historySize)`,
    )
    .raw()
  const length = db.prepare('select length(data) from historyPoints where id = ?').raw()
  const shrink = db.prepare('update historySize set bytes = bytes - ? where hour = ?')
  const dropPoints = db.prepare('delete from historyPoints where id = ?')
  const dropRollups = db.prepare('delete from historyRollup where series = ?')
  const dropName = db.prepare('delete from historySeries where id = ?')
  return (series) => {
    for (const [hour] of rowsOf(hours.all([series]))) {
      const key = keyOf(series, Number(hour))
      const [size] = rowsOf(length.all([key]))
      if (size === undefined) continue
      shrink.run([Number(size[0]), Number(hour)])
      dropPoints.run([key])
    }
    dropRollups.run([series])
    dropName.run([series])
  }
}
