import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { Command, Identity } from '../../runtime/model.ts'
import type { LoadedPlugin } from '../../runtime/plugin/loaded.ts'
import type { Plugin } from '../../runtime/plugin/plugin.ts'
import { PluginRegistry } from '../../runtime/plugin/registry.ts'
import { type PluginMemory, volatileMemory } from '../../runtime/station/plugin_memory.ts'
import { PluginSeat, type SeatWish } from '../../runtime/station/plugin_seat.ts'
import { ManualClock } from '../support/manual_clock.ts'

const acme: Plugin = {
  name: 'acme',
  revision: 1,
  match: [{ vendor: 'ACME' }],
  traits: { setup: { settle: 2 } },
  hooks: {
    event(event, { memory }) {
      memory.count = Number(memory.count ?? 0) + 1
      return event
    },
  },
}
const identity: Identity = { chargePointVendor: 'ACME', firmwareVersion: '1' }
const event = { kind: 'StatusReported', connector: 1, status: 'Available', at: 0 } as const

interface Seated {
  readonly seat: PluginSeat
  readonly clock: ManualClock
  readonly sent: Command[]
  /** Calls of `onChange`. */
  changes(): number
  /** How often all keys were looked at. */
  looks(): number
}

function seatOf(
  plugins: () => readonly LoadedPlugin[],
  options: { memory?: PluginMemory; wish?: SeatWish; keys?: string[] } = {},
): Seated {
  const { memory = volatileMemory(), wish = {}, keys = [] } = options
  const clock = new ManualClock()
  const sent: Command[] = []
  let changes = 0
  let looks = 0
  const seat = new PluginSeat({
    clock,
    station: 'CP1',
    memory,
    plugins,
    wish: () => wish,
    identity: () => identity,
    connectors: () => [],
    keys: () => {
      looks += 1
      return keys
    },
    hasKey: (name) => keys.includes(name),
    send: (command) => sent.push(command),
    onChange: () => {
      changes += 1
    },
    onFault: () => undefined,
    onOff: () => undefined,
  })
  return { seat, clock, sent, changes: () => changes, looks: () => looks }
}

function active(...plugins: readonly Plugin[]): readonly LoadedPlugin[] {
  return new PluginRegistry({ shipped: plugins }).active()
}

test('nobody is known before the station was heard', () => {
  const { seat, changes } = seatOf(() => active(acme))
  assert.is(seat.choice.reason, 'Nothing is known of this station yet; the tolerant core serves it')
  seat.connected('/CP1')
  assert.is(seat.choice.plugin, undefined)
  assert.is(changes(), 0)
})

test('who was known before a restart is known when it connects, with the memory of its hooks', () => {
  const memory = volatileMemory()
  const before = seatOf(() => active(acme), { memory })
  before.seat.connected('/CP1')
  before.seat.identified(identity)
  before.seat.hooks?.event(event)
  before.seat.hooks?.event(event)
  const after = seatOf(() => active(acme), { memory })
  after.seat.connected('/CP1')
  assert.is(after.seat.choice.plugin?.manifest.name, 'acme')
  assert.is(after.seat.traits.setup.settle, 2)
  after.seat.hooks?.event(event)
  assert.equal(memory.recall('CP1')?.memory, { acme: { count: 3 } })
})

test('of too many stations those heard of longest ago are forgotten', () => {
  const memory = volatileMemory(2)
  const remembered = { identity, keys: [], memory: {} }
  for (const id of ['A', 'B', 'A', 'C']) memory.remember(id, remembered)
  assert.equal(
    ['A', 'B', 'C'].filter((id) => memory.recall(id) !== undefined),
    ['A', 'C'],
  )
})

test('keys that were read before a restart count too', () => {
  const memory = volatileMemory()
  const plugin: Plugin = { ...acme, match: [{ keys: ['acme_mode'] }] }
  const before = seatOf(() => active(plugin), { memory, keys: ['acme_mode'] })
  before.seat.configured(['acme_mode'])
  assert.is(before.seat.choice.plugin?.manifest.name, 'acme')
  const after = seatOf(() => active(plugin), { memory })
  after.seat.connected('/CP1')
  assert.is(after.seat.choice.plugin?.manifest.name, 'acme')
})

