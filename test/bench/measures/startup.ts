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

/** Time from starting a process to the first call it answered, beside only loading the libraries. */
export async function startup(bench: Bench): Promise<Outcome> {
  bench.say('Start-up')
  const others = bench.options.against.map((folder) => `runtime, ${basename(folder)}`)
  const runs: readonly { name: string; run: () => Promise<number> }[] = [
    { name: 'imports only', run: () => importing(bench) },
    ...bench.contestants
      .filter(({ name }) => compared.includes(name) || others.includes(name))
      .map((c) => ({ name: c.name, run: () => toFirstAnswer(c) })),
  ]
  const values = new Map<string, number[]>(runs.map(({ name }) => [name, []]))
  for (let round = 0; round < bench.options.rounds; round++) {
    for (const { name, run } of shuffled(runs)) values.get(name)?.push(await run())
  }
  const measure = 'ms to the first answer'
  const series = [...values].map(([server, list]) => ({ measure, server, values: list }))
  return { series, notes: [], problems: [] }
}

/** ms. */
async function importing({ files }: Bench): Promise<number> {
  const program = nodeProgram(files, 'test/bench/servers/imports', { side: 'server' })
  const from = performance.now()
  const child = spawn(program.command, [...program.flags, program.file], { stdio: 'inherit' })
  await once(child, 'exit')
  return performance.now() - from
}

/** ms. */
async function toFirstAnswer(contestant: Contestant): Promise<number> {
  const ports = await freePorts()
  const program = contestant.program(ports, [])
  const from = performance.now()
  const server = new ServerProcess(program, ports)
  try {
    await server.listening()
    await boot(ports.ocpp)
    return performance.now() - from
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
