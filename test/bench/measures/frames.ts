import type { Contestant } from '../contestants.ts'
import { LoadProcess } from '../machine/load_process.ts'
import { nodeProgram } from '../machine/program.ts'
import { freePorts, ServerProcess } from '../machine/server.ts'
import { cpuOf, machineCpu } from '../machine/usage.ts'
import { quartiles, shuffled } from '../statistics.ts'
import { type Bench, type Outcome, type Series, seconds } from './measure.ts'

/** Seconds of calling before counting begins: in the first round, for the compiler, and in others. */
const warmUp = { first: 2, later: 0.3 }

/** One server with its stations, connected all the time. */
interface Lane {
  readonly name: string
  readonly server: ServerProcess
  readonly load: LoadProcess
  readonly slices: Slice[]
  end(): Promise<void>
}

/** What one server did in one slice of time. */
interface Slice {
  readonly framesPerSecond: number
  /** µs per frame. */
  readonly cpu: number
  /** ms. */
  readonly p50: number
  readonly p99: number
  /** Processors used by others meanwhile. */
  readonly others: number
}

/**
 * Frames a second and CPU time per frame. All servers run all the time and take turns in slices of
 * about a second, in a new order each round, so that what disturbs the machine disturbs all.
 */
export async function frames(bench: Bench): Promise<Outcome> {
  const series: Series[] = []
  const notes: string[] = []
  const problems: string[] = []
  for (const connections of bench.options.connections) {
    bench.say(`Frames of ${connections} connections`)
    const lanes: Lane[] = []
    try {
      for (const contestant of bench.contestants) {
        lanes.push(await open(contestant, connections, bench))
      }
      for (let round = 0; round <= bench.options.rounds; round++) {
        for (const lane of shuffled(lanes)) await slice(lane, { round, bench, problems })
      }
    } finally {
      await Promise.all(lanes.map((lane) => lane.end()))
    }
    series.push(...seriesOf(lanes, { connections, rate: bench.options.rate }))
    notes.push(`${connections} connections: ${othersNote(lanes)}`)
  }
  return { series, notes, problems }
}

async function open(contestant: Contestant, connections: number, bench: Bench): Promise<Lane> {
  const { files, options } = bench
  const ports = await freePorts()
  const server = new ServerProcess(contestant.program(ports, []), ports)
  await server.listening()
  const load = new LoadProcess(nodeProgram(files, 'test/bench/load/main', { side: 'load' }))
  await load.connect({ port: ports.ocpp, connections, call: options.call })
  await load.quiet(options.quiet)
  const dismiss = await contestant.accompany?.(ports)
  const end = async () => {
    dismiss?.()
    await load.end()
    await server.end()
  }
  return { name: contestant.name, server, load, slices: [], end }
}

async function slice(
  lane: Lane,
  { round, bench, problems }: { round: number; bench: Bench; problems: string[] },
): Promise<void> {
  const { server, load } = lane
  const { options } = bench
  await load.start(options.rate)
  await seconds(round === 0 ? Math.min(warmUp.first, options.slice * 2) : warmUp.later)
  await load.measure()
  const before = usage(server.pid)
  await seconds(options.slice)
  const after = usage(server.pid)
  const counted = await load.stop()
  for (const [problem, count] of counted.problems) {
    problems.push(`${lane.name}: ${count} × ${problem}`)
  }
  if (round === 0) return
  const span = (after.at - before.at) / 1000
  const cpu = after.cpu - before.cpu
  lane.slices.push({
    framesPerSecond: counted.completed / span,
    cpu: cpu / counted.completed,
    p50: counted.latency.p50 / 1000,
    p99: counted.latency.p99 / 1000,
    others: (after.machine - before.machine - cpu - counted.cpuUs) / 1e6 / span,
  })
}

function usage(pid: number) {
  return {
    at: performance.now(),
    cpu: cpuOf(pid) ?? Number.NaN,
    machine: machineCpu() ?? Number.NaN,
  }
}

function seriesOf(
  lanes: readonly Lane[],
  { connections, rate }: { connections: number; rate: number },
): Series[] {
  const of = (measure: string, value: (slice: Slice) => number): Series[] =>
    lanes.map(({ name, slices }) => ({
      measure: `${measure}, ${connections} connections`,
      server: name,
      values: slices.map(value),
    }))
  const latencies =
    rate === 0
      ? []
      : [...of('answer ms, median', ({ p50 }) => p50), ...of('answer ms, p99', ({ p99 }) => p99)]
  return [
    ...of('frames/s', ({ framesPerSecond }) => framesPerSecond),
    ...of('CPU µs/frame', ({ cpu }) => cpu),
    ...latencies,
  ]
}

function othersNote(lanes: readonly Lane[]): string {
  const used = lanes.flatMap(({ slices }) => slices.map(({ others }) => Math.max(0, others)))
  const [median, most] = [quartiles(used).median, Math.max(...used)].map((n) => n.toFixed(2))
  return `other processes used ${median} processors meanwhile (median), at most ${most}`
}
