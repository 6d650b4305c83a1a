import { type FaultEntry, type LogLine, PluginJournal } from '../plugin/journal.ts'
import type { LoadedPlugin } from '../plugin/loaded.ts'
import type { HookResult } from '../plugin/runner.ts'

/** Told what a plugin says. */
export interface JournalListener {
  onLog(line: LogLine): void
  onFault(entry: FaultEntry): void
}

/** Calls of hooks that run elsewhere: one after the other, so that their order is always the same. */
export class HookQueue {
  #last: Promise<unknown> | undefined

  /** A plugin whose calls wait for each other, with a journal of its own. */
  track(plugin: LoadedPlugin, listener: JournalListener): LoadedPlugin {
    const { runner } = plugin
    return {
      ...plugin,
      journal: new ToldJournal(listener),
      runner: {
        run: (hook, args, context) => {
          if (plugin.builtIn) return runner.run(hook, args, context)
          return this.#push(async () => runner.run(hook, args, context))
        },
        // Whoever loaded it closes it.
        close() {},
      },
    }
  }

  /** Resolves when no call is under way; `false` when there was none. */
  async idle(): Promise<boolean> {
    if (this.#last === undefined) return false
    while (this.#last !== undefined) {
      const last: Promise<unknown> = this.#last
      await last
      if (this.#last === last) this.#last = undefined
    }
    return true
  }

  #push(call: () => Promise<HookResult>): Promise<HookResult> {
    const result = this.#last === undefined ? call() : this.#last.then(call, call)
    this.#last = result
    return result
  }
}

class ToldJournal extends PluginJournal {
  readonly #listener: JournalListener

  constructor(listener: JournalListener) {
    super()
    this.#listener = listener
  }

  override log(line: LogLine): void {
    super.log(line)
    this.#listener.onLog(line)
  }
  override fault(entry: FaultEntry): void {
    super.fault(entry)
    this.#listener.onFault(entry)
  }
}
