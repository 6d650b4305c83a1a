import { deepStrictEqual } from 'node:assert'
import { performance } from 'node:perf_hooks'
import process from 'node:process'
import { inProcessRunner } from '../../../runtime/plugin/in_process.ts'
import { createIsolateHost } from '../../../runtime/plugin/isolate/host.ts'
import type { PluginRunner } from '../../../runtime/plugin/runner.ts'
import { quartiles } from '../statistics.ts'
import acme from './acme.ts'
import { call, loadAcme, loadText } from './workload.ts'

const rounds = 9
const perRound = 400

/** Microseconds of a hook on MeterValues of 1.5 kB, each way of running it in turn. */
export async function cost(): Promise<readonly (readonly string[])[]> {
  const host = createIsolateHost()
  const isolated = await loadAcme(host)
  const nothing = await loadText(host, {
    text: 'export default { hooks: { payload: (action, payload) => payload } }',
  })
  const inProcess = inProcessRunner(acme.hooks, 'acme.ts')
  deepStrictEqual(await call(isolated, 1), await call(inProcess, 1))
  const ways: readonly (readonly [name: string, runner: PluginRunner, together: number])[] = [
    ['in process', inProcess, 1],
    ['isolated, one at a time', isolated, 1],
    ['isolated, 32 at a time', isolated, 32],
    ['isolated, a hook that changes nothing', nothing, 1],
  ]
  for (const [, runner, together] of ways) await measure(runner, together)
  const found = ways.map(() => new Figures())
  for (let round = 0; round < rounds; round++) {
    for (const [i, [, runner, together]] of ways.entries()) {
      found[i]?.take(await measure(runner, together))
    }
  }
  await host.close()
  const base = found[0]?.median ?? Number.NaN
  return ways.map(([name], i) => [name, ...(found[i]?.cells(base) ?? [])])
}

/** Heads of the columns of {@link cost}. */
export const costHead = [
  'hook',
  'median µs',
  'p99 µs',
  'all threads µs',
  'main thread µs',
  'to in process',
]

interface Measured {
  readonly each: readonly number[]
  /** µs of processor time per call, of this process and of its main thread. */
  readonly cpu: number
  readonly main: number
}

async function measure(runner: PluginRunner, together: number): Promise<Measured> {
  const each: number[] = []
  const before = process.cpuUsage()
  const busy = performance.eventLoopUtilization()
  for (let n = 0; n < perRound; n += together) {
    const start = performance.now()
    const calls = Array.from({ length: together }, (_, i) => call(runner, n + i))
    await Promise.all(calls)
    each.push(((performance.now() - start) * 1000) / together)
  }
  const { user, system } = process.cpuUsage(before)
  const { active } = performance.eventLoopUtilization(busy)
  return { each, cpu: (user + system) / perRound, main: (active * 1000) / perRound }
}

class Figures {
  readonly #each: number[] = []
  readonly #cpu: number[] = []
  readonly #main: number[] = []

  take({ each, cpu, main }: Measured): void {
    this.#each.push(...each)
    this.#cpu.push(cpu)
    this.#main.push(main)
  }

  get median(): number {
    return quartiles(this.#each).median
  }

  cells(base: number): readonly string[] {
    const sorted = [...this.#each].sort((a, b) => a - b)
    const p99 = sorted[Math.floor(sorted.length * 0.99)] ?? Number.NaN
    const cpu = quartiles(this.#cpu).median
    const main = quartiles(this.#main).median
    return [this.median, p99, cpu, main, this.median / base].map((value) => value.toFixed(1))
  }
}
