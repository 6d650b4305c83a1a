import { join } from 'node:path'
import { shippedPlugins } from '../plugins/mod.ts'
import { packageRoot } from './package_root.ts'
import { openPluginFolder, type PluginFolder } from './plugin_folder.ts'
import type { Settings } from './settings.ts'
import type { SeatWish } from './station/plugin_seat.ts'

/** The folder of the user's plugins. Where it is the package's own, what ships is none of them. */
export function userFolder(path: string): PluginFolder {
  const own = path === join(packageRoot(), 'plugins')
  return openPluginFolder(
    path,
    own ? { except: new Set(shippedPlugins.map(({ name }) => name)) } : {},
  )
}

/** What the settings wish for the plugin of a station. */
export function wishOf({ stations }: Settings, station: string): SeatWish {
  const {
    plugin,
    forbid = [],
    options = {},
  } = Object.hasOwn(stations, station) ? (stations[station] ?? {}) : {}
  return { plugin, forbid, options }
}
