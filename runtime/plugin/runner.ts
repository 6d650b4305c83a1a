import type { Fault } from './fault.ts'
import type { HookContext, HookName } from './plugin.ts'

/**
 * Runs the hooks of one plugin. A runner in this process answers at once, one in an isolate by a
 * promise that never rejects. What it gives is plain data but otherwise unchecked.
 */
export interface PluginRunner {
  /**
   * Calls one hook. `args` are its arguments without the context: `[text]`, `[action, payload]`,
   * `[event]` or `[command]`. They are copies made for this call, which a hook may change; so is
   * `context.memory`.
   */
  run(
    hook: HookName,
    args: readonly unknown[],
    context: RunContext,
  ): HookResult | Promise<HookResult>
  /** Ends it; calls under way end with a fault of kind `runner`. */
  close(): void
}

/** The data of a {@link HookContext}; `traits` and `options` are the same objects from call to call. */
export type RunContext = Omit<HookContext, 'log' | 'send'>

/** What became of a call of a hook: what it gave and asked for, or why there is nothing. */
export type HookResult =
  | {
      readonly ok: true
      /**
       * What the hook returned, as JSON would have it; `undefined`, which is not `null`, when it
       * returned nothing.
       */
      readonly value: unknown
      /** The memory as the hook left it; absent when it did not change. */
      readonly memory?: Readonly<Record<string, unknown>> | undefined
      readonly log: readonly string[]
      /** Commands asked for with `send`, unchecked. */
      readonly send: readonly unknown[]
    }
  | { readonly ok: false; readonly fault: Fault }

/** A plugin as its source file says it. */
export interface PluginSource {
  /** Name of its folder. */
  readonly name: string
  /** What messages call the file, for example `plugins/acme/plugin.ts`. */
  readonly file: string
  readonly text: string
  /** Texts of the other modules of its folder, which it may import, by file name: `./iec_status.ts`. */
  readonly modules?: Readonly<Record<string, string>>
}

/** What loading a source gave; `definition` is its default export as JSON, unchecked, with `hooks` as a list of their names. */
export type LoadResult =
  | { readonly ok: true; readonly definition: unknown; readonly runner: PluginRunner }
  | { readonly ok: false; readonly fault: Fault }

/** Loads what users drop in, so that it has no power over this process; the isolate implements it. */
export interface PluginLoader {
  /** Never rejects. */
  load(source: PluginSource): Promise<LoadResult>
  /** Ends every runner. */
  close(): Promise<void>
}

/** Bounds of what a hook may give, for every runner alike. */
export const runnerLimits = {
  /** Lines of log per call, and characters of each. */
  logLines: 50,
  logLength: 500,
  /** Commands asked for per call. */
  sends: 8,
  /** Characters of the memory as JSON. */
  memory: 4096,
  /** Characters of everything a call gives, as JSON. */
  output: 262_144,
  /** Levels of nesting. */
  depth: 32,
} as const
