import { fault } from '../../../runtime/plugin/fault.ts'
import { inProcessRunner } from '../../../runtime/plugin/in_process.ts'
import type { Plugin } from '../../../runtime/plugin/plugin.ts'
import type {
  HookResult,
  LoadResult,
  PluginLoader,
  PluginSource,
} from '../../../runtime/plugin/runner.ts'

/**
 * A loader whose plugins are objects of the test: a source names one of them, and anything else in it
 * is a syntax error in its second line. Its runners answer later, as those of an isolate do.
 */
export class ScriptedLoader implements PluginLoader {
  readonly plugins = new Map<string, Plugin>()
  /** Sources loaded, in order. */
  readonly loads: PluginSource[] = []
  /** Runners that were not closed. */
  open = 0
  /** Awaited before each call of a hook. */
  before: () => Promise<unknown> = () => Promise.resolve()
  closed = false

  /** Makes a plugin known under a text. */
  add(text: string, plugin: Plugin): this {
    this.plugins.set(text, plugin)
    return this
  }

  async load(source: PluginSource): Promise<LoadResult> {
    this.loads.push(source)
    const plugin = this.plugins.get(source.text)
    const { file } = source
    if (plugin === undefined) {
      return { ok: false, fault: fault('load', 'Unexpected token', { file, line: 2, column: 7 }) }
    }
    const { hooks = {}, ...definition } = plugin
    const runner = inProcessRunner(hooks, file)
    let isOpen = true
    this.open += 1
    return {
      ok: true,
      definition: { ...definition, hooks: Object.keys(hooks) },
      runner: {
        run: async (hook, args, context): Promise<HookResult> => {
          await this.before()
          if (!isOpen) return { ok: false, fault: fault('runner', 'It was closed') }
          return await runner.run(hook, args, context)
        },
        close: () => {
          if (isOpen) this.open -= 1
          isOpen = false
        },
      },
    }
  }

  async close(): Promise<void> {
    this.closed = true
  }
}

/** A gate that is closed until it is opened. */
export function gate(): { readonly opened: Promise<void>; open(): void } {
  let open = () => {}
  const opened = new Promise<void>((resolve) => {
    open = resolve
  })
  return { opened, open }
}
