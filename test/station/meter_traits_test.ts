import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { said } from '../support/calls.ts'
import {
  openCharging,
  openReady,
  openScene,
  type Scene,
  type SceneOptions,
  startTransaction,
} from '../support/scene.ts'
import { withTraits } from '../support/traits.ts'

/** A descriptor for these stations that shows what the general one does not. */
const descriptors = {
  own: JSON.stringify({
    ddf: 1,
    extends: './ocpp-general.ddf.json',
    name: 'Own',
    match: [{ chargePointId: 'CP1' }],
    items: [
      item('lifetime', 'Wh', { measurand: 'Energy.Active.Import.Register' }),
      item('offered', 'A', { measurand: 'Current.Offered' }),
      item('voltageL1', 'V', { measurand: 'Voltage', phase: 'L1' }),
      item('currentL1', 'A', { measurand: 'Current.Import', phase: 'L1' }),
    ],
  }),
}

function item(key: string, unit: string, read: object) {
  return {
    key,
    name: key,
    direction: 'IN',
    type: 'number',
    unit,
    read: { from: 'MeterValues', ...read },
  }
}

type Value = readonly [measurand: string, phase: string, value: string, unit: string]

/** Sends values of one moment. */
function send(scene: Scene, values: readonly Value[], more: object = {}): Promise<unknown> {
  const sampledValue = values.map(([measurand, phase, value, unit]) => ({
    measurand,
    value,
    unit,
    ...(phase === '' ? {} : { phase }),
  }))
  return scene.tell('MeterValues', {
    connectorId: 1,
    meterValue: [{ timestamp: scene.time(), sampledValue }],
    ...more,
  })
}

const register = 'Energy.Active.Import.Register'

function options(meter: Parameters<typeof withTraits>[0]['meter']): SceneOptions {
  return { ...withTraits({ meter: { ...meter } }), descriptors }
}

test('M5: a measurand that is wrong is left out', async () => {
  await using scene = await openCharging(options({ ignore: ['Current.Offered'] }))
  await send(scene, [
    ['Current.Offered', '', '90.0', 'A'],
    ['Current.Import', 'L1', '12', 'A'],
  ])
  assert.equal([scene.value('offered'), scene.value('current')], [null, 12])
})

test('M3 M4: values that are off by a power of ten are put right', async () => {
  await using scene = await openCharging(
    options({ scale: { [register]: 1000, 'Current.Offered': 0.1 } }),
  )
  await send(scene, [
    [register, '', '1.5', 'Wh'],
    ['Current.Offered', '', '327.80', 'A'],
  ])
  assert.equal([scene.value('energy'), scene.value('offered')], [500, 32.78])
})

test('M2: phases that are really others are moved, and those that are none left out', async () => {
  {
    await using scene = await openCharging(options({ phases: { N: 'L1' } }))
    await send(scene, [['Current.Import', 'N', '16', 'A']])
    assert.equal([scene.value('currentL1'), scene.value('phases')], [16, 1])
  }
  await using scene = await openCharging(options({ phases: { N: null } }))
  await send(scene, [
    ['Voltage', 'L1-N', '231', 'V'],
    ['Voltage', 'N', '0.0', 'V'],
  ])
  assert.equal([scene.value('voltageL1'), scene.value('voltage')], [231, 231])
})

test('M11: a voltage of 0 is none, and power comes from the currents where it is 0', async () => {
  await using scene = await openCharging(
    options({ zeroVoltageIsNone: true, power: 'reportedOrDerived' }),
  )
  await send(scene, [
    ['Power.Active.Import', '', '0', 'W'],
    ['Voltage', 'L1', '0.0', 'V'],
    ['Current.Import', 'L1', '10.1', 'A'],
  ])
  assert.equal([scene.value('voltageL1'), scene.value('power')], [null, 2.323])
  await scene.pass(10)
  await send(scene, [
    ['Power.Active.Import', '', '2250', 'W'],
    ['Current.Import', 'L1', '10.1', 'A'],
  ])
  assert.is(scene.value('power'), 2.25, 'what is measured is better')
  await scene.pass(10)
  await send(scene, [['Power.Active.Import', '', '0', 'W']])
  assert.is(scene.value('power'), 0, 'no current is told')
})

