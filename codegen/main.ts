import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import process from 'node:process'
import { pathToFileURL } from 'node:url'
import { packageRoot } from '../runtime/package_root.ts'
import { folderTasks, tasks } from './tasks.ts'

/** What to generate, and where to tell of it. */
export interface GenerateOptions {
  /** Folder of descriptors. */
  readonly dir: string
  /** Write nothing, and fail when a file is missing or stale. */
  readonly check: boolean
  readonly out: (text: string) => void
}

/**
 * Writes everything generated from the descriptors of a folder; for that of the project itself also
 * what is generated from the OCPP schemas. Only what changed is written.
 * @returns the exit code: 1 when a descriptor has an error, or with `check` a file is stale
 */
export async function generate({ dir, check, out }: GenerateOptions): Promise<number> {
  const folder = resolve(dir)
  if (!existsSync(folder)) {
    out(`Cannot generate for ${dir}: there is no such folder`)
    return 1
  }
  const { files, problems } = await outputsOf(folder)
  for (const problem of problems) out(problem)
  const stale = [...files].filter(([path, text]) => textOf(path) !== text)
  for (const [path, text] of stale) {
    const name = relative(process.cwd(), path)
    if (!check) write(path, text)
    if (check) out(`${name} ${stateOf(path, text)}; run ddf generate`)
    else out(`${name} ${text === undefined ? 'removed' : 'written'}`)
  }
  if (stale.length === 0 && problems.length === 0) out('All generated files are up to date')
  return problems.length > 0 || (check && stale.length > 0) ? 1 : 0
}

interface Outputs {
  /** Text of each file by its absolute path; `undefined` for one that should not be there. */
  readonly files: ReadonlyMap<string, string | undefined>
  readonly problems: readonly string[]
}

async function outputsOf(folder: string): Promise<Outputs> {
  const files = new Map<string, string | undefined>()
  const problems: string[] = []
  for (const task of folderTasks) {
    const outputs = await task.outputs(folder)
    problems.push(...outputs.problems)
    for (const [name, text] of outputs.files) files.set(join(folder, name), text)
  }
  const root = packageRoot()
  if (folder !== join(root, 'ddf')) return { files, problems }
  for (const task of tasks) {
    for (const [path, text] of await task.outputs()) files.set(join(root, path), text)
  }
  return { files, problems }
}

function textOf(path: string): string | undefined {
  return existsSync(path) ? readFileSync(path, 'utf8') : undefined
}

function stateOf(path: string, text: string | undefined): string {
  if (text === undefined) return 'has no descriptor any more'
  return existsSync(path) ? 'is stale' : 'is missing'
}

function write(path: string, text: string | undefined): void {
  if (text === undefined) return rmSync(path)
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, text)
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const check = process.argv.includes('--check')
  const dir = join(packageRoot(), 'ddf')
  process.exitCode = await generate({
    dir,
    check,
    out: (text) => process.stdout.write(`${text}\n`),
  })
}
