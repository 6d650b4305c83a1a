import { mkdir, readdir, readFile, rename, rm, rmdir, stat, writeFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { FolderWatch } from './folder_watch.ts'
import type { PluginSource } from './plugin/runner.ts'
import { pluginName } from './plugin/schema.ts'

/** Largest file of a plugin, bytes, and most of them. */
const largest = 1024 * 1024
const mostModules = 32
/** What a plugin begins with; the first that is there counts. */
const entries = ['plugin.ts', 'plugin.js'] as const

/** The folder with the plugins of the user. */
export interface PluginFolder {
  /** Whether a name is that of a folder that is no plugin of the user. */
  excepts(name: string): boolean
  /** Reads all plugins, by name; none where there is no folder. */
  read(): Promise<ReadonlyMap<string, PluginSource>>
  /** Calls back once when changes are noticed, then whenever something changed, and with problems of watching. */
  watch(onChange: () => void, onProblem: (problem: unknown) => void): Promise<void>
  /** The source that a text would be under this name, with the modules that lie there. */
  sourceOf(name: string, text: string): Promise<PluginSource>
  /** Puts a text in place at once, so that nobody sees half a file. */
  write(name: string, text: string): Promise<void>
  /** Removes what makes it a plugin; other files of its folder stay. */
  remove(name: string): Promise<void>
  close(): Promise<void>
}

/**
 * A folder of the file system.
 * @param options `except` names folders in it that are no plugins of the user
 */
export function openPluginFolder(
  path: string,
  options: { readonly except?: ReadonlySet<string> } = {},
): PluginFolder {
  const { except = new Set() } = options
  const watching = new FolderWatch({ path, depth: 1, isOurs: (file) => isModule(basename(file)) })
  const label = (name: string, file: string) => `${basename(path)}/${name}/${file}`
  return {
    excepts: (name) => except.has(name),
    async read() {
      const names = await namesIn(path)
      const wanted = names.filter((name) => pluginName.test(name) && !except.has(name))
      const found = await Promise.all(wanted.sort().map((name) => readOne(path, name, label)))
      return new Map(found.flatMap((source) => (source ? [[source.name, source]] : [])))
    },
    watch: (onChange, onProblem) => watching.begin(onChange, onProblem),
    async sourceOf(name, text) {
      const modules = await modulesIn(join(path, name))
      return { name, file: label(name, entries[0]), text, modules }
    },
    async write(name, text) {
      const folder = join(path, name)
      await mkdir(folder, { recursive: true })
      const partial = join(folder, '.plugin.ts.part')
      await writeFile(partial, text)
      await rename(partial, join(folder, entries[0]))
    },
    async remove(name) {
      const folder = join(path, name)
      await Promise.all(entries.map((entry) => rm(join(folder, entry), { force: true })))
      // Recordings and notes may lie there.
      await rmdir(folder).catch(() => undefined)
    },
    close: () => watching.close(),
  }
}

async function readOne(
  path: string,
  name: string,
  label: (name: string, file: string) => string,
): Promise<PluginSource | undefined> {
  const folder = join(path, name)
  for (const entry of entries) {
    const text = await readText(join(folder, entry))
    if (text === undefined) continue
    return { name, file: label(name, entry), text, modules: await modulesIn(folder) }
  }
  return undefined
}

/** Texts of what a plugin may import, by file name; tests are none of it. */
async function modulesIn(folder: string): Promise<Readonly<Record<string, string>>> {
  const names = (await namesIn(folder)).filter((name) => isModule(name) && !isEntry(name))
  const modules: Record<string, string> = {}
  for (const name of names.sort().slice(0, mostModules)) {
    const text = await readText(join(folder, name))
    if (text !== undefined) modules[name] = text
  }
  return modules
}

async function namesIn(folder: string): Promise<string[]> {
  try {
    return await readdir(folder)
  } catch {
    // There is none, or it went away while it was read: the watcher tells.
    return []
  }
}

async function readText(file: string): Promise<string | undefined> {
  try {
    const found = await stat(file)
    if (!found.isFile()) return undefined
    return found.size > largest ? tooLarge : await readFile(file, 'utf8')
  } catch {
    return undefined
  }
}

/** No plugin; loading it says that it is none. */
const tooLarge = "throw new Error('The file is larger than 1 MiB')"

function isModule(name: string): boolean {
  return /^[^.].*\.[jt]s$/.test(name) && !/[._]test\.[jt]s$|\.d\.ts$/.test(name)
}

function isEntry(name: string): boolean {
  return entries.some((entry) => entry === name)
}
