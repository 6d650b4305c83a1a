import type { Fault } from '../fault.ts'

/** A module of a plugin: its code without types, or why it has none. */
export type Module = readonly [path: string, code: string | Fault]

/** What a thread is asked to do; `id` is above 0 and another for each. */
export type Request =
  /** Takes the types out of sources. */
  | {
      readonly kind: 'strip'
      readonly id: number
      readonly files: readonly (readonly [path: string, text: string])[]
    }
  /** Runs the modules of a plugin, and keeps it for calls. */
  | {
      readonly kind: 'open'
      readonly id: number
      readonly plugin: number
      readonly entry: string
      readonly modules: readonly Module[]
    }
  /** Calls a hook of a plugin that is open. */
  | {
      readonly kind: 'call'
      readonly id: number
      readonly plugin: number
      /** What `Date` shows, ms since the epoch. */
      readonly now: number
      readonly text: string
    }
  /** Forgets a plugin. */
  | { readonly kind: 'drop'; readonly id: number; readonly plugin: number }

/** What became of a {@link Request}. */
export interface Response {
  readonly id: number
  /** The definition of a plugin, or what a hook gave, as the guest wrote it. */
  readonly text?: string
  readonly modules?: readonly Module[]
  readonly fault?: Fault
}

/** The first message of a thread: it is ready, and this is its number with the operating system. */
export interface Ready {
  readonly ready: true
  readonly thread: number | undefined
}

/** What a thread is started with. */
export interface ThreadData {
  /** The engine. */
  readonly compiled: WebAssembly.Module
  /** Modules of ours for the guest, by name; {@link guestEntry} is run before any plugin. */
  readonly guest: ReadonlyMap<string, string>
  readonly limits: ThreadLimits
  /** One number: the id of the request under way, or 0. */
  readonly progress: Int32Array
}

/** What a plugin may use. */
export interface ThreadLimits {
  /** Interrupts for each call, of some 10,000 steps. */
  readonly fuel: number
  /** Most memory of a plugin, in pages of 64 kB, 256 at least. */
  readonly pages: number
  /** Stack of a plugin, bytes. */
  readonly stack: number
}

/** The module of ours that speaks with the host. */
export const guestEntry = 'ddf-runtime/isolate/guest'
/** What plugins import, and the module of ours behind it. */
export const pluginModule = 'ddf-runtime/plugin'
