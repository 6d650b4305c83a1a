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

/** What a hook costs, in one way of running it. */
export interface HookCost {
  readonly way: string
  /** µs from call to result, one for each time it was measured. */
  readonly each: readonly number[]
  /** µs of processor time a call, of the whole process and of its main thread. */
  readonly cpu: number
  readonly main: number
}

/** A hook on MeterValues of 1.5 kB, each way of running it in turn; the first is in process. */
export async function cost(): Promise<readonly HookCost[]> {
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
  return ways.map(([way], i) => ({ way, ...(found[i]?.sum ?? { each: [], cpu: 0, main: 0 }) }))
}

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

  get sum(): Omit<HookCost, 'way'> {
    const middle = (values: readonly number[]) => quartiles(values).median
    return { each: this.#each, cpu: middle(this.#cpu), main: middle(this.#main) }
  }
}