test('M10: power from voltage and current of each phase, whatever total is told', async () => {
  await using scene = await openCharging(options({ power: 'voltageTimesCurrent' }))
  await send(scene, [
    ['Power.Active.Import', '', '9999', 'W'],
    ['Voltage', 'L1-N', '230', 'V'],
    ['Voltage', 'L2-N', '232', 'V'],
    ['Current.Import', 'L1', '10', 'A'],
    ['Current.Import', 'L2', '10', 'A'],
    ['Current.Import', 'L3', '1', 'A'],
  ])
  // L3 has no voltage of its own and takes that of another phase.
  assert.is(scene.value('power'), 4.85)
})

test('M10: power as the sum of its phases', async () => {
  await using scene = await openCharging(options({ power: 'sumPhases' }))
  await send(scene, [
    ['Power.Active.Import', '', '9999', 'W'],
    ['Power.Active.Import', 'L1', '1.4', 'kW'],
    ['Power.Active.Import', 'L2', '1600', 'W'],
  ])
  assert.is(scene.value('power'), 3)
})

test('M10: values of several moments in one message are not added up', async () => {
  await using scene = await openCharging(options({ power: 'voltageTimesCurrent' }))
  await scene.pass(20)
  const moment = (seconds: number, ampere: string) => ({
    timestamp: scene.time(seconds),
    sampledValue: [
      { value: ampere, measurand: 'Current.Import', phase: 'L1', unit: 'A' },
      { value: '230', measurand: 'Voltage', phase: 'L1', unit: 'V' },
    ],
  })
  await scene.tell('MeterValues', {
    connectorId: 1,
    meterValue: [moment(-10, '6'), moment(0, '10')],
  })
  assert.is(scene.value('power'), 2.3)
})

test('M18: a voltage that is only measured while charging is not taken otherwise', async () => {
  await using scene = await openReady(options({ voltageOnlyWhileCharging: true }))
  await send(scene, [['Voltage', '', '0', 'V']])
  assert.is(scene.value('voltage'), null)
  await scene.status('Charging')
  const transactionId = await startTransaction(scene)
  await scene.pass(1)
  await send(scene, [['Voltage', '', '229', 'V']])
  assert.is(scene.value('voltage'), 229)
  await scene.tell('StopTransaction', { transactionId, meterStop: 2000, timestamp: scene.time() })
  await scene.pass(10)
  await send(scene, [['Voltage', '', '12', 'V']])
  assert.is(scene.value('voltage'), 229)
})

test('M18 X23: values of the station know the transaction of its only connector', async () => {
  await using scene = await openCharging(options({ voltageOnlyWhileCharging: true }))
  await send(scene, [['Voltage', '', '229', 'V']], { connectorId: 0, transactionId: 0 })
  assert.is(scene.value('voltage'), 229)
})

/** A session with these registers, then its end; resolves with the energy shown at the end. */
async function session(scene: Scene, registers: readonly number[]) {
  const [first = 0, ...others] = registers
  await scene.status('Charging')
  const transactionId = await startTransaction(scene, { meterStart: first })
  const lifetimes: unknown[] = []
  for (const value of others) {
    await scene.pass(10)
    await send(scene, [[register, '', String(value), 'Wh']], { transactionId })
    lifetimes.push(scene.value('lifetime'))
  }
  await scene.pass(1)
  await scene.tell('StopTransaction', {
    transactionId,
    meterStop: others.at(-1) ?? first,
    timestamp: scene.time(),
  })
  const energy = scene.value('energy')
  await scene.status('Available')
  return { lifetimes, energy }
}

test('M7: a register that begins anew with each session never falls', async () => {
  await using scene = await openReady(options({ register: 'session' }))
  assert.equal(await session(scene, [0, 100, 350]), { lifetimes: [100, 350], energy: 350 })
  assert.equal(await session(scene, [0, 60]), { lifetimes: [410], energy: 60 })
  // Shorter than what would pass for rounding.
  assert.equal(await session(scene, [0, 40, 90]), { lifetimes: [450, 500], energy: 90 })
})

test('M7: a register that begins anew between sessions, and one that only seems to', async () => {
  await using scene = await openReady(options({ register: 'session' }))
  assert.equal(await session(scene, [0, 5000]), { lifetimes: [5000], energy: 5000 })
  await scene.pass(10)
  await send(scene, [[register, '', '0', 'Wh']])
  assert.is(scene.value('lifetime'), 5000)
  assert.equal(await session(scene, [0, 200]), { lifetimes: [5200], energy: 200 })
  // Rounded up before (M9).
  await scene.pass(10)
  await send(scene, [[register, '', '195', 'Wh']])
  assert.is(scene.value('lifetime'), 5195)
})

