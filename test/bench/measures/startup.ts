import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { basename } from 'node:path'
import { type Contestant, floor } from '../contestants.ts'
import { callKinds } from '../load/calls.ts'
import { RawStation } from '../load/raw_station.ts'
import { nodeProgram } from '../machine/program.ts'
import { freePorts, ServerProcess } from '../machine/server.ts'
import { shuffled } from '../statistics.ts'
import type { Bench, Outcome } from './measure.ts'

const compared = [floor, 'runtime', 'runtime, durable', 'ocpp-rpc strict']

/** ms from the start of a process: to the first call it answered, and until it serves HTTP. */
interface Times {
  readonly answer: number
  readonly http?: number
}

/** Time from starting a process to the first call it answered, beside only loading the libraries. */
export async function startup(bench: Bench): Promise<Outcome> {
  bench.say('Start-up')
  const others = bench.options.against.map((folder) => `runtime, ${basename(folder)}`)
  const runs: readonly { name: string; run: () => Promise<Times> }[] = [
    { name: 'imports only', run: () => importing(bench) },
    ...bench.contestants
      .filter(({ name }) => compared.includes(name) || others.includes(name))
      .map((c) => ({ name: c.name, run: () => timesOf(c) })),
  ]
  const values = new Map<string, Times[]>(runs.map(({ name }) => [name, []]))
  for (let round = 0; round < bench.options.rounds; round++) {
    for (const { name, run } of shuffled(runs)) values.get(name)?.push(await run())
  }
  const answers = [...values].map(([server, list]) => ({
    measure: 'ms to the first answer',
    server,
    values: list.map(({ answer }) => answer),
  }))
  const served = [...values].map(([server, list]) => ({
    measure: 'ms until HTTP is served',
    server,
    values: list.flatMap(({ http }) => http ?? []),
  }))
  const series = [...answers, ...served.filter((one) => one.values.length > 0)]
  return { series, notes: [], problems: [] }
}

async function importing({ files }: Bench): Promise<Times> {
  const program = nodeProgram(files, 'test/bench/servers/imports', { side: 'server' })
  const from = performance.now()
  const child = spawn(program.command, [...program.flags, program.file], { stdio: 'inherit' })
  await once(child, 'exit')
  const answer = performance.now() - from
  return { answer, http: answer }
}

async function timesOf(contestant: Contestant): Promise<Times> {
  const ports = await freePorts()
  const program = contestant.program(ports, [])
  const from = performance.now()
  const server = new ServerProcess(program, ports)
  try {
    await server.listening()
    await boot(ports.ocpp)
    const answer = performance.now() - from
    if (!contestant.name.startsWith('runtime')) return { answer }
    await server.listening(ports.http)
    return { answer, http: performance.now() - from }
  } finally {
    await server.end()
  }
}

function boot(port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const station = new RawStation(0, {
      kind: callKinds.MeterValues,
      watcher: {
        onAnswer(_, problem) {
          station.close()
          if (problem === undefined) resolve()
          else reject(new Error(problem))
        },
        onHostCall: () => undefined,
        onLost: () => reject(new Error('Closed')),
      },
    })
    station.connect(port).then(() => station.greet(0), reject)
  })
}
