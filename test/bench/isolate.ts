/**
 * What the isolate costs, and whether it holds: `tsx test/bench/isolate.ts [cost|upkeep|gaps ...]`.
 * `--rounds N` says how often each pair of gaps is measured, 5 unless said.
 */
import process from 'node:process'
import { parseArgs } from 'node:util'
import { cost, costHead } from './isolate/cost.ts'
import { gaps, gapsHead } from './isolate/gaps.ts'
import { upkeep, upkeepHead } from './isolate/upkeep.ts'

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { rounds: { type: 'string', default: '5' } },
})
const wanted = (name: string) => positionals.length === 0 || positionals.includes(name)

if (wanted('upkeep')) print(upkeepHead, await upkeep())
if (wanted('cost')) print(costHead, await cost())
if (wanted('gaps')) {
  const { rows, ok } = await gaps(Number(values.rounds))
  print(gapsHead, rows)
  if (!ok) process.exitCode = 1
}

function print(head: readonly string[], rows: readonly (readonly string[])[]): void {
  const widths = head.map((name, i) =>
    Math.max(name.length, ...rows.map((row) => row[i]?.length ?? 0)),
  )
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell, i) => cell.padEnd(widths[i] ?? 0)).join(' | ')} |`
  const rule = `|${widths.map((width) => '-'.repeat(width + 2)).join('|')}|`
  console.log([line(head), rule, ...rows.map(line), ''].join('\n'))
}
