import { floor } from '../contestants.ts'
import { shuffled } from '../statistics.ts'
import { type Lane, openLane, usage } from './lane.ts'
import { type Measure, seconds } from './measure.ts'

const compared = [floor, 'runtime', 'runtime, durable', 'ocpp-rpc strict']

/** All stations come back at once: time until each has booted and said its status, and what it costs. */
export const storm: Measure = async (bench) => {
  const { storm: connections, rounds } = bench.options
  const title = `reconnect storm of ${connections}`
  bench.say(title)
  const lanes: { lane: Lane; spans: number[]; cpus: number[] }[] = []
  const call = 'MeterValues'
  try {
    for (const contestant of bench.contestants) {
      if (!compared.includes(contestant.name)) continue
      const { accompany: _, ...alone } = contestant
      const lane = await openLane(bench, alone, { connections, call })
      lanes.push({ lane, spans: [], cpus: [] })
    }
    for (let round = 0; round < Math.min(rounds, 3); round++) {
      for (const { lane, spans, cpus } of shuffled(lanes)) {
        await lane.load.drop()
        await seconds(0.3)
        const before = usage(lane.server.pid)
        await lane.load.connect({ port: lane.ports.ocpp, connections, call })
        const after = usage(lane.server.pid)
        await lane.load.quiet(bench.options.quiet)
        spans.push((after.at - before.at) / 1000)
        cpus.push((after.cpu - before.cpu) / connections)
      }
    }
  } finally {
    await Promise.all(lanes.map(({ lane }) => lane.end()))
  }
  const of = (measure: string, values: 'spans' | 'cpus') =>
    lanes.map((one) => ({
      measure: `${title}: ${measure}`,
      server: one.lane.name,
      values: one[values],
    }))
  return {
    series: [...of('s until all are back', 'spans'), ...of('CPU µs/station', 'cpus')],
    notes: [],
    problems: [],
  }
}
