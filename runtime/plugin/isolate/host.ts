import { type Clock, systemClock } from '../../clock.ts'
import { type Log, silentLog } from '../../log.ts'
import { fault } from '../fault.ts'
import type { LoadResult, PluginLoader, PluginSource } from '../runner.ts'
import { IsolatedPlugin, type IsolatedPluginStats, type IsolateParts } from './isolated_plugin.ts'
import { type IsolateLimits, isolateLimits } from './limits.ts'
import { tryPlugin } from './load.ts'
import { Pool } from './pool.ts'
import { prepare } from './worker.ts'

/** Options of {@link createIsolateHost}. */
export interface IsolateOptions {
  /** Tells when faults cease to count; time on a processor is the machine's. */
  readonly clock?: Clock
  readonly log?: Pick<Log, 'warn'>
  readonly limits?: Partial<IsolateLimits>
}

/** What an isolate does. */
export interface IsolateStats {
  readonly threads: number
  /** Threads that were killed or broke. */
  readonly deaths: number
  readonly plugins: readonly IsolatedPluginStats[]
}

/** Loads plugins of users, so that they have no power over this process. */
export interface IsolateHost extends PluginLoader {
  stats(): IsolateStats
}

/**
 * A host for plugins that are not trusted: each in an engine and a memory of its own, in threads
 * that are watched and replaced. Nothing is started before the first plugin is loaded.
 */
export function createIsolateHost(options: IsolateOptions = {}): IsolateHost {
  return new Host(options)
}

class Host implements IsolateHost {
  readonly #options: IsolateOptions
  readonly #plugins = new Set<IsolatedPlugin>()
  #parts: Promise<IsolateParts> | undefined
  #pool: Pool | undefined
  #ids = 0
  #closed = false

  constructor(options: IsolateOptions) {
    this.#options = options
  }

  async load(source: PluginSource): Promise<LoadResult> {
    if (this.#closed) return no('The isolate is closed')
    try {
      this.#parts ??= this.#prepare()
      const parts = await this.#parts
      const tried = this.#closed ? undefined : await tryPlugin(parts, source)
      if (tried === undefined || this.#closed) return no('The isolate is closed')
      if (!tried.ok) return tried
      const plugin: IsolatedPlugin = new IsolatedPlugin(parts, tried.plugin, () => {
        this.#plugins.delete(plugin)
      })
      this.#plugins.add(plugin)
      // Threads take a moment to start, which the first call need not wait for.
      parts.pool.get('shared')
      return { ok: true, definition: tried.definition, runner: plugin }
    } catch (error) {
      if (this.#pool === undefined) this.#parts = undefined
      return no(`Cannot start an isolate: ${String(error)}`)
    }
  }

  stats(): IsolateStats {
    const { threads = 0, deaths = 0 } = this.#pool?.stats ?? {}
    return { threads, deaths, plugins: [...this.#plugins].map(({ stats }) => stats) }
  }

  async close(): Promise<void> {
    this.#closed = true
    for (const plugin of this.#plugins) plugin.close()
    await this.#pool?.close()
  }

  async #prepare(): Promise<IsolateParts> {
    const { clock = systemClock, log = silentLog } = this.#options
    const limits = { ...isolateLimits, ...this.#options.limits }
    const prepared = await prepare()
    const pool = new Pool({ clock, prepared, limits })
    this.#pool = pool
    return {
      clock,
      log,
      limits,
      pool,
      nextId: () => {
        // They are told in 32 bits, and 0 is none.
        this.#ids = (this.#ids % 0x7fffffff) + 1
        return this.#ids
      },
    }
  }
}

function no(message: string): LoadResult {
  return { ok: false, fault: fault('runner', message) }
}
