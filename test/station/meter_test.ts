import fc from 'fast-check'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import {
  type Facts,
  newFacts,
  newStationFacts,
  type Sample,
  type StationEvent,
} from '../../runtime/model.ts'
import { advance } from '../../runtime/station/facts.ts'
import { at, openCharging, openReady, type Scene } from '../support/scene.ts'

const start = Date.UTC(2026, 10, 22, 12, 0, 0)

function facts(...events: readonly StationEvent[]): Facts {
  const one = newFacts(newStationFacts('CP1'), 1)
  for (const event of events) advance(one, event)
  return one
}

const charging: StationEvent = {
  kind: 'StatusReported',
  connector: 1,
  status: 'Charging',
  at: start,
}
const started: StationEvent = {
  kind: 'TransactionStarted',
  connector: 1,
  id: 7,
  idTag: 'A',
  cardStatus: 'Accepted',
  known: true,
  meterStart: 1000,
  at: start,
}

function sample(value: number, seconds: number, more: Partial<Sample> = {}): Sample {
  return {
    measurand: 'Energy.Active.Import.Register',
    phase: '',
    location: '',
    context: 'Sample.Periodic',
    value,
    at: start + seconds * 1000,
    ...more,
  }
}

function metered(samples: readonly Sample[], transaction?: number): StationEvent {
  return { kind: 'Metered', connector: 1, transaction, samples }
}

function ended(
  seconds: number,
  meterStop: number | undefined,
): Extract<StationEvent, { kind: 'TransactionEnded' }> {
  return {
    kind: 'TransactionEnded',
    id: 7,
    meterStop,
    reason: 'Local',
    samples: [],
    at: start + seconds * 1000,
  }
}

test('the register of a transaction only moves on in time', () => {
  const after = facts(
    charging,
    started,
    metered([sample(1500, 30)], 7),
    metered([sample(1200, 10)], 7),
  )
  assert.is(after.transaction?.register, 1500)
  assert.is(after.transaction?.at, start + 30_000)
})

test('samples of one moment: the more telling context wins, in either order', () => {
  const periodic = sample(1800, 60)
  const begin = sample(1000, 60, { context: 'Transaction.Begin' })
  for (const both of [
    [periodic, begin],
    [begin, periodic],
  ]) {
    const after = facts(charging, started, metered(both, 7))
    assert.is(after.transaction?.register, 1800)
    assert.equal(
      [...after.samples].map(({ value }) => value),
      [1800],
    )
  }
})

test('a register by phases is their sum', () => {
  const phases = ['L1', 'L2', 'L3'] as const
  const parts = phases.map((phase, index) => sample(400 + index, 20, { phase }))
  assert.is(facts(charging, started, metered(parts, 7)).transaction?.register, 1203)
  const withTotal = [...parts, sample(1300, 20)]
  assert.is(facts(charging, started, metered(withTotal, 7)).transaction?.register, 1300)
})

test('the end of a transaction is not moved by samples that come after it', () => {
  const after = facts(
    charging,
    started,
    ended(60, 1700),
    metered([sample(1650, 50), sample(9, 50, { measurand: 'Current.Import' })], 7),
    metered([sample(1900, 70)], 7),
  )
  assert.is(after.transaction?.register, 1700)
  assert.is(after.transaction?.active, false)
  assert.is(after.samples.size, 0)
})

test('an end without a register has that of its samples', () => {
  const end: StationEvent = {
    ...ended(60, undefined),
    samples: [
      sample(1000, 0, { context: 'Transaction.Begin' }),
      sample(1710, 60, { context: 'Transaction.End' }),
    ],
  }
  const after = facts(charging, started, metered([sample(1700, 50)], 7), end)
  assert.equal([after.transaction?.meterStart, after.transaction?.register], [1000, 1710])
})

test('samples after an end without a register complete it', () => {
  const after = facts(
    charging,
    started,
    metered([sample(1100, 10)], 7),
    ended(60, undefined),
    metered([sample(1650, 50)], 7),
  )
  assert.is(after.transaction?.register, 1650)
  assert.is(after.transaction?.active, false)
})

test('an unknown transaction is adopted only where energy may flow, and where none runs', () => {
  const available: StationEvent = { ...charging, status: 'Available' }
  assert.is(facts(available, metered([sample(5, 1)], 3)).transaction, undefined)
  assert.is(facts(metered([sample(5, 1)], 3)).transaction, undefined)
  const adopted = facts(charging, metered([sample(5, 1)], 3)).transaction
  assert.equal([adopted?.id, adopted?.active, adopted?.startedAt], [3, true, undefined])
  assert.is(adopted?.meterStart, undefined)
  assert.is(facts(charging, started, metered([sample(5, 1)], 3)).transaction?.id, 7)
  const over = facts(charging, started, ended(60, 1500), metered([sample(1600, 70)], 7))
  assert.is(over.transaction?.active, false)
})

test('an adopted transaction counts from what the station says it began with', () => {
  const begin = sample(4000, 0, { context: 'Transaction.Begin' })
  const after = facts(charging, metered([begin, sample(4700, 60)], 3))
  assert.equal([after.transaction?.meterStart, after.transaction?.register], [4000, 4700])
})

test('a late start does not replace a transaction that began after it', () => {
  const later: StationEvent = { ...started, id: 8, at: start + 100_000 }
  assert.is(facts(charging, later, started).transaction?.id, 8)
  assert.is(facts(charging, started, later).transaction?.id, 8)
})

