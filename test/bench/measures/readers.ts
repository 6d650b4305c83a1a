import { HttpLoad } from '../machine/http_load.ts'
import { openLane, problemsOf, takeSlice, usage } from './lane.ts'
import { type Measure, type Series, seconds } from './measure.ts'

/** Frames a second, each of which changes about this many items. */
const changesPerFrame = 5

/** Many readers of all events while items change at a rate. */
export const readers: Measure = async (bench) => {
  const { changes, eventReaders: count, rounds, slice } = bench.options
  bench.say(`${changes} changes a second to ${count} readers`)
  const contestant = bench.contestants.find(({ name }) => name === 'runtime')
  if (contestant === undefined) return { series: [], notes: [], problems: [] }
  const { accompany: _, ...alone } = contestant
  const rate = changes / changesPerFrame
  const problems: string[] = []
  const cores = { none: [] as number[], all: [] as number[] }
  const found: { readonly events: number; readonly p99: number }[] = []
  const lane = await openLane(bench, alone, { connections: 100, call: 'MeterValues' })
  try {
    for (let round = 0; round <= rounds; round++) {
      for (const kind of ['none', 'all'] as const) {
        const { http: port } = lane.ports
        const load =
          kind === 'none'
            ? undefined
            : new HttpLoad(bench.files, { kind: 'events', port, path: '/api/v1/events', count })
        await seconds(load === undefined ? 0 : 0.5)
        load?.begin()
        const before = usage(lane.server.pid)
        const counted = await takeSlice(lane, { round, rate, slice: slice * 2 })
        const after = usage(lane.server.pid)
        const heard = await load?.end()
        const span = (after.at - before.at) / 1000
        problems.push(...problemsOf(lane, counted), ...(heard?.problems ?? []))
        if (round === 0) continue
        cores[kind].push((after.cpu - before.cpu) / 1e6 / span)
        if (heard !== undefined) {
          found.push({ events: heard.completed / count / span, p99: heard.p99 })
        }
      }
    }
  } finally {
    await lane.end()
  }
  const title = `${changes} changes/s`
  const of = (measure: string, server: string, values: number[]): Series => ({
    measure: `${measure}, ${title}`,
    server,
    values,
  })
  const all = `${count} readers`
  return {
    series: [
      of('processors used', 'no reader', cores.none),
      of('processors used', all, cores.all),
      of(
        'events/s at each reader',
        all,
        found.map(({ events }) => events),
      ),
      of(
        'frame to change ms p99',
        all,
        found.map(({ p99 }) => p99),
      ),
    ],
    notes: [],
    problems,
  }
}
