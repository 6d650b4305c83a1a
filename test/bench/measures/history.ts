import { mkdtemp, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { performance } from 'node:perf_hooks'
import { systemClock } from '../../../runtime/clock.ts'
import type { Item } from '../../../runtime/descriptor/schema.ts'
import { bytesToText } from '../../../runtime/history/base64.ts'
import { History, type HistoryOptions } from '../../../runtime/history/history.ts'
import { encodePoints } from '../../../runtime/history/points.ts'
import { rollUp } from '../../../runtime/history/rollup.ts'
import { hourOf } from '../../../runtime/history/time.ts'
import { silentLog } from '../../../runtime/log.ts'
import { fileName } from '../../../runtime/storage/sqlite/open_file.ts'
import { SqliteStore } from '../../../runtime/storage/sqlite/sqlite_store.ts'
import type { Change } from '../../../runtime/storage/store.ts'
import { ManualClock } from '../../support/manual_clock.ts'
import type { Bench, Outcome, Series } from './measure.ts'

const day = 86_400_000
const begin = Date.UTC(2026, 0, 1)
const stations = 20
const server = 'runtime'

/** What history takes on disk, and how long a year of it takes to read. */
export async function history(bench: Bench): Promise<Outcome> {
  bench.say('History: a day of samples, and a year to read')
  const series: Series[] = []
  for (const hours of [24, 8]) {
    const kilobytes = (await bytesOfDay(hours)) / 1024
    const measure = `kB of history a station and day, samples each 10 s, charging ${hours} h`
    series.push({ measure, server, values: [kilobytes] })
  }
  for (const [measure, values] of await yearTimes()) series.push({ measure, server, values })
  const notes = [
    'History: voltage, current, power, energy and state of one connector, standard deadbands.',
    'A year: 100 items, rolled up, 30 days of them with points; read in one process, file in cache.',
  ]
  return { series, notes, problems: [] }
}

/** Bytes that one more day of a station takes in the file. */
async function bytesOfDay(charging: number): Promise<number> {
  const sizes: number[] = []
  for (const days of [1, 2]) {
    const folder = await mkdtemp(join(tmpdir(), 'ddf-bench-'))
    const store = await SqliteStore.open(folder, { clock: systemClock, log: silentLog })
    await live(store, { days, charging })
    await store.close()
    sizes.push((await stat(join(folder, fileName))).size)
    await rm(folder, { recursive: true })
  }
  const [one = 0, two = 0] = sizes
  return (two - one) / stations
}

/** Numbers from 0 to a height, the same each run. */
function makeNoise(): (height: number) => number {
  let seed = 1
  return (height) => {
    seed = (seed * 48_271) % 2_147_483_647
    return (seed / 2_147_483_647) * height
  }
}

async function live(store: SqliteStore, of: { readonly days: number; readonly charging: number }) {
  const clock = new ManualClock(begin)
  const noise = makeNoise()
  // The journal of the open hour goes with it, and is the same however long all runs.
  const commit = (changes: readonly Change[]) =>
    store.commit(changes.filter(({ kind }) => kind !== 'history-journal'))
  const past = await History.open({
    ...options,
    clock,
    store: { history: store.history, durable: true, commit },
  })
  const energy = new Array<number>(stations).fill(0)
  for (let second = 0; second < of.days * 86_400; second += 10) {
    const isCharging = (second % 86_400) / 3600 < of.charging
    for (let n = 0; n < stations; n++) {
      const amperes = isCharging ? 15.5 + noise(1) : 0
      const volts = 229 + noise(3)
      energy[n] = (energy[n] ?? 0) + (amperes * volts * 3) / 360
      const values = [
        isCharging ? Math.round(volts * 10) / 10 : null,
        Math.round(amperes * 100) / 100,
        Math.round(amperes * volts * 3) / 1000,
        Math.round(energy[n] ?? 0),
        isCharging ? 67 : 65,
      ]
      const changed = {
        item: (index: number) => items[index],
        value: (index: number) => values[index] ?? null,
        quality: () => 'good' as const,
        time: () => clock.now(),
      }
      past.take({ address: `CP${n}:1`, number: n, items: changed }, [0, 1, 2, 3, 4])
    }
    clock.advance(10_000)
    if (second % 600 === 0) await new Promise(setImmediate)
  }
  await past.close()
}

/** Milliseconds of each way to read a year. */
async function yearTimes(): Promise<Map<string, number[]>> {
  const folder = await mkdtemp(join(tmpdir(), 'ddf-bench-'))
  const store = await SqliteStore.open(folder, { clock: systemClock, log: silentLog })
  const first = hourOf(begin)
  const last = first + 365 * 24
  for (let hour = first; hour < last; hour += 24) {
    const hours = Array.from({ length: 24 }, (_, index) => hour + index)
    await store.commit(hours.flatMap((one) => hourOfAll(one, last)))
  }
  const clock = new ManualClock(begin + 365 * day)
  const past = await History.open({ ...options, clock, store })
  const name = { address: 'CP50:1', key: 'power' }
  const to = clock.now()
  const ways: readonly [string, () => Promise<{ readonly list: readonly unknown[] }>][] = [
    ['a year by days', () => past.steps(name, steps(begin, to, day))],
    ['a year by hours', () => past.steps(name, steps(begin, to, day / 24))],
    ['30 days by quarters of an hour', () => past.steps(name, steps(to - 30 * day, to, day / 96))],
    ['10,000 points', () => past.points(name, { from: to - 30 * day, to, limit: 10_000 })],
  ]
  const times = new Map<string, number[]>()
  for (const [what, read] of ways) {
    const values: number[] = []
    for (let round = 0; round < 20; round++) {
      const start = performance.now()
      const { list } = await read()
      values.push(performance.now() - start)
      if (list.length < 300) throw new Error(`Only ${list.length} of ${what}`)
    }
    times.set(`ms to read the history of an item, ${what}`, values)
  }
  await past.close()
  await store.close()
  await rm(folder, { recursive: true })
  return times
}

/** One hour of a hundred items; the last 30 days have points, a sample each 10 s. */
function hourOfAll(hour: number, last: number): Change[] {
  const points = Array.from({ length: 360 }, (_, index) => ({
    tick: index * 100,
    value: Math.round(11_000 + 200 * Math.sin(index * hour)) / 1000,
  }))
  const { last: final, ...numbers } = rollUp(points)
  const data = hour >= last - 30 * 24 ? bytesToText(encodePoints(points)) : ''
  return Array.from({ length: 100 }, (_, n) => n + 1).flatMap((series): Change[] => [
    { kind: 'history-series', first: series, address: `CP${series}:1`, keys: ['power'] },
    {
      ...{ kind: 'history-hour', join: false, series, hour, ...numbers },
      ...{ last: JSON.stringify(final), data },
    },
  ])
}

function steps(from: number, to: number, length: number) {
  return { from, to, length, mean: true, limit: 10_000 }
}

const options: Omit<HistoryOptions, 'clock' | 'store'> = {
  deadbands: {},
  gap: 900_000,
  days: { points: 30, rollups: 1095 },
  bytes: 1e12,
  exists: () => true,
  isKnown: () => true,
  onFailure(error) {
    throw error
  },
  onSuccess: () => undefined,
}

const items: readonly Item[] = (
  [
    ['voltage', 'V'],
    ['current', 'A'],
    ['power', 'kW'],
    ['energy', 'Wh'],
    ['cps', undefined],
  ] as const
).map(([key, unit]) => ({
  ...{ key, name: key, direction: 'IN', type: 'number', unit },
  read: [{ from: 'MeterValues', measurand: 'Voltage' }],
}))
