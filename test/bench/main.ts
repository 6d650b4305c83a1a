import { spawnSync } from 'node:child_process'
import { rmSync, writeFileSync } from 'node:fs'
import { cpus } from 'node:os'
import { join } from 'node:path'
import { bundle } from '../../codegen/build/bundle.ts'
import { packageRoot } from '../../runtime/package_root.ts'
import { contestants, profiled } from './contestants.ts'
import { canPin } from './machine/program.ts'
import { measures } from './measures/all.ts'
import type { Bench, Outcome } from './measures/measure.ts'
import { help, type Options, readOptions } from './options.ts'
import { rowsOf, tableOf } from './report.ts'

const root = packageRoot()

try {
  const options = readOptions(process.argv.slice(2))
  if (options === undefined) console.log(help)
  else process.exitCode = await run(options)
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  process.exitCode = 1
}

/** @returns the exit code */
async function run(options: Options): Promise<number> {
  if (options.build) await build()
  const files = { folder: join(root, 'test/bench/dist'), extension: 'js' } as const
  const { against } = options
  const all = contestants({ files, root, against, runtimeFlags: profiled(options) })
  const bench: Bench = {
    files,
    root,
    options,
    contestants: all.filter(
      ({ name }, i) =>
        i === 0 ||
        options.servers.length === 0 ||
        options.servers.some((s) => name.startsWith(s) || name.split(', ').includes(s)),
    ),
    say: (text) => console.error(text),
  }
  const outcomes: Outcome[] = []
  for (const [name, measure] of Object.entries(measures)) {
    if (options.only.includes(name)) outcomes.push(await taken(name, () => measure(bench)))
  }
  const rows = rowsOf(outcomes.flatMap(({ series }) => series))
  const problems = outcomes.flatMap((outcome) => outcome.problems)
  console.log(tableOf(rows))
  for (const note of outcomes.flatMap(({ notes }) => notes)) console.log(note)
  for (const problem of problems) console.log(`Not to be trusted: ${problem}`)
  const machine = { node: process.version, processors: cpus().map((c) => c.model), pinned: canPin }
  const result = { at: new Date().toISOString(), machine, options, rows, problems, outcomes }
  const out = options.out ?? `bench-${result.at.replaceAll(/\D/g, '').slice(0, 14)}.json`
  writeFileSync(out, `${JSON.stringify(result, null, 2)}\n`)
  console.error(`Values: ${out}`)
  return problems.length > 0 ? 1 : 0
}

/** Where one measure cannot be taken, what the others take an hour to find is not lost. */
async function taken(name: string, measure: () => Promise<Outcome>): Promise<Outcome> {
  try {
    return await measure()
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    return { series: [], notes: [], problems: [`${name} could not be measured: ${reason}`] }
  }
}

/** What is measured is what is shipped: the build of the package, over the rest that the benchmark needs. */
async function build(): Promise<void> {
  console.error('Building')
  const folder = join(root, 'test/bench/dist')
  rmSync(folder, { recursive: true, force: true })
  const compiler = join(root, 'node_modules/typescript/bin/tsc')
  const { status } = spawnSync(process.execPath, [compiler, '-p', 'test/bench/tsconfig.json'], {
    cwd: root,
    stdio: 'inherit',
  })
  if (status !== 0) throw new Error('The build failed; nothing was measured')
  await bundle({ root, folder })
}
