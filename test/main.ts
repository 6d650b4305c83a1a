import { spawn } from 'node:child_process'
import { availableParallelism } from 'node:os'
import process from 'node:process'
import { fileURLToPath } from 'node:url'
import { parseArgs, stripVTControlCharacters } from 'node:util'
import { parse, type Suite } from 'uvu/parse'

const help = `Usage: npm test -- [pattern] [options]

Runs the test files whose path fits a pattern (a regular expression; by default all of them), shared
out among several processes, and sums up what they say.

  --jobs N   number of processes (default: one more than processors, at most 5)
  --help     this text`

const folder = fileURLToPath(new URL('.', import.meta.url))
const share = fileURLToPath(new URL('share.ts', import.meta.url))
const figures = ['Total', 'Passed', 'Skipped'] as const
type Figures = Record<(typeof figures)[number], number>

process.exitCode = await main()

/** @returns the exit code */
async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { jobs: { type: 'string' }, help: { type: 'boolean', default: false } },
  })
  if (values.help) {
    console.log(help)
    return 0
  }
  const [pattern = ''] = positionals
  const { suites: files } = await parse(folder, '_test\\.ts$')
  const suites = files.filter(({ name }) => new RegExp(pattern).test(name))
  const wanted = Number(values.jobs ?? Math.min(5, availableParallelism() + 1))
  const jobs = Math.max(1, Math.min(suites.length, Math.floor(wanted) || 1))
  const began = performance.now()
  const all = await Promise.all(sharesOf(suites, jobs).map((files) => run(files)))
  const sum = (name: (typeof figures)[number]) =>
    all.reduce((total, one) => total + one.found[name], 0)
  const ended = ((performance.now() - began) / 1000).toFixed(1)
  for (const name of figures) console.log(`  ${`${name}:`.padEnd(10)} ${sum(name)}`)
  console.log(`  Duration:  ${ended}s in ${all.length} processes\n`)
  const isGood = all.every(({ code }) => code === 0) && sum('Passed') === sum('Total')
  return isGood && sum('Total') > 0 ? 0 : 1
}

/** Files that lie together are about as slow; dealt out in turn, the shares last about as long. */
function sharesOf(suites: readonly Suite[], jobs: number): readonly (readonly Suite[])[] {
  return Array.from({ length: jobs }, (_, job) => suites.filter((__, i) => i % jobs === job))
}

/** Runs files in a process of their own, and prints what it says a file at a time. */
function run(files: readonly Suite[]): Promise<{ readonly code: number; readonly found: Figures }> {
  const names = files.map(({ name }) => name)
  const child = spawn(process.execPath, ['--import', 'tsx', share, ...names], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const found: Figures = { Total: 0, Passed: 0, Skipped: 0 }
  let block = ''
  const flush = () => {
    process.stdout.write(block)
    block = ''
  }
  let rest = ''
  const take = (line: string) => {
    const plain = stripVTControlCharacters(line)
    const [, name, figure] = /^ {2}(Total|Passed|Skipped|Duration): +([\d.]+)/.exec(plain) ?? []
    const known = figures.find((one) => one === name)
    if (known !== undefined) found[known] = Number(figure)
    if (name !== undefined) return
    if (names.includes(plain)) flush()
    block += `${line}\n`
  }
  child.stdout.setEncoding('utf8')
  child.stdout.on('data', (chunk: string) => {
    const lines = (rest + chunk).split('\n')
    rest = lines.pop() ?? ''
    for (const line of lines) take(line)
  })
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (code) => {
      take(rest)
      flush()
      resolve({ code: code ?? 1, found })
    })
  })
}
