import { readFileSync } from 'node:fs'
import process from 'node:process'
import { createIsolateHost, type IsolateHost } from '../../../runtime/plugin/isolate/host.ts'
import type { PluginRunner } from '../../../runtime/plugin/runner.ts'
import { quartiles } from '../statistics.ts'
import { call, loadAcme } from './workload.ts'

const many = 50

/** What a plugin costs while it is loaded, and loading it: values by what they are of. */
export async function upkeep(): Promise<readonly (readonly [what: string, value: number])[]> {
  const host = createIsolateHost()
  const before = await resident()
  const [first, cold] = await timed(() => loadAcme(host))
  const [, coldCall] = await timed(() => call(first, 0))
  for (let n = 0; n < 200; n++) await call(first, n)
  const one = await settled(host)
  const loads: number[] = []
  const calls: number[] = []
  const runners: PluginRunner[] = [first]
  while (runners.length <= many) {
    const [runner, load] = await timed(() => loadAcme(host))
    const [, firstCall] = await timed(() => call(runner, 0))
    loads.push(load)
    calls.push(firstCall)
    runners.push(runner)
  }
  for (let n = 0; n < many * 20; n++) await call(runners[n % many] ?? first, n)
  const all = await settled(host)
  const results = [
    ['loading the first plugin, ms', cold],
    ['its first call, ms', coldCall],
    ['loading another plugin, ms', quartiles(loads).median],
    ['its first call, ms', quartiles(calls).median],
    ['memory of the threads and the first plugin, MB', one - before],
    ['memory of each further plugin, MB', (all - one) / many],
  ] as const
  await host.close()
  return results
}

async function timed<T>(act: () => Promise<T>): Promise<readonly [T, number]> {
  const start = performance.now()
  return [await act(), performance.now() - start]
}

/** Memory once the thread that loads has ended: one at work and one to spare remain. */
async function settled(host: IsolateHost): Promise<number> {
  while (host.stats().threads > 2) await new Promise((resolve) => setTimeout(resolve, 100))
  return resident()
}

/** Memory of this process that is really there, MB. */
async function resident(): Promise<number> {
  for (let i = 0; i < 3; i++) {
    globalThis.gc?.()
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
  const pages = /^\d+ (\d+)/.exec(readStatm())?.[1]
  return pages === undefined ? process.memoryUsage().rss / 1e6 : (Number(pages) * 4096) / 1e6
}

function readStatm(): string {
  try {
    return readFileSync('/proc/self/statm', 'utf8')
  } catch {
    return ''
  }
}
