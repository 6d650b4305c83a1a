import { type Contestant, floor } from '../contestants.ts'
import { LoadProcess } from '../machine/load_process.ts'
import { nodeProgram } from '../machine/program.ts'
import { freePorts, ServerProcess } from '../machine/server.ts'
import { memoryOf } from '../machine/usage.ts'
import { shuffled } from '../statistics.ts'
import type { Bench, Outcome } from './measure.ts'

/** Memory of a connection that is idle: each server alone, its garbage collected before every look. */
export async function memory(bench: Bench): Promise<Outcome> {
  const { idle, memoryRounds } = bench.options
  const compared = bench.contestants.filter(({ name }) => servers.includes(name))
  bench.say(`Memory of ${idle} idle connections`)
  const values = new Map<string, number[]>(compared.map(({ name }) => [name, []]))
  for (let round = 0; round < memoryRounds; round++) {
    for (const contestant of shuffled(compared)) {
      values.get(contestant.name)?.push(await perConnection(contestant, bench))
    }
  }
  const measure = `kB/idle connection, ${idle} connections`
  const series = [...values].map(([server, list]) => ({ measure, server, values: list }))
  return { series, notes: [], problems: [] }
}

/** kB per connection. */
async function perConnection(contestant: Contestant, bench: Bench): Promise<number> {
  const { files, options } = bench
  const ports = await freePorts()
  const collect = nodeProgram(files, 'test/bench/servers/collect_garbage', { side: 'server' }).file
  const flags = ['--expose-gc', '--import', collect]
  const server = new ServerProcess(contestant.program(ports, flags), ports)
  try {
    await server.listening()
    const load = new LoadProcess(nodeProgram(files, 'test/bench/load/main', { side: 'load' }))
    // What is made once, with the first stations, is no cost of the others.
    const more = Math.max(1, options.idle - first)
    await load.connect({ port: ports.ocpp, connections: first, call: 'MeterValues' })
    await load.quiet(options.quiet)
    const before = await settled(server)
    await load.connect({ port: ports.ocpp, connections: more, call: 'MeterValues' })
    await load.quiet(options.quiet)
    const after = await settled(server)
    await load.end()
    return (after - before) / more / 1024
  } finally {
    await server.end()
  }
}

const first = 20
const servers = [floor, 'runtime', 'ocpp-rpc strict']

async function settled(server: ServerProcess): Promise<number> {
  await server.collectGarbage()
  return memoryOf(server.pid) ?? Number.NaN
}
