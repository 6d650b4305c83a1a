import type { Log } from '../log.ts'
import { placeOf } from '../plugin/fault.ts'
import type { StationDeps } from './station_deps.ts'

/** Says in the log what becomes of plugins. */
export function pluginReports(
  log: Log,
): Pick<StationDeps, 'onPlugin' | 'onHookFault' | 'onHooksOff'> {
  return {
    onPlugin({ id, seat }) {
      const { plugin, reason, equals } = seat.choice
      const name = plugin?.manifest.name ?? null
      log.info({ station: id, plugin: name, reason }, 'Plugin chosen')
      if (equals.length === 0) return
      log.warn({ station: id, plugin: name, equals }, 'Other plugins fit no worse')
    },
    onHookFault({ id, seat }, hook, fault) {
      const plugin = seat.choice.plugin?.manifest.name
      const { kind, message } = fault
      log.warn(
        { station: id, plugin, hook, kind, at: placeOf(fault) },
        `A hook failed; what it was to repair goes on as it came: ${message}`,
      )
    },
    onHooksOff({ id, seat }) {
      const plugin = seat.choice.plugin?.manifest.name
      log.error(
        { station: id, plugin },
        'The hooks of the plugin failed too often; they are off for this station until the plugin changes',
      )
    },
  }
}
