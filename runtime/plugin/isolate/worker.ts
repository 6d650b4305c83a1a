import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path/posix'
import process from 'node:process'
import { Worker } from 'node:worker_threads'
import { guestEntry, pluginModule, type ThreadData } from './messages.ts'

/** What every thread is started with, made once. */
export type Prepared = Pick<ThreadData, 'compiled' | 'guest'>

const engine = '@jitl/quickjs-wasmfile-release-sync/wasm'
/** Sources run where the build does; the ending tells which it is. */
const ending = import.meta.url.endsWith('.ts') ? '.ts' : '.js'

/** Compiles the engine, off this thread where the platform can, and reads what runs in the guest. */
export async function prepare(): Promise<Prepared> {
  const binary = await readFile(createRequire(import.meta.url).resolve(engine))
  const [compiled, guest] = await Promise.all([WebAssembly.compile(binary), guestModules()])
  return { compiled, guest }
}

/** Starts a thread. */
export function startWorker(data: ThreadData): Worker {
  const options = {
    workerData: data,
    // Flags of this process are not for the thread: it takes neither hooks nor a debugger.
    execArgv: [],
    env: {},
    argv: [],
    // Room for the engine's recursion, which takes more of this stack than of its own.
    resourceLimits: { stackSizeMb: 8, maxOldGenerationSizeMb: 256, maxYoungGenerationSizeMb: 16 },
  }
  const entry = new URL(`./thread${ending}`, import.meta.url)
  return ending === '.js' || stripsTypes()
    ? new Worker(entry, options)
    : new Worker(throughTsx(entry), { ...options, eval: true })
}

/** Modules of ours for the guest, by name, with everything they import. */
async function guestModules(): Promise<ReadonlyMap<string, string>> {
  const modules = new Map<string, string>()
  const wanted = [guestEntry, pluginModule]
  for (let name = wanted.pop(); name !== undefined; name = wanted.pop()) {
    if (modules.has(name)) continue
    const code = await codeOf(
      new URL(`../${name.replace('ddf-runtime/', '')}${ending}`, import.meta.url),
    )
    modules.set(name, code)
    for (const [, specifier = ''] of code.matchAll(/\bfrom '(\.[^']+)'/g)) {
      wanted.push(join(dirname(name), specifier).replace(/\.[jt]s$/, ''))
    }
  }
  return modules
}

async function codeOf(url: URL): Promise<string> {
  const text = await readFile(url, 'utf8')
  if (ending === '.js') return text
  const { stripTypes } = await import('./strip.ts')
  const code = stripTypes(url.pathname, text)
  if (typeof code !== 'string') throw new Error(`Cannot read ${url.pathname}: ${code.message}`)
  return code
}

function stripsTypes(): boolean {
  const { bun, deno } = process.versions
  return (
    bun !== undefined || deno !== undefined || Boolean(Reflect.get(process.features, 'typescript'))
  )
}

// A worker does not inherit the hooks that brought this file here.
function throughTsx(entry: URL): string {
  const tsx = JSON.stringify(import.meta.resolve('tsx/esm/api'))
  const thread = JSON.stringify(entry.href)
  return `import(${tsx}).then(({ register }) => { register(); return import(${thread}) })`
}
