/**
 * Whether the isolate holds: `tsx test/bench/isolate.ts`. What it costs is a measure of the benchmark.
 * `--rounds N` says how often each pair of gaps is measured, 5 unless said.
 */
import process from 'node:process'
import { parseArgs } from 'node:util'
import { gaps, gapsHead } from './isolate/gaps.ts'

const { values } = parseArgs({ options: { rounds: { type: 'string', default: '5' } } })
const { rows, ok } = await gaps(Number(values.rounds))
print(gapsHead, rows)
if (!ok) process.exitCode = 1

function print(head: readonly string[], rows: readonly (readonly string[])[]): void {
  const widths = head.map((name, i) =>
    Math.max(name.length, ...rows.map((row) => row[i]?.length ?? 0)),
  )
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell, i) => cell.padEnd(widths[i] ?? 0)).join(' | ')} |`
  const rule = `|${widths.map((width) => '-'.repeat(width + 2)).join('|')}|`
  console.log([line(head), rule, ...rows.map(line), ''].join('\n'))
}
