import { type Fault, fault } from './fault.ts'
import { inProcessRunner } from './in_process.ts'
import { PluginJournal } from './journal.ts'
import type { LoadedPlugin } from './loaded.ts'
import { overlapOf } from './overlap.ts'
import type { Plugin } from './plugin.ts'
import type { PluginLoader, PluginSource } from './runner.ts'
import { type Manifest, type ReadManifest, readDefinition, readManifest } from './schema.ts'

/** How a plugin stands. */
export interface PluginState {
  readonly name: string
  /** The one in use, if any. */
  readonly active: LoadedPlugin | undefined
  /** What messages call the file that decides. */
  readonly file: string
  /** Whether what the file holds now is in use. */
  readonly current: boolean
  /** Why it is not. */
  readonly faults: readonly Fault[]
  /** A user's plugin stands in for one that ships with the runtime. */
  readonly replaces: boolean
  /** Text of the user's file. */
  readonly text: string | undefined
}

/** Outcome of looking at a source. */
export type PluginCheck =
  | { readonly ok: true; readonly plugin: LoadedPlugin }
  | { readonly ok: false; readonly faults: readonly Fault[] }

interface UserEntry {
  readonly source: PluginSource
  /** The last one that was right. */
  readonly plugin: LoadedPlugin | undefined
  readonly faults: readonly Fault[]
  /** It is refused only for others that are there. */
  readonly overlaps: boolean
}

/**
 * The plugins there are: those that ship with the runtime, run in this process, and those of the
 * user, run by the loader and never here. A user's plugin replaces a shipped one of the same name. A
 * source that is wrong leaves the last right one in use.
 */
export class PluginRegistry {
  readonly #shipped = new Map<string, LoadedPlugin>()
  readonly #users = new Map<string, UserEntry>()
  readonly #loader: PluginLoader | undefined
  #loads = 0
  /** Those in use, until one comes or goes: they are asked for with every connection. */
  #active: readonly LoadedPlugin[] | undefined

  /** @throws Error when a plugin that ships is wrong, or two of them overlap */
  constructor(options: { shipped: readonly Plugin[]; loader?: PluginLoader | undefined }) {
    this.#loader = options.loader
    for (const plugin of options.shipped) this.#ship(plugin)
  }

