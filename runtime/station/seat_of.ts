import type { Command } from '../model.ts'
import { connectorViews } from './connector_views.ts'
import { PluginSeat } from './plugin_seat.ts'
import type { Station } from './station.ts'
import type { StationDeps } from './station_deps.ts'

/** The place of the plugin of a station. */
export function seatOf(
  station: Station,
  deps: StationDeps,
  carryOut: (command: Command) => void,
): PluginSeat {
  const { clock, plugins } = deps
  return new PluginSeat({
    clock,
    station: station.id,
    memory: plugins.memory,
    plugins: () => plugins.active(),
    wish: () => plugins.wish(station.id),
    identity: () => station.facts.identity,
    connectors: () => connectorViews(station.connectors),
    keys: () => keysOf(station),
    // Not before the call under way is answered: the station answers nothing until then.
    send: (command) => clock.soon(() => carryOut(command)),
    onChange: () => deps.onPlugin(station),
    onFault: (hook, fault) => deps.onHookFault(station, hook, fault),
    onOff: (fault) => deps.onHooksOff(station, fault),
  })
}

function* keysOf({ facts }: Station): Generator<string> {
  for (const [key, value] of facts.configuration) if (value.unknown !== true) yield key
}
