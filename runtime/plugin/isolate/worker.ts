import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path/posix'
import { Worker } from 'node:worker_threads'
import { codeOf, ownModule, threadUrl } from '../../own_source.ts'
import { guestEntry, pluginModule, type ThreadData } from './messages.ts'

/** What every thread is started with, made once. */
export interface Prepared extends Pick<ThreadData, 'compiled' | 'guest'> {
  /** The module that the thread runs. */
  readonly thread: URL
}

const engine = '@jitl/quickjs-wasmfile-release-sync/wasm'

/** Compiles the engine, off this thread where the platform can, and reads what runs in the guest. */
export async function prepare(): Promise<Prepared> {
  const binary = await readFile(createRequire(import.meta.url).resolve(engine))
  const compiling = WebAssembly.compile(binary)
  const [compiled, guest, thread] = await Promise.all([
    compiling,
    guestModules(),
    threadUrl('runtime/plugin/isolate/thread'),
  ])
  return { compiled, guest, thread }
}

/** Starts a thread. */
export function startWorker(thread: URL, data: ThreadData): Worker {
  return new Worker(thread, {
    workerData: data,
    // Flags of this process are not for the thread: it takes neither hooks nor a debugger.
    execArgv: [],
    env: {},
    argv: [],
    // Room for the engine's recursion, which takes more of this stack than of its own.
    resourceLimits: { stackSizeMb: 8, maxOldGenerationSizeMb: 256, maxYoungGenerationSizeMb: 16 },
  })
}

/** Modules of ours for the guest, by name, with everything they import. */
async function guestModules(): Promise<ReadonlyMap<string, string>> {
  const modules = new Map<string, string>()
  const wanted = [guestEntry, pluginModule]
  for (let name = wanted.pop(); name !== undefined; name = wanted.pop()) {
    if (modules.has(name)) continue
    const code = await codeOf(ownModule(name.replace('ddf-runtime/', 'runtime/plugin/')))
    modules.set(name, code)
    for (const [, specifier = ''] of code.matchAll(/\bfrom '(\.[^']+)'/g)) {
      wanted.push(join(dirname(name), specifier).replace(/\.[jt]s$/, ''))
    }
  }
  return modules
}
