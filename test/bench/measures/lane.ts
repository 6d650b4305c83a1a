import type { Contestant } from '../contestants.ts'
import type { CallName } from '../load/calls.ts'
import type { Counted } from '../load/orders.ts'
import { LoadProcess } from '../machine/load_process.ts'
import { nodeProgram } from '../machine/program.ts'
import { freePorts, type Ports, ServerProcess } from '../machine/server.ts'
import { cpuOf, machineCpu } from '../machine/usage.ts'
import { quartiles } from '../statistics.ts'
import { type Bench, seconds } from './measure.ts'

/** Seconds of calling before counting begins: in the first round, for the compiler, and in others. */
const warmUp = { first: 2, later: 0.3 }

/** One server with its stations, connected all the time. */
export interface Lane {
  readonly name: string
  readonly ports: Ports
  readonly server: ServerProcess
  readonly load: LoadProcess
  readonly slices: Slice[]
  end(): Promise<void>
}

/** What one server did in one slice of time. */
export interface Slice {
  readonly framesPerSecond: number
  /** µs per frame. */
  readonly cpu: number
  /** ms. */
  readonly p50: number
  readonly p99: number
  /** Processors used by others meanwhile. */
  readonly others: number
}

/** How a turn is taken. */
export interface SliceOptions {
  readonly round: number
  /** Calls a second that become due; 0 = the next one when one is answered. */
  readonly rate: number
  /** Seconds. */
  readonly slice: number
  /** Counting begins. */
  onMeasure?(): void
}

/** What a lane is opened with. */
export interface LaneOptions {
  readonly connections: number
  readonly call: CallName
}

/** Starts a server and connects stations to it. */
export async function openLane(
  bench: Bench,
  contestant: Contestant,
  { connections, call }: LaneOptions,
): Promise<Lane> {
  const { files, options } = bench
  const ports = await freePorts()
  const server = new ServerProcess(contestant.program(ports, []), ports)
  try {
    await server.listening()
    const load = new LoadProcess(nodeProgram(files, 'test/bench/load/main', { side: 'load' }))
    await load.connect({ port: ports.ocpp, connections, call })
    await load.quiet(options.quiet)
    const dismiss = await contestant.accompany?.(ports)
    const end = async () => {
      dismiss?.()
      await load.end()
      await server.end()
    }
    return { name: contestant.name, ports, server, load, slices: [], end }
  } catch (error) {
    await server.end()
    throw error
  }
}

/** One turn of a lane; round 0 only warms up. */
export async function takeSlice(lane: Lane, how: SliceOptions): Promise<Counted> {
  const { server, load } = lane
  const { round, rate, slice } = how
  await load.start(rate)
  await seconds(round === 0 ? Math.min(warmUp.first, slice * 2) : warmUp.later)
  await load.measure()
  how.onMeasure?.()
  const before = usage(server.pid)
  await seconds(slice)
  const after = usage(server.pid)
  const counted = await load.stop()
  if (round === 0) return counted
  const span = (after.at - before.at) / 1000
  const cpu = after.cpu - before.cpu
  lane.slices.push({
    framesPerSecond: counted.completed / span,
    cpu: cpu / counted.completed,
    p50: counted.latency.p50 / 1000,
    p99: counted.latency.p99 / 1000,
    others: (after.machine - before.machine - cpu - counted.cpuUs) / 1e6 / span,
  })
  return counted
}

/** What went wrong in a slice. */
export function problemsOf({ name }: Lane, { problems }: Counted): string[] {
  return problems.map(([problem, count]) => `${name}: ${count} × ${problem}`)
}

/** How far the machine was busy with other things. */
export function othersNote(lanes: readonly Lane[]): string {
  const used = lanes.flatMap(({ slices }) => slices.map(({ others }) => Math.max(0, others)))
  const [median, most] = [quartiles(used).median, Math.max(...used)].map((n) => n.toFixed(2))
  return `other processes used ${median} processors meanwhile (median), at most ${most}`
}

/** Time and CPU time now, of a process and of the machine. */
export function usage(pid: number) {
  return {
    at: performance.now(),
    cpu: cpuOf(pid) ?? Number.NaN,
    machine: machineCpu() ?? Number.NaN,
  }
}
