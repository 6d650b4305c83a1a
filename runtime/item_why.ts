import type { Evidence } from './descriptor/read_source.ts'
import { dialectOf } from './dialect/dialects.ts'
import type { ItemWhy } from './http/port.ts'
import { group } from './model.ts'
import { parseFrame } from './rpc/frame.ts'
import type { Device } from './station/device.ts'
import type { Hub } from './station/hub.ts'
import type { PluginSeat } from './station/plugin_seat.ts'
import { fittingOf } from './views.ts'

/** Actions of a station that feed a group of facts. */
const feeding: readonly (readonly [number, readonly string[]])[] = [
  [group.status, ['StatusNotification', 'TransactionEvent', 'NotifyEvent']],
  [group.meter, ['MeterValues', 'TransactionEvent']],
  [group.transaction, ['StartTransaction', 'MeterValues', 'StopTransaction', 'TransactionEvent']],
  [group.card, ['Authorize', 'StartTransaction', 'TransactionEvent']],
  [group.identity, ['BootNotification']],
  [group.configuration, ['NotifyReport']],
]

/** Where the value of an item comes from. */
export function whyOf(
  device: Device,
  { key, hub, now }: { readonly key: string; readonly hub: Hub; readonly now: number },
): ItemWhy {
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

/** Whether a call is about this device, or does not say about which. */
function concerns(frame: string, { facts }: Device): boolean {
  const call = parseFrame(frame)
  return (
    call.type !== 'call' ||
    dialectOf(facts.station.version)?.concerns(call.payload, facts.connector) !== false
  )
}