  /** Plugins in use. */
  active(): readonly LoadedPlugin[] {
    if (this.#active === undefined) {
      const names = new Set([...this.#shipped.keys(), ...this.#users.keys()])
      this.#active = [...names].flatMap((name) => this.#activeOf(name) ?? [])
    }
    return this.#active
  }

  /** State of all, by name. */
  states(): readonly PluginState[] {
    const names = new Set([...this.#shipped.keys(), ...this.#users.keys()])
    return [...names].sort().flatMap((name) => this.state(name) ?? [])
  }

  /** State of one, if there is one of this name. */
  state(name: string): PluginState | undefined {
    const shipped = this.#shipped.get(name)
    const user = this.#users.get(name)
    const active = this.#activeOf(name)
    if (user === undefined) {
      if (shipped === undefined) return undefined
      const { file } = shipped
      return { name, active, file, current: true, faults: [], replaces: false, text: undefined }
    }
    const { source, faults } = user
    return {
      name,
      active,
      file: source.file,
      current: faults.length === 0,
      faults,
      replaces: shipped !== undefined && user.plugin !== undefined,
      text: source.text,
    }
  }

  /** Loads a source without putting it to use; whoever asks closes its runner. */
  async check(source: PluginSource): Promise<PluginCheck> {
    const loaded = await this.#load(source)
    if (!loaded.ok) return loaded
    const overlap = this.#overlap(loaded.plugin.manifest)
    if (overlap === undefined) return loaded
    loaded.plugin.runner.close()
    return { ok: false, faults: [fault('load', overlap, { file: source.file })] }
  }

  /** Takes a user's source, in use at once if it is right. */
  async put(source: PluginSource): Promise<PluginState | undefined> {
    const { name } = source
    const before = this.#users.get(name)
    const loaded = await this.#load(source)
    const overlap = loaded.ok ? this.#overlap(loaded.plugin.manifest) : undefined
    if (loaded.ok && overlap === undefined) {
      this.#keep(name, { source, plugin: loaded.plugin, faults: [], overlaps: false })
      before?.plugin?.runner.close()
    } else {
      if (loaded.ok) loaded.plugin.runner.close()
      const faults = loaded.ok
        ? [fault('load', overlap ?? '', { file: source.file })]
        : loaded.faults
      this.#keep(name, { source, plugin: before?.plugin, faults, overlaps: loaded.ok })
    }
    return this.state(name)
  }

  /** Forgets a user's plugin; a shipped one of the same name is in use again. */
  remove(name: string): boolean {
    const entry = this.#users.get(name)
    entry?.plugin?.runner.close()
    this.#active = undefined
    return this.#users.delete(name)
  }

  /** Tries once more those that others were in the way of. @returns names of those now in use */
  async retry(): Promise<readonly string[]> {
    const used: string[] = []
    for (const [name, { overlaps, source }] of this.#users) {
      if (overlaps && (await this.put(source))?.current) used.push(name)
    }
    return used
  }

  /** Ends all runners. */
  async close(): Promise<void> {
    for (const { plugin } of this.#users.values()) plugin?.runner.close()
    await this.#loader?.close()
  }

  #keep(name: string, entry: UserEntry): void {
    this.#users.set(name, entry)
    this.#active = undefined
  }

  #activeOf(name: string): LoadedPlugin | undefined {
    return this.#users.get(name)?.plugin ?? this.#shipped.get(name)
  }

  #ship(plugin: Plugin): void {
    const file = `plugins/${plugin.name}/plugin.ts`
    const read = readDefinition(plugin)
    if (!read.ok) throw new Error(`Cannot use ${file}: ${messagesOf(read)}`)
    const { manifest } = read
    if (this.#shipped.has(manifest.name)) throw new Error(`Two plugins are called ${manifest.name}`)
    const overlap = this.#overlap(manifest)
    if (overlap !== undefined) throw new Error(`Cannot use ${file}: ${overlap}`)
    const runner = inProcessRunner(plugin.hooks ?? {}, file)
    this.#shipped.set(manifest.name, this.#loaded({ manifest, runner, builtIn: true, file }))
    this.#active = undefined
  }

  async #load(source: PluginSource): Promise<PluginCheck> {
    const { name, file } = source
    if (this.#loader === undefined) {
      return {
        ok: false,
        faults: [fault('load', 'This runtime loads no plugins of users', { file })],
      }
    }
    const result = await this.#loader.load(source)
    if (!result.ok) return { ok: false, faults: [result.fault] }
    const read = readManifest(result.definition, name)
    if (!read.ok) {
      result.runner.close()
      return {
        ok: false,
        faults: read.issues.map(({ message }) => fault('load', message, { file })),
      }
    }
    const { manifest } = read
    return {
      ok: true,
      plugin: this.#loaded({ manifest, runner: result.runner, builtIn: false, file }),
    }
  }

  #loaded(parts: Pick<LoadedPlugin, 'manifest' | 'runner' | 'builtIn' | 'file'>): LoadedPlugin {
    this.#loads += 1
    return { ...parts, load: this.#loads, journal: new PluginJournal() }
  }

  /** Why a plugin cannot stand beside those in use, if it cannot. */
  #overlap({ name, match }: Manifest): string | undefined {
    for (const { manifest, builtIn } of this.active()) {
      if (manifest.name === name) continue
      const overlap = overlapOf(match, manifest.match)
      if (overlap === undefined) continue
      const cure = builtIn
        ? `name it ${manifest.name} to replace that one, or say more in match`
        : 'say more in one of them, such as a firmware or a longer pattern'
      return `match.${overlap.entry} may fit the same stations as match.${overlap.other} of ${manifest.name}, and neither says more: ${cure}`
    }
    return undefined
  }
}

function messagesOf(read: ReadManifest): string {
  return read.ok ? '' : read.issues.map(({ message }) => message).join('; ')
}
