import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { lineOf } from '../../runtime/cli/simulator_lines.ts'
import { drive } from '../../runtime/simulator/driver.ts'
import type { SimulatorEvent } from '../../runtime/simulator/events.ts'
import { seededClock } from '../../runtime/simulator/pace.ts'
import { ManualClock } from '../support/manual_clock.ts'
import { together } from './support/strict_server.ts'

test('people come, charge until the vehicle is full, leave and come again', async () => {
  const lines: string[] = []
  const failures = await together(async ({ server, station, clock }) => {
    station.watch((event) => {
      if (['status', 'card', 'full', 'stopped'].includes(event.kind)) lines.push(lineOf(event))
    })
    let left = 0
    const stop = drive(station, {
      connector: 1,
      card: 'CARD',
      clock,
      speed: 1,
      onLeft: () => {
        left += 1
      },
    })
    await server.next('BootNotification')
    await station.idle()
    for (let seconds = 0; seconds < 400 && left < 2; seconds++) {
      clock.advance(1000)
      await station.idle()
    }
    stop()
    assert.is(left, 2)
  })
  const cycle = [
    'SIM-1:1 Preparing',
    'SIM-1:1 card CARD Accepted',
    'SIM-1:1 Charging',
    'SIM-1:1 the vehicle is full',
    'SIM-1:1 SuspendedEV',
    'SIM-1:1 ends (EVDisconnected) after 0.550 kWh',
    'SIM-1:1 Finishing',
    'SIM-1:1 Available',
  ]
  assert.equal(lines, ['SIM-1:1 Available', ...cycle, ...cycle])
  assert.equal(failures, [])
})

test('who starts from afar comes with the cable', async () => {
  const failures = await together(async ({ server, station, clock }) => {
    const stop = drive(station, { connector: 1, card: 'CARD', clock, speed: 1 })
    await server.next('BootNotification')
    await station.idle()
    await server.call('RemoteStartTransaction', { connectorId: 1, idTag: 'APP' })
    clock.advance(2000)
    assert.is((await server.next('StartTransaction')).idTag, 'APP')
    stop()
  })
  assert.equal(failures, [])
})

test('who has a refused card leaves', async () => {
  const failures = await together(async ({ server, station, clock }) => {
    server.answers.set('Authorize', () => ({ idTagInfo: { status: 'Invalid' } }))
    let left = 0
    const onLeft = () => {
      left += 1
    }
    const stop = drive(station, { connector: 1, card: 'CARD', clock, speed: 1, onLeft })
    await server.next('BootNotification')
    await station.idle()
    for (let seconds = 0; seconds < 40; seconds++) {
      clock.advance(1000)
      await station.idle()
    }
    stop()
    assert.is(left, 1)
    assert.is(station.status(), 'Available')
  })
  assert.equal(failures, [])
})

test('seededClock() gives the same numbers for the same seed', () => {
  const numbers = (seed: number) => {
    const clock = seededClock(new ManualClock(), seed)
    return [clock.random(), clock.random(), clock.uuid()]
  }
  assert.equal(numbers(7), numbers(7))
  assert.not.equal(numbers(7), numbers(8))
  const many = Array.from(
    { length: 1000 },
    (
      (clock) => () =>
        clock.random()
    )(seededClock(new ManualClock(), 1)),
  )
  assert.ok(many.every((one) => one >= 0 && one < 1))
  const mean = many.reduce((sum, one) => sum + one, 0) / many.length
  assert.ok(mean > 0.45 && mean < 0.55)
})

const told: [event: SimulatorEvent, line: string][] = [
  [
    {
      station: 'SIM-1',
      kind: 'metered',
      connector: 1,
      power: 11_040,
      currents: [16, 15.9, 15.8],
      energy: 1234,
    },
    'SIM-1:1 charging 11.0 kW 16 A, 1.234 kWh so far',
  ],
  [
    { station: 'SIM-1', kind: 'metered', connector: 2, power: 0, currents: [0, 0, 0], energy: 5 },
    'SIM-1:2 no current, 0.005 kWh so far',
  ],
  [
    { station: 'SIM-1', kind: 'disconnected', reason: 'connection refused', retryIn: 0.6 },
    'SIM-1 not connected: connection refused; trying again in 1 s',
  ],
  [
    { station: 'SIM-1', kind: 'booted', status: 'Pending', interval: 0 },
    'SIM-1 not accepted yet (Pending); trying again in 30 s',
  ],
  [{ station: 'SIM-1', kind: 'limited', connector: 1, current: 10.04 }, 'SIM-1:1 may draw 10 A'],
]

for (const [event, line] of told) {
  test(`lineOf() tells ${event.kind} as "${line}"`, () => assert.is(lineOf(event), line))
}

test.run()
