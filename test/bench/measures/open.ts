import { floor } from '../contestants.ts'
import { HttpLoad } from '../machine/http_load.ts'
import { quartiles, shuffled } from '../statistics.ts'
import { type Lane, openLane, problemsOf, takeSlice } from './lane.ts'
import type { Bench, Measure, Outcome, Series } from './measure.ts'

/** What is compared in turns; what one has left to write to disk would fall into the turns of the other. */
const compared = [
  { server: 'runtime', as: '' },
  { server: 'runtime, durable', as: ', stored' },
] as const

/**
 * Answers, and changes at a reader of events, while frames become due at a rate, however slow the
 * answers are. Times are counted from when a frame was due, or sent, so that no stall is hidden.
 */
export const open: Measure = async (bench) => {
  const outcomes: Outcome[] = []
  for (const one of compared) outcomes.push(await compare(bench, one))
  return {
    series: outcomes.flatMap(({ series }) => series),
    notes: outcomes.flatMap(({ notes }) => notes),
    problems: outcomes.flatMap(({ problems }) => problems),
  }
}

async function compare(
  bench: Bench,
  { server, as }: { readonly server: string; readonly as: string },
): Promise<Outcome> {
  const { rounds, slice, openRate: rate, openConnections: connections } = bench.options
  const title = `open loop, ${rate} frames/s, ${connections} connections${as}`
  bench.say(`Latency: ${title}`)
  const problems: string[] = []
  const lanes: Lane[] = []
  const readers = new Map<Lane, HttpLoad>()
  const changes = new Map<string, number[]>()
  try {
    for (const contestant of bench.contestants) {
      if (contestant.name !== floor && contestant.name !== server) continue
      const { accompany: _, ...alone } = contestant
      const lane = await openLane(bench, alone, { connections, call: 'MeterValues' })
      lanes.push(lane)
      if (contestant.name !== floor) readers.set(lane, startReader(lane))
    }
    for (let round = 0; round <= rounds; round++) {
      for (const lane of shuffled(lanes)) {
        const reader = readers.get(lane)
        const onMeasure = () => reader?.begin()
        const counted = await takeSlice(lane, { round, rate, slice: slice * 2, onMeasure })
        problems.push(...problemsOf(lane, counted))
        const heard = await reader?.heard()
        if (heard === undefined || round === 0) continue
        changes.set(lane.name, [...(changes.get(lane.name) ?? []), heard.p99])
      }
    }
  } finally {
    // A reader whose process died must not keep the servers alive.
    await Promise.allSettled([...readers.values()].map((reader) => reader.end()))
    await Promise.all(lanes.map((lane) => lane.end()))
  }
  const of = (measure: string, value: (lane: Lane) => readonly number[]): Series[] =>
    lanes.map((lane) => ({
      measure: `${measure}, ${title}`,
      server: lane.name,
      values: value(lane),
    }))
  const answers = of('answer ms p99', ({ slices }) => slices.map(({ p99 }) => p99))
  const bare = answers.filter(({ server }) => server === floor)
  const heard = [...changes].map(([server, values]) => ({
    measure: `frame to change at a reader ms p99, to the answers of ${floor}, ${title}`,
    server,
    values,
  }))
  const base = bare.map((one) => ({ ...one, measure: heard[0]?.measure ?? one.measure }))
  const median = quartiles(bare[0]?.values ?? []).median
  return {
    series: [
      ...of('answer ms median', ({ slices }) => slices.map(({ p50 }) => p50)),
      ...answers,
      ...of('CPU µs/frame', ({ slices }) => slices.map(({ cpu }) => cpu)),
      ...(heard.length === 0 ? [] : [...base, ...heard]),
    ],
    notes: [`${title}: ${floor} answers 99 % within ${median.toFixed(1)} ms`],
    problems,
  }

  function startReader({ ports }: Lane): HttpLoad {
    return new HttpLoad(bench.files, {
      kind: 'events',
      port: ports.http,
      path: '/api/v1/events?key=voltage',
      count: 1,
    })
  }
}
