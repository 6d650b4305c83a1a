import type { PluginJournal } from './journal.ts'
import type { PluginRunner } from './runner.ts'
import type { Manifest } from './schema.ts'

/** A plugin that is in use, or may be. */
export interface LoadedPlugin {
  readonly manifest: Manifest
  readonly runner: PluginRunner
  /** Ships with the runtime, and runs in this process. */
  readonly builtIn: boolean
  /** What messages call its file. */
  readonly file: string
  /** Another for each time something was loaded, so that what was set up for it can be told. */
  readonly load: number
  readonly journal: PluginJournal
}
