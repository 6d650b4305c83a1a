import type { Clock } from '../clock.ts'
import type { Command, Identity } from '../model.ts'
import type { Fault } from '../plugin/fault.ts'
import type { LoadedPlugin } from '../plugin/loaded.ts'
import type { ConnectorView, HookName } from '../plugin/plugin.ts'
import { connectorViews } from './connector_views.ts'
import type { PluginMemory } from './plugin_memory.ts'
import { PluginSeat, type PluginSeatDeps, type SeatWish } from './plugin_seat.ts'
import type { Station } from './station.ts'
import type { StationDeps } from './station_deps.ts'

/** The place of the plugin of a station. */
export function seatOf(station: Station, deps: StationDeps): PluginSeat {
  return new PluginSeat(new StationSeat(station, deps))
}

class StationSeat implements PluginSeatDeps {
  readonly #station: Station
  readonly #deps: StationDeps

  constructor(station: Station, deps: StationDeps) {
    this.#station = station
    this.#deps = deps
  }

  get clock(): Clock {
    return this.#deps.clock
  }

  get station(): string {
    return this.#station.id
  }

  get memory(): PluginMemory {
    return this.#deps.plugins.memory
  }

  plugins(): Iterable<LoadedPlugin> {
    return this.#deps.plugins.active()
  }

  wish(): SeatWish {
    return this.#deps.plugins.wish(this.#station.id)
  }

  identity(): Identity {
    return this.#station.facts.identity
  }

  connectors(): readonly ConnectorView[] {
    return connectorViews(this.#station.connectors)
  }

  *keys(): Generator<string> {
    const { configuration } = this.#station.facts
    for (const [key, value] of configuration) if (value.unknown !== true) yield key
  }

  hasKey(name: string): boolean {
    const value = this.#station.facts.configuration.get(name)
    return value !== undefined && value.unknown !== true
  }

  send(command: Command): void {
    // Not before the call under way is answered: the station answers nothing until then.
    this.clock.soon(() => void this.#station.carryOut(command))
  }

  onChange(): void {
    this.#deps.onPlugin(this.#station)
  }

  onFault(hook: HookName, fault: Fault): void {
    this.#deps.onHookFault(this.#station, hook, fault)
  }

  onOff(fault: Fault): void {
    this.#deps.onHooksOff(this.#station, fault)
  }
}
