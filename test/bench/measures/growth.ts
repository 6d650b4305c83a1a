import { runtime } from '../contestants.ts'
import { frames } from './frames.ts'
import type { Measure } from './measure.ts'

/**
 * What a thousand descriptors, or plugins, cost each frame when no station needs them. All of them are
 * served by the same program, since two programs compile to code of different speed.
 */
export const growth: Measure = async (bench) => {
  const { files, root, options } = bench
  const rows = [
    { name: 'runtime', inProcess: 'none' },
    {
      name: `runtime, ${options.many} more descriptors`,
      inProcess: 'none',
      descriptors: options.many,
    },
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
