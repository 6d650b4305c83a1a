import type { Evidence } from './descriptor/read_source.ts'
import type { Dialect } from './dialect/dialect.ts'
import { dialects } from './dialect/dialects.ts'
import type { DeviceState, Fitting, ItemWhy, StationState } from './http/port.ts'
import type { ItemState } from './items/device_items.ts'
import { group, type StationFacts } from './model.ts'
import { traitPaths } from './plugin/traits.ts'
import { parseFrame } from './rpc/frame.ts'
import type { Waiting } from './security/waiting.ts'
import type { Device } from './station/device.ts'
import type { Hub } from './station/hub.ts'
import type { Keeper } from './station/keeper.ts'
import type { PluginSeat } from './station/plugin_seat.ts'

/** A device as others see it. */
export function deviceView(device: Device, hub: Hub, now: () => number): DeviceState {
  const { facts, items, choice } = device
  const states = (indexes: readonly number[]): ItemState[] =>
    indexes.flatMap((index) => items.state(index, now()) ?? [])
  return {
    address: device.address,
    station: facts.station.id,
    connector: facts.connector,
    online: facts.station.online,
    descriptor: choice.readers.descriptor.slug,
    descriptorReason: choice.reason,
    get plugin() {
      return hub.station(facts.station.id)?.station.seat.choice.plugin?.manifest.name ?? null
    },
    get siblings() {
      return siblingsOf(device, hub)
    },
    identity: facts.station.identity,
    items: () => states(choice.readers.descriptor.items.map((_, index) => index)),
    find: (keyOrId) => states(device.find(keyOrId)),
    why: (key) => why(device, { key, hub, now: now() }),
  }
}

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
    lastSeen: facts.lastSeen ?? null,
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
function fittingOf({ choice, options, origins, runner }: PluginSeat): Fitting {
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

/** Actions of a station that feed a group of facts. */
const feeding: readonly (readonly [number, readonly string[]])[] = [
  [group.status, ['StatusNotification', 'TransactionEvent', 'NotifyEvent']],
  [group.meter, ['MeterValues', 'TransactionEvent']],
  [group.transaction, ['StartTransaction', 'MeterValues', 'StopTransaction', 'TransactionEvent']],
  [group.card, ['Authorize', 'StartTransaction', 'TransactionEvent']],
  [group.identity, ['BootNotification']],
  [group.configuration, ['NotifyReport']],
]

function why(device: Device, { key, hub, now }: { key: string; hub: Hub; now: number }): ItemWhy {
  const reader = device.choice.readers.ordered.find(({ item }) => item.key === key)
  const values = { get: (index: number) => device.items.value(index) }
  const chain = (reader?.rules ?? []).map((rule) => {
    const evidence: Evidence = { now, at: now, metered: false, values }
    const result = rule.evaluate(device.facts, evidence) ?? null
    return { read: rule.read, result, steps: rule.steps }
  })
  const rule = chain.findIndex(({ result }) => result !== null)
  const station = hub.station(device.facts.station.id)?.station
  const actions = feeding.flatMap(([bit, names]) => ((reader?.deps ?? 0) & bit ? names : []))
  const frames = [...new Set(actions)].flatMap((action) => {
    const message = station?.messages.received(action)
    if (message === undefined || !concerns(message.frame, device)) return []
    return [{ action, at: new Date(message.at).toISOString(), frame: message.frame }]
  })
  const plugin = station === undefined ? null : mendedBy(station.seat)
  return { rule: rule < 0 ? null : rule, chain, frames, plugin }
}

/** What the plugin of a station makes of what it says. */
function mendedBy(seat: PluginSeat): ItemWhy['plugin'] {
  const { plugin } = seat.choice
  if (plugin === undefined) return null
  const { traits, hooks } = fittingOf(seat)
  const own = traits.filter(({ trait, from }) => from !== 'core' && trait.startsWith('meter.'))
  const mended = Object.entries(hooks).filter(([, { repairs }]) => repairs > 0)
  return {
    name: plugin.manifest.name,
    traits: Object.fromEntries(own.map(({ trait, value }) => [trait, value])),
    repairs: Object.fromEntries(mended.map(([hook, { repairs }]) => [hook, repairs])),
  }
}

function siblingsOf({ facts }: Device, hub: Hub): readonly string[] {
  const { id } = facts.station
  const connectors = hub.station(id)?.station.connectors.outlets() ?? []
  const numbers = connectors.map((one) => one.facts.connector)
  const siblings = dialectOf(facts.station)?.siblings(facts.connector, numbers) ?? []
  return siblings.map((number) => `${id}:${number}`)
}

function dialectOf(station: StationFacts): Dialect | undefined {
  return dialects.find(({ version }) => version === station.version)
}

/** Whether a call is about this device, or does not say about which. */
function concerns(frame: string, { facts }: Device): boolean {
  const call = parseFrame(frame)
  return (
    call.type !== 'call' ||
    dialectOf(facts.station)?.concerns(call.payload, facts.connector) !== false
  )
}
