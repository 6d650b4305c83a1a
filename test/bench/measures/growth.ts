import { runtime } from '../contestants.ts'
import { frames } from './frames.ts'
import type { Measure } from './measure.ts'

/** What a thousand descriptors, or plugins, cost each frame when no station needs them. */
export const growth: Measure = async (bench) => {
  const { files, root, options } = bench
  const rows = [
    { name: 'runtime' },
    { name: `runtime, ${options.many} more descriptors`, descriptors: options.many },
    { name: 'runtime, 1000 plugins', inProcess: 'thousand' },
  ] as const
  const contestants = rows.map((row) => runtime(row, { files, root }))
  const [connections = 1000] = options.connections ?? []
  const found = await frames({
    ...bench,
    contestants,
    options: { ...options, connections: [connections], call: 'MeterValues' },
  })
  const series = found.series.map((one) => ({ ...one, measure: `growth: ${one.measure}` }))
  return { ...found, series }
}
