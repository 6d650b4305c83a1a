import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { type BuildOptions, build } from 'esbuild'

/** Where to build from and to. */
export interface BundleOptions {
  /** The folder of this package. */
  readonly root: string
  /** The folder that the build goes to, where files keep the names that their sources have. */
  readonly folder: string
  /** Further sources that can be imported from it, for tests. */
  readonly more?: readonly string[]
}

/** What a process starts with: the command line, and the threads. */
const programs = [
  'runtime/main.ts',
  'runtime/storage/sqlite/thread.ts',
  'runtime/plugin/isolate/thread.ts',
]
/** What other programs import, as `exports` of package.json says, beside the generated accessors. */
const modules = [
  'runtime/mod.ts',
  'runtime/http/client.ts',
  'runtime/descriptor/accessor.ts',
  'runtime/testing.ts',
]
/** What runs where nothing can be imported: it is handed over as text, to the guest of an isolate. */
const guest = ['runtime/plugin/isolate/guest.ts', 'runtime/plugin/plugin.ts']

/**
 * Puts the sources together into few files, as loading each module costs time when a process starts.
 * Packages stay where they are installed. What is imported late stays a file of its own.
 * @throws Error when a source cannot be read
 */
export async function bundle({ root, folder, more = [] }: BundleOptions): Promise<void> {
  const accessors = readdirSync(join(root, 'ddf')).filter((name) => name.endsWith('.gen.ts'))
  const common: BuildOptions = {
    absWorkingDir: root,
    outdir: folder,
    outbase: root,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'es2023',
    packages: 'external',
    sourcemap: true,
    sourcesContent: false,
    logLevel: 'warning',
  }
  await Promise.all([
    build({
      ...common,
      entryPoints: [...programs, ...modules, ...accessors.map((name) => `ddf/${name}`), ...more],
      splitting: true,
      // Code of `runtime/` looks for other files of it from where it lies itself.
      chunkNames: 'runtime/parts/[name]-[hash]',
    }),
    build({ ...common, entryPoints: guest }),
  ])
}
