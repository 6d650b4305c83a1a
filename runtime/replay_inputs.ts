import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { basename, dirname, join, resolve } from 'node:path'
import { shippedPlugins } from '../plugins/mod.ts'
import { hasError } from './descriptor/finding.ts'
import { formatFindings } from './descriptor/format_findings.ts'
import { DescriptorLibrary, slugOf } from './descriptor/library.ts'
import type { Readers } from './descriptor/read.ts'
import { openDescriptorFolder } from './descriptor_folder.ts'
import { packageRoot } from './package_root.ts'
import { type Fault, placeOf } from './plugin/fault.ts'
import { createIsolateHost } from './plugin/isolate/host.ts'
import type { LoadedPlugin } from './plugin/loaded.ts'
import type { Plugin } from './plugin/plugin.ts'
import { PluginRegistry } from './plugin/registry.ts'
import { openPluginFolder } from './plugin_folder.ts'
import { parseRecording, type RecordingLine } from './recording/format.ts'
import { ReplayError, unknown } from './recording/replay.ts'

/** Descriptors of a replay, and the one that is wanted, by name. */
export interface ReplayDescriptors {
  readonly descriptors: ReadonlyMap<string, Readers>
  readonly name: string | undefined
}

/** Plugins of a replay, and the one that is wanted, by name; `null` = none. */
export interface ReplayPlugins {
  readonly plugins: readonly LoadedPlugin[]
  readonly name: string | null | undefined
  /** Ends what runs them. */
  close(): Promise<void>
}

/** Reads a recording. @throws ReplayError that names file and line */
export async function loadRecording(path: string): Promise<readonly RecordingLine[]> {
  const read = parseRecording(await textOf(path, 'the recording'))
  if (read.ok) return read.lines
  throw new ReplayError(read.issues.map((one) => `${path}:${one.line}: ${one.message}`).join('\n'))
}

/**
 * Reads the descriptors of a folder, where there is one, else those that ship.
 * @param wanted a name, or the path of a file, which then stands beside them
 * @throws ReplayError when what is wanted cannot be used
 */
export async function loadDescriptors({
  folder,
  wanted,
}: {
  readonly folder?: string | undefined
  readonly wanted?: string | undefined
}): Promise<ReplayDescriptors> {
  const shipped = join(packageRoot(), 'ddf')
  const used = folder !== undefined && existsSync(folder) ? folder : shipped
  const files = new Map(await openDescriptorFolder(used).read())
  let name = wanted
  if (wanted !== undefined && isPath(wanted, '.json')) {
    const text = await textOf(wanted, 'the descriptor')
    name = slugOf(basename(wanted)) ?? basename(wanted, '.json')
    const beside = await openDescriptorFolder(dirname(resolve(wanted))).read()
    for (const [slug, file] of beside) files.set(slug, file)
    files.set(name, { file: wanted, text })
  }
  const library = new DescriptorLibrary()
  library.replace(files)
  const state = name === undefined ? undefined : library.state(name)
  if (state !== undefined && (state.active === undefined || hasError(state.findings))) {
    throw new ReplayError(formatFindings(state.findings).join('\n'))
  }
  return { descriptors: library.active(), name }
}

/**
 * The plugins that ship, and those of a folder where there is one; what lies in a folder runs in an
 * isolate, as it would in the server.
 * @param wanted a name, the path of a file or its folder, a definition, or `null` for none at all
 * @throws ReplayError when what is wanted cannot be used
 */
export async function loadPlugins({
  folder,
  wanted,
}: {
  readonly folder?: string | undefined
  readonly wanted?: Plugin | string | null | undefined
}): Promise<ReplayPlugins> {
  const definition = typeof wanted === 'object' && wanted !== null ? wanted : undefined
  const registry = registryOf(definition)
  const close = () => registry.close()
  try {
    if (folder !== undefined) {
      const except = new Set(shippedPlugins.map(({ name }) => name))
      const isShipped = resolve(folder) === join(packageRoot(), 'plugins')
      const own = openPluginFolder(folder, isShipped ? { except } : {})
      for (const source of (await own.read()).values()) await registry.put(source)
    }
    const name = await nameOf(registry, wanted)
    return { plugins: registry.active(), name, close }
  } catch (error) {
    await close()
    throw error
  }
}

/** The name of what is wanted, which then is in use. */
async function nameOf(
  registry: PluginRegistry,
  wanted: Plugin | string | null | undefined,
): Promise<string | null | undefined> {
  if (wanted === null || wanted === undefined) return wanted
  if (typeof wanted === 'object') return wanted.name
  if (isPath(wanted, '.ts', '.js')) return putFile(registry, wanted)
  const state = registry.state(wanted)
  if (state === undefined) {
    const names = registry.states().map(({ name }) => name)
    throw unknown('plugin', wanted, names)
  }
  refuseFaults(state.faults)
  return wanted
}

function registryOf(definition: Plugin | undefined): PluginRegistry {
  const others = shippedPlugins.filter(({ name }) => name !== definition?.name)
  const shipped = definition === undefined ? others : [...others, definition]
  try {
    return new PluginRegistry({ shipped, loader: createIsolateHost() })
  } catch (error) {
    throw new ReplayError(error instanceof Error ? error.message : String(error))
  }
}

/** Puts the plugin of a file, or of a folder, to use. */
async function putFile(registry: PluginRegistry, path: string): Promise<string> {
  const isFile = /\.[jt]s$/.test(path)
  const folder = resolve(isFile ? dirname(path) : path)
  const file = isFile
    ? path
    : ['plugin.ts', 'plugin.js'].map((one) => join(path, one)).find(existsSync)
  const text = await textOf(file ?? join(path, 'plugin.ts'), 'the plugin')
  const source = await openPluginFolder(dirname(folder)).sourceOf(basename(folder), text)
  const state = await registry.put({ ...source, file: file ?? source.file })
  refuseFaults(state?.faults)
  return source.name
}

function refuseFaults(faults: readonly Fault[] = []): void {
  if (faults.length === 0) return
  throw new ReplayError(faults.map((one) => `${placeOf(one)} ${one.message}`.trim()).join('\n'))
}

function isPath(wanted: string, ...endings: readonly string[]): boolean {
  return /[/\\]/.test(wanted) || endings.some((ending) => wanted.endsWith(ending))
}

async function textOf(path: string, what: string): Promise<string> {
  try {
    return await readFile(path, 'utf8')
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : ''
    throw new ReplayError(`Cannot read ${what} ${path}: ${reasons[code] ?? String(error)}`)
  }
}

const reasons: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  ENOTDIR: 'there is no such file',
  EISDIR: 'it is a folder',
  EACCES: 'permission denied',
}
