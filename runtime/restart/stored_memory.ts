import { type PluginMemory, type Remembered, volatileMemory } from '../station/plugin_memory.ts'

/** A memory that begins with what was stored, and tells what is to be stored. */
export function storedMemory(
  known: ReadonlyMap<string, Remembered>,
  changed: (station: string) => void,
): PluginMemory {
  const memory = volatileMemory()
  for (const [station, remembered] of known) memory.remember(station, remembered)
  return {
    recall: (station) => memory.recall(station),
    remember(station, remembered) {
      memory.remember(station, remembered)
      changed(station)
    },
  }
}
