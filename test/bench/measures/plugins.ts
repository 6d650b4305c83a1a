import { cost } from '../isolate/cost.ts'
import { dropIn } from '../isolate/drop_in.ts'
import { upkeep } from '../isolate/upkeep.ts'
import type { Bench, Outcome, Series } from './measure.ts'

/** What plugins of users cost: their hooks, their memory, and the time until they are in use. */
export async function plugins({ options, say }: Bench): Promise<Outcome> {
  say('Plugins: hooks in process and isolated, memory, dropping one in')
  const costs = await cost()
  const series: Series[] = []
  const add = (measure: string, figure: (one: (typeof costs)[number]) => number) => {
    for (const one of costs) series.push({ measure, server: one.way, values: [figure(one)] })
  }
  add('µs of a hook on MeterValues of 1.5 kB, median', ({ each }) => quantile(each, 0.5))
  add('µs of a hook on MeterValues of 1.5 kB, p99', ({ each }) => quantile(each, 0.99))
  add('µs of processor time of a hook, all threads', ({ cpu }) => cpu)
  add('µs of processor time of a hook, main thread', ({ main }) => main)
  for (const [measure, value] of await upkeep()) {
    series.push({ measure, server: 'isolate', values: [value] })
  }
  const measure = 'ms from dropping the file of a plugin to its use'
  series.push({ measure, server: 'isolate', values: await dropIn(Math.max(3, options.rounds)) })
  return { series, notes: [], problems: [] }
}

function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.floor(sorted.length * share)] ?? Number.NaN
}
