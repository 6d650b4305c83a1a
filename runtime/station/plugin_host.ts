import type { LoadedPlugin } from '../plugin/loaded.ts'
import type { PluginMemory } from './plugin_memory.ts'
import type { SeatWish } from './plugin_seat.ts'

/** Where the stations get their plugins from. */
export interface PluginHost {
  readonly memory: PluginMemory
  /** Plugins in use. */
  active(): Iterable<LoadedPlugin>
  /** What the user fixed for a station. */
  wish(station: string): SeatWish
}