test('samples give the same facts in any order', () => {
  const measurands = ['Voltage', 'Current.Import', 'Energy.Active.Import.Register'] as const
  const phases = ['', 'L1', 'L2'] as const
  const contexts = ['Sample.Periodic', 'Trigger', 'Transaction.Begin'] as const
  const one = fc.record({
    measurand: fc.constantFrom(...measurands),
    phase: fc.constantFrom(...phases),
    context: fc.constantFrom(...contexts),
    location: fc.constant('' as const),
    seconds: fc.integer({ min: 1, max: 5 }),
  })
  // What is measured depends on what, where and when, not on the order of delivery.
  const samples = fc.uniqueArray(one, {
    maxLength: 12,
    selector: ({ measurand, phase, context, seconds }) =>
      `${measurand} ${phase} ${context} ${seconds}`,
  })
  fc.assert(
    fc.property(
      samples.chain((list) =>
        fc.tuple(
          fc.constant(list),
          fc.shuffledSubarray(list, { minLength: list.length, maxLength: list.length }),
        ),
      ),
      ([list, shuffled]) => {
        const fold = (order: typeof list) => {
          const events = order.map((one) => {
            const { seconds, ...of } = one
            return metered([sample(list.indexOf(one) * 10, seconds, of)], 7)
          })
          const after = facts(charging, started, ...events)
          return [...after.samples].map(describe).sort()
        }
        assert.equal(fold([...shuffled]), fold([...list]))
      },
    ),
    { numRuns: 200 },
  )
})

function describe({ measurand, phase, context, value, at }: Sample): string {
  return [measurand, phase, context, value, at].join(' ')
}

/** Sends samples of connector 1, and resolves with the answer. */
function send(scene: Scene, sampledValue: readonly object[], more: object = {}): Promise<unknown> {
  return scene.tell('MeterValues', {
    connectorId: 1,
    meterValue: [{ timestamp: scene.time(), sampledValue }],
    ...more,
  })
}

test('labels of phases, units and defaults, as stations write them', async () => {
  await using scene = await openCharging()
  const transactionId = scene.transaction
  await send(
    scene,
    [
      { value: '229', measurand: 'Voltage', phase: 'L1-N', unit: 'V' },
      { value: '231', measurand: 'Voltage', phase: 'L2-N' },
      { value: '0', measurand: 'Voltage', phase: 'L3-N', unit: 'V' },
      { value: '6100', measurand: 'Current.Import', phase: 'L1', unit: 'mA' },
      { value: '0.3', measurand: 'Current.Import', phase: 'L2', unit: 'A' },
      { value: '1.4', measurand: 'Power.Active.Import', phase: 'L1', unit: 'kW' },
      { value: '100', measurand: 'Power.Active.Import', phase: 'L2', unit: 'W' },
      { value: '1.75', unit: 'kWh' },
    ],
    { transactionId },
  )
  const values = await scene.server.values(scene.address)
  const { voltage, current, power, energy, phases, phasesAvailable } = values
  assert.equal(
    { voltage, current, power, energy, phases, phasesAvailable },
    { voltage: 230, current: 6.1, power: 1.5, energy: 750, phases: 1, phasesAvailable: 2 },
  )
})

test('the value of a measurand that is not said in a unit that is not energy is left out', async () => {
  await using scene = await openCharging()
  await send(scene, [{ value: '32', unit: 'A', context: 'CurrentMax' }], {
    transactionId: scene.transaction,
  })
  assert.is(scene.value('energy'), 0)
  assert.is(scene.server.runtime.station('CP1')?.repairs['sample:unit'], 1)
})

test('energy never goes below zero', async () => {
  await using scene = await openCharging()
  await send(scene, [{ value: '990', unit: 'Wh' }], { transactionId: scene.transaction })
  assert.is(scene.value('energy'), 0)
  await scene.tell('StopTransaction', {
    transactionId: scene.transaction,
    meterStop: 999,
    timestamp: scene.time(),
  })
  assert.is(scene.value('energy'), 0)
})

test('values of the station are those of its only connector', async () => {
  const current = [{ value: '12', measurand: 'Current.Import', unit: 'A' }]
  const voltage = [{ value: '228', measurand: 'Voltage', unit: 'V' }]
  {
    await using scene = await openReady({ configuration: { NumberOfConnectors: '1' } })
    await send(scene, [...current, ...voltage], { connectorId: 0, transactionId: 0 })
    assert.is(scene.value('voltage'), 228)
    assert.is(scene.value('current'), 0, 'no transaction runs')
  }
  await using scene = await openReady({ configuration: { NumberOfConnectors: '2' } })
  await send(scene, voltage, { connectorId: 0, transactionId: 0 })
  assert.is(scene.value('voltage'), null)
})

test('ids beyond 2³¹−1 and below 1 are no transactions', async () => {
  await using scene = await openReady()
  await scene.status('Charging')
  const { server, station } = scene
  for (const id of ['9223372036854775807', '0', '-1', '2147483648', '1.5', '"x"', 'null']) {
    const answer = await station.exchange(
      `[2,"i","MeterValues",{"connectorId":1,"transactionId":${id},"meterValue":[` +
        `{"timestamp":"${scene.time()}","sampledValue":[{"value":"5","unit":"Wh"}]}]}]`,
      'i',
    )
    assert.equal(answer, [3, 'i', {}], id)
    assert.is((await server.write(scene.address, 'rfidStop', '1')).status, 409, id)
  }
})

test('a transaction that was under way before we heard of the station can be stopped', async () => {
  await using scene = await openReady()
  await scene.status('Charging')
  await send(scene, [{ value: '77', unit: 'Wh' }], { transactionId: 4711 })
  assert.is(scene.value('energy'), null)
  assert.is((await scene.server.write(scene.address, 'rfidStop', '1')).status, 200)
  assert.is(at(scene.station.calls.at(-1)?.payload, 'transactionId'), 4711)
})

test.run()
