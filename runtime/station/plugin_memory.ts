import type { Identity } from '../model.ts'

/** What is remembered of a station, so that its plugin is known before it says who it is. */
export interface Remembered {
  /** As it said it last. */
  readonly identity: Identity | undefined
  /** Names of its configuration keys, lower case. */
  readonly keys: readonly string[]
  /** What hooks of its plugin keep, by name of the plugin. */
  readonly memory: Readonly<Record<string, Readonly<Record<string, unknown>>>>
}

/** Where that is kept; what is kept outlives connections, and in a store also the process. */
export interface PluginMemory {
  recall(station: string): Remembered | undefined
  remember(station: string, remembered: Remembered): void
}

/** Most stations remembered, since anybody can connect under any identity. */
const most = 20_000

/** Keeps it as long as the process lives; of too many stations those heard of longest ago are forgotten. */
export function volatileMemory(limit = most): PluginMemory {
  const all = new Map<string, Remembered>()
  return {
    recall: (station) => all.get(station),
    remember(station, remembered) {
      all.delete(station)
      all.set(station, remembered)
      for (const oldest of all.keys()) {
        if (all.size <= limit) break
        all.delete(oldest)
      }
    },
  }
}
