import { readdirSync } from 'node:fs'
import { isAbsolute, join } from 'node:path'
import { type InputOptions, type OutputOptions, rolldown } from 'rolldown'
import { groupsOf } from './groups.ts'

/** Where to build from and to. */
export interface BundleOptions {
  /** The folder of this package. */
  readonly root: string
  /** The folder that the build goes to, where files keep the names that their sources have. */
  readonly folder: string
  /** Further sources that can be imported from it, for tests. */
  readonly more?: readonly string[]
}

/**
 * The command line, and what other programs run the runtime with. The client is among them, as what
 * it throws is the same by whichever name of the package it was imported.
 */
const main = ['runtime/main.ts', 'runtime/mod.ts', 'runtime/testing.ts', 'runtime/http/client.ts']
/** What the generated accessors need. */
const light = ['runtime/descriptor/accessor.ts']
/** What stands alone: threads, and texts that are handed over to where nothing can be imported. */
const alone = [
  'runtime/storage/sqlite/thread.ts',
  'runtime/plugin/isolate/thread.ts',
  'runtime/plugin/isolate/guest.ts',
  'runtime/plugin/plugin.ts',
]

/**
 * Puts the sources together into few files, as loading each module costs time when a process starts.
 * Packages stay where they are installed. What is imported late stays a file of its own.
 * @throws Error when a source cannot be read
 */
export async function bundle({ root, folder, more = [] }: BundleOptions): Promise<void> {
  const ddf = readdirSync(join(root, 'ddf')).filter((name) => name.endsWith('.gen.ts'))
  const write = async (sources: readonly string[], output: OutputOptions = {}) => {
    const bundle = await rolldown({ ...input, cwd: root, input: namesOf(sources) })
    await bundle.write({ ...form, ...output, dir: folder })
    await bundle.close()
  }
  await write([...main, ...more], { codeSplitting: { groups: groupsOf(root) } })
  await write([...light, ...ddf.map((name) => `ddf/${name}`)])
  for (const source of alone) await write([source])
}

const input: InputOptions = {
  platform: 'node',
  external: (id) => !id.startsWith('.') && !isAbsolute(id),
  transform: { target: 'es2023' },
  // It is so for those who use `mod.ts`, and not for the command line.
  checks: { ineffectiveDynamicImport: false },
}

const form: OutputOptions = {
  format: 'esm',
  entryFileNames: '[name].js',
  // Code of `runtime/` looks for other files of it from where it lies itself.
  chunkFileNames: 'runtime/parts/[name]-[hash].js',
  comments: { jsdoc: false },
  sourcemap: true,
  sourcemapExcludeSources: true,
}

/** Sources by what they are called in the build. */
function namesOf(sources: readonly string[]): Record<string, string> {
  return Object.fromEntries(sources.map((source) => [source.replace(/\.ts$/, ''), source]))
}
