import type { Fitting, StationState } from './http/port.ts'
import { lastSeenOf } from './model.ts'
import { traitPaths } from './plugin/traits.ts'
import type { Waiting } from './security/waiting.ts'
import type { Keeper } from './station/keeper.ts'
import type { PluginSeat } from './station/plugin_seat.ts'

/** A station as others see it. */
export function stationView({ station, setup, cardList }: Keeper): StationState {
  const { facts } = station
  const connectors = [...station.connectors.outlets()].map((c) => c.facts.connector)
  return {
    id: station.id,
    online: facts.online,
    pending: false,
    protocol: station.protocol,
    identity: facts.identity,
    connectors: connectors.sort((a, b) => a - b),
    plugin: station.seat.choice.plugin?.manifest.name ?? null,
    pluginReason: station.seat.choice.reason,
    fitting: fittingOf(station.seat),
    lastSeen: lastSeenOf(facts) ?? null,
    repairs: station.counters.toRecord(),
    configuration: [...facts.configuration.values()].filter((value) => value.unknown !== true),
    localList: facts.localList ?? null,
    cardList,
    setup,
    lastMessages: station.messages.list(),
  }
}

/** A station that waits for approval, as others see it. */
export function waitingView({ station, protocol, identity, lastSeen }: Waiting): StationState {
  return {
    id: station,
    online: false,
    pending: true,
    protocol,
    identity,
    connectors: [],
    plugin: null,
    pluginReason: 'The station waits for approval',
    fitting: { matched: [], options: {}, traits: [], hooks: {}, off: null },
    lastSeen,
    repairs: {},
    configuration: [],
    localList: null,
    cardList: { state: 'off', cards: 0, leftOut: 0, status: null },
    setup: [],
    lastMessages: [],
  }
}

/** How its plugin is fitted to a station. */
export function fittingOf({ choice, options, origins, runner }: PluginSeat): Fitting {
  const traits = traitPaths(origins.traits).map(([trait, value]) => {
    const origin = origins.origins.get(trait)
    const from =
      origin?.from === 'variant' ? `variant ${origin.variant}: ${origin.because}` : origin?.from
    return { trait, value, from: from ?? 'core' }
  })
  return {
    matched: choice.matched,
    options,
    traits,
    hooks: runner?.tally.toRecord() ?? {},
    off: runner?.off ?? null,
  }
}
