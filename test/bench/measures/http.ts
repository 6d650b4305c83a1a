import { basename, resolve } from 'node:path'
import { type Contestant, profiled, reference, runtime } from '../contestants.ts'
import { HttpLoad } from '../machine/http_load.ts'
import { freePorts, ServerProcess } from '../machine/server.ts'
import { shuffled } from '../statistics.ts'
import { usage } from './lane.ts'
import { type Bench, type Measure, type Outcome, seconds } from './measure.ts'

const path = '/api/v1/devices/CP00000:1/items/currentSet'
const connections = 32
/** Devices of a small site. */
const few = 10

/** Reads of one item over HTTP beside a route of the same framework that only answers. */
export const http: Measure = (bench) => {
  const { files, root, options } = bench
  const row = (devices: number, build = files, of = '') => ({
    contestant: runtime(
      { name: `runtime${of}, ${devices} devices`, devices },
      { files: build, root, runtimeFlags: profiled(options) },
    ),
  })
  return reads(bench, 'HTTP item reads', [
    { contestant: reference(files, 'bare Hono', 'bare_hono'), bare: true },
    row(few),
    row(options.devices),
    ...options.against.map((folder) =>
      row(few, { folder: resolve(folder), extension: 'js' }, `, ${basename(folder)}`),
    ),
  ])
}

interface Reader {
  readonly contestant: Contestant
  /** It listens for HTTP only, at its one port. */
  readonly bare?: boolean
}

async function reads(bench: Bench, title: string, all: readonly Reader[]): Promise<Outcome> {
  const { rounds, slice } = bench.options
  bench.say(title)
  const problems: string[] = []
  const lanes: {
    name: string
    port: number
    server: ServerProcess
    rates: number[]
    cpus: number[]
  }[] = []
  try {
    for (const { contestant, bare } of all) {
      const ports = await freePorts()
      const server = new ServerProcess(contestant.program(ports, []), ports)
      const port = bare ? ports.ocpp : ports.http
      lanes.push({ name: contestant.name, port, server, rates: [], cpus: [] })
      await server.listening(port)
    }
    for (let round = 0; round <= rounds; round++) {
      for (const { name, port, server, rates, cpus } of shuffled(lanes)) {
        const load = new HttpLoad(bench.files, { kind: 'reads', port, path, count: connections })
        await seconds(round === 0 ? Math.min(2, slice * 2) : 0.4)
        load.begin()
        const before = usage(server.pid)
        await seconds(slice)
        const after = usage(server.pid)
        const heard = await load.end()
        problems.push(...heard.problems.map((problem) => `${name}: ${problem}`))
        if (round === 0) continue
        rates.push((heard.completed / (after.at - before.at)) * 1000)
        cpus.push((after.cpu - before.cpu) / heard.completed)
      }
    }
  } finally {
    await Promise.all(lanes.map(({ server }) => server.end()))
  }
  return {
    series: [
      ...lanes.map(({ name, rates }) => ({ measure: `${title}/s`, server: name, values: rates })),
      ...lanes.map(({ name, cpus }) => ({
        measure: `${title}, CPU µs each`,
        server: name,
        values: cpus,
      })),
    ],
    notes: [],
    problems,
  }
}
