import type { Series } from './measures/measure.ts'
import { quartiles, ratios } from './statistics.ts'

/** One line of the table. */
export interface Row {
  readonly measure: string
  readonly server: string
  readonly median: number
  /** To the first server of the measure, round by round. */
  readonly ratio: { readonly low: number; readonly median: number; readonly high: number }
}

/** The medians, and the ratios to the first server of each measure. */
export function rowsOf(series: readonly Series[]): Row[] {
  const bases = new Map<string, Series>()
  return series.map((one) => {
    const base = bases.get(one.measure) ?? one
    bases.set(one.measure, base)
    return {
      measure: one.measure,
      server: one.server,
      median: quartiles(one.values).median,
      ratio: quartiles(ratios(one.values, base.values)),
    }
  })
}

/** The rows as one table in Markdown. */
export function tableOf(rows: readonly Row[]): string {
  const cells = rows.map(({ measure, server, median, ratio }) => [
    measure,
    server,
    shown(median),
    ratio.median.toFixed(2),
    `${ratio.low.toFixed(2)}–${ratio.high.toFixed(2)}`,
  ])
  const lines = [['measure', 'server', 'median', 'ratio', 'quartiles'], ...cells]
  const widths = [0, 1, 2, 3, 4].map((i) => Math.max(...lines.map((line) => line[i]?.length ?? 0)))
  const [head = '', ...body] = lines.map(
    (line) => `| ${line.map((cell, i) => cell.padEnd(widths[i] ?? 0)).join(' | ')} |`,
  )
  const rule = `|${widths.map((width) => '-'.repeat(width + 2)).join('|')}|`
  return [head, rule, ...body].join('\n')
}

function shown(value: number): string {
  return Math.abs(value) >= 100 ? Math.round(value).toString() : value.toPrecision(3)
}