test('what is told of a few keys takes no look at all of them, unless they came or went', () => {
  const memory = volatileMemory()
  memory.remember('CP1', { identity, keys: ['gone', 'a'], memory: {} })
  const keys = ['a', 'b']
  const { seat, looks } = seatOf(() => active(acme), { memory, keys })
  const remembered = () => memory.recall('CP1')?.keys
  seat.configured(['a'])
  assert.equal(remembered(), ['a', 'b'], 'what is remembered only is not held to be told')
  assert.is(looks(), 1)
  seat.configured(['a', 'b'])
  seat.configured(['b', 'never heard of'])
  assert.is(looks(), 1)
  keys.push('c')
  seat.configured(['b', 'c'])
  assert.equal(remembered(), ['a', 'b', 'c'])
  keys.shift()
  seat.configured(['a'])
  assert.equal(remembered(), ['b', 'c'])
  assert.is(looks(), 3)
})

test('another plugin, load of it or set of variants is a change, and nothing else is', () => {
  const plugin: Plugin = {
    ...acme,
    variants: [{ firmware: '>=2', traits: { control: { min: 6 } } }],
  }
  let plugins = active(plugin)
  const { seat, changes } = seatOf(() => plugins)
  seat.connected('/CP1')
  seat.identified(identity)
  assert.is(changes(), 1)
  seat.identified(identity)
  seat.connected('/CP1')
  assert.is(changes(), 1)
  const { key, runner } = seat
  seat.identified({ ...identity, firmwareVersion: '2.0' })
  assert.is(changes(), 2)
  assert.is.not(seat.key, key)
  assert.is(seat.runner, runner)
  plugins = active()
  seat.reconsider()
  assert.equal([changes(), seat.key, seat.runner], [3, '', undefined])
})

test('a plugin without hooks makes no detour', () => {
  const { seat } = seatOf(() => active({ ...acme, hooks: {} }))
  seat.identified(identity)
  assert.is(seat.choice.plugin?.manifest.name, 'acme')
  assert.is(seat.hooks, undefined)
})

test('options are those of the manifest, as far as the user set none of their type', () => {
  const plugin: Plugin = { ...acme, options: { far: false, name: 'a', count: 1 } }
  const { seat } = seatOf(() => active(plugin), {
    wish: { options: { far: true, name: 3, other: 1 } },
  })
  seat.identified(identity)
  assert.equal(seat.options, { far: true, name: 'a', count: 1 })
})

const sender: Plugin = {
  ...acme,
  sends: ['TriggerMessage'],
  hooks: {
    event(found, { send }) {
      for (let i = 0; i < 8; i++) send({ kind: 'TriggerMessage', message: 'MeterValues' })
      return found
    },
  },
}

test('what a hook sends waits until the station may be called, in bounds', () => {
  const { seat, sent } = seatOf(() => active(sender))
  seat.connected('/CP1')
  seat.identified(identity)
  for (let i = 0; i < 3; i++) seat.hooks?.event(event)
  assert.is(sent.length, 0)
  seat.opened()
  assert.is(sent.length, 16)
  seat.connected('/CP1')
  seat.hooks?.event(event)
  assert.is(sent.length, 16)
})

test('a plugin sends at most thirty commands a minute', () => {
  const { seat, sent, clock } = seatOf(() => active(sender))
  seat.identified(identity)
  seat.opened()
  for (let i = 0; i < 5; i++) seat.hooks?.event(event)
  assert.is(sent.length, 24)
  assert.equal(seat.runner?.tally.toRecord(), { event: { runs: 5, repairs: 0, faults: 2 } })
  clock.advance(60_000)
  seat.hooks?.event(event)
  assert.is(sent.length, 32)
})

test('hooks that are off come back with another load', () => {
  const broken: Plugin = {
    ...acme,
    hooks: {
      event() {
        throw new Error('no')
      },
    },
  }
  let plugins = active(broken)
  const { seat } = seatOf(() => plugins)
  seat.identified(identity)
  for (let i = 0; i < 5; i++) seat.hooks?.event(event)
  assert.is(seat.hooks, undefined)
  assert.is(seat.runner?.off?.message, 'Error: no')
  // What is data stays.
  assert.is(seat.traits.setup.settle, 2)
  seat.reconsider()
  assert.is(seat.hooks, undefined)
  plugins = new PluginRegistry({ shipped: [{ ...acme, name: 'other', match: [] }, acme] }).active()
  seat.reconsider()
  assert.ok(seat.hooks)
})

test.run()
