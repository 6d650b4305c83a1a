import { floor } from '../contestants.ts'
import type { CallName } from '../load/calls.ts'
import { shuffled } from '../statistics.ts'
import { type Lane, openLane, othersNote, problemsOf, type Slice, takeSlice } from './lane.ts'
import type { Bench, Measure, Outcome, Series } from './measure.ts'

/** One comparison: all its servers are connected and take turns. */
interface Plan {
  readonly connections: number
  readonly call: CallName
  /** Names of the servers; all without it. */
  readonly servers?: readonly string[]
}

const main = [floor, 'runtime', 'runtime, durable', 'ocpp-rpc strict']

const plans: readonly Plan[] = [
  { connections: 1000, call: 'MeterValues' },
  { connections: 100, call: 'MeterValues', servers: main },
  { connections: 5000, call: 'MeterValues', servers: main },
  { connections: 1000, call: 'TransactionEvent', servers: [floor, 'runtime', 'runtime, durable'] },
]

/**
 * Frames a second and CPU time per frame, in a closed loop. All servers run all the time and take
 * turns in slices of about a second, in a new order each round, so that what disturbs the machine
 * disturbs all.
 */
export const frames: Measure = async (bench) => {
  const outcomes: Outcome[] = []
  for (const plan of plansOf(bench)) outcomes.push(await compare(bench, plan))
  return {
    series: outcomes.flatMap(({ series }) => series),
    notes: outcomes.flatMap(({ notes }) => notes),
    problems: outcomes.flatMap(({ problems }) => problems),
  }
}

function plansOf({ options }: Bench): readonly Plan[] {
  const { connections, call } = options
  if (connections === undefined && call === undefined) return plans
  return (connections ?? [1000]).map((count) => ({
    connections: count,
    call: call ?? 'MeterValues',
  }))
}

async function compare(bench: Bench, plan: Plan): Promise<Outcome> {
  const { rounds, slice, rate } = bench.options
  const problems: string[] = []
  const lanes: Lane[] = []
  const title = `${plan.call}, ${plan.connections} connections`
  bench.say(`Frames: ${title}`)
  try {
    for (const contestant of bench.contestants) {
      const speaks = plan.call === 'MeterValues' || !contestant.name.startsWith('ocpp-rpc')
      if (!speaks || plan.servers?.includes(contestant.name) === false) continue
      lanes.push(await openLane(bench, contestant, plan))
    }
    for (let round = 0; round <= rounds; round++) {
      for (const lane of shuffled(lanes)) {
        problems.push(...problemsOf(lane, await takeSlice(lane, { round, rate, slice })))
      }
    }
  } finally {
    await Promise.all(lanes.map((lane) => lane.end()))
  }
  return { series: seriesOf(lanes, title), notes: [`${title}: ${othersNote(lanes)}`], problems }
}

function seriesOf(lanes: readonly Lane[], title: string): Series[] {
  const of = (measure: string, value: (slice: Slice) => number): Series[] =>
    lanes.map(({ name, slices }) => ({
      measure: `${measure}, ${title}`,
      server: name,
      values: slices.map(value),
    }))
  return [
    ...of('frames/s', ({ framesPerSecond }) => framesPerSecond),
    ...of('CPU µs/frame', ({ cpu }) => cpu),
  ]
}