test('M8: a register that wraps goes on', async () => {
  await using scene = await openReady(options({ registerWrap: 1_000_000 }))
  assert.equal(await session(scene, [999_000, 999_900, 600]), {
    lifetimes: [999_900, 1_000_600],
    energy: 1600,
  })
})

test('F13: times without a zone are of the zone of the family', async () => {
  await using scene = await openCharging(options({ timeZone: 120 }))
  await scene.pass(10)
  const local = new Date(scene.clock.now() + 2 * 3_600_000).toISOString().slice(0, 19)
  await scene.tell('MeterValues', {
    connectorId: 1,
    meterValue: [
      { timestamp: local, sampledValue: [{ value: '7', measurand: 'Current.Import', unit: 'A' }] },
    ],
  })
  const [current] = scene.server.runtime.device(scene.address)?.find('current') ?? []
  assert.equal([current?.value, current?.at], [7, scene.clock.now()])
})

test('X13: a status that does not last is never seen, one that lasts is seen late', async () => {
  await using scene = await openScene(options({ debounce: { Available: 3 } }))
  const seen: unknown[] = []
  scene.server.runtime.watch((changes) => {
    for (const { item, value } of changes) if (item.key === 'cps') seen.push(value)
  })
  await scene.status('Available')
  await scene.pass(1.2)
  await scene.status('Unavailable')
  await scene.pass(10)
  assert.equal(
    seen.filter((value) => value !== null),
    [70],
  )
  await scene.status('Available')
  await scene.pass(2.9)
  assert.is(scene.value('cps'), 70)
  await scene.pass(0.1)
  assert.is(scene.value('cps'), 65)
  await scene.status('Available')
  await scene.status('Preparing')
  assert.is(scene.value('cps'), 66)
})

test('X24: a fault that is over soon is none', async () => {
  await using scene = await openReady(options({ debounce: { Faulted: 5 } }))
  await scene.status('Charging')
  await scene.status('Faulted')
  await scene.pass(2)
  assert.equal([scene.value('errorState'), scene.value('cps')], [0, 67])
  await scene.status('Available')
  await scene.pass(10)
  assert.equal([scene.value('errorState'), scene.value('cps')], [0, 65])
  await scene.status('Faulted')
  await scene.pass(5)
  assert.is(scene.value('errorState'), 1)
})

test('X16: a session that only the status shows is a transaction, which nobody can stop', async () => {
  await using scene = await openReady(options({ session: 'fromStatus' }))
  await send(scene, [[register, '', '1000', 'Wh']])
  await scene.status('Charging')
  await scene.pass(10)
  await send(scene, [
    [register, '', '1400', 'Wh'],
    ['Current.Import', 'L1', '16', 'A'],
  ])
  assert.equal([scene.value('energy'), scene.value('current')], [400, 16])
  said(scene)
  assert.is((await scene.server.write(scene.address, 'rfidStop', '1')).status, 409)
  assert.equal(said(scene), [])
  await scene.status('SuspendedEV')
  assert.is(scene.value('energy'), 400)
  await scene.pass(10)
  await send(scene, [[register, '', '1500', 'Wh']])
  await scene.status('Available')
  assert.equal([scene.value('energy'), scene.value('current')], [500, 0])
  await scene.status('Charging')
  assert.is(scene.value('energy'), 0, 'the next session begins')
})

test('X16: a pause of such a session limits instead of stopping', async () => {
  await using scene = await openReady({
    ...withTraits({
      meter: { session: 'fromStatus' },
      control: { min: 6, pause: 'stopTransaction' },
    }),
  })
  await scene.status('Charging')
  said(scene)
  assert.is((await scene.server.write(scene.address, 'currentSet', 0)).status, 409)
  assert.equal(said(scene), ['SetChargingProfile 1 TxDefaultProfile Absolute 0: 6 A'])
})

test('X16: a station that begins to tell transactions has one, not two', async () => {
  await using scene = await openReady(options({ session: 'fromStatus' }))
  await scene.status('Charging')
  await scene.pass(5)
  const transaction = await startTransaction(scene, { meterStart: 70 })
  said(scene)
  assert.is((await scene.server.write(scene.address, 'rfidStop', '1')).status, 200)
  assert.equal(said(scene), [`RemoteStopTransaction ${transaction}`])
  assert.is(scene.value('rfid'), 'CARD')
})

test.run()
