import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { said } from '../support/calls.ts'
import { FaultyStore } from '../support/faulty_store.ts'
import { at, openCharging, openReady, type Scene, startTransaction } from '../support/scene.ts'
import { turn } from '../support/test_clock.ts'
import { withTraits } from '../support/traits.ts'

const general = 'SetChargingProfile 1 TxDefaultProfile'

function limit(scene: Scene, value: number, key = 'currentSet') {
  return scene.server.write(scene.address, key, value)
}

/** Items of a descriptor for these stations, beside the general ones. */
function withItems(...items: readonly object[]) {
  return {
    descriptors: {
      own: JSON.stringify({
        ddf: 1,
        extends: './ocpp-general.ddf.json',
        name: 'Own',
        match: [{ chargePointId: 'CP1' }],
        items,
      }),
    },
  }
}

const phasesSet = {
  key: 'phasesSet',
  direction: 'INOUT',
  values: [
    { value: 1, name: 'One' },
    { value: 3, name: 'Three' },
  ],
  write: {
    to: 'SetChargingProfile',
    with: { limit: '$item.currentSet', numberPhases: '$value', chargingRateUnit: 'auto' },
  },
}

test('P1: a fixed stack level, whatever the station says', async () => {
  await using scene = await openReady({
    ...withTraits({ profile: { stackLevel: 0 } }),
    configuration: { ChargeProfileMaxStackLevel: '10' },
  })
  said(scene)
  await limit(scene, 16)
  assert.equal(said(scene), [`${general} Absolute 0: 16 A`])
})

test('P23: no more than the stack level that the station says', async () => {
  await using scene = await openReady({ configuration: { ChargeProfileMaxStackLevel: '0' } })
  said(scene)
  await limit(scene, 16)
  assert.equal(said(scene), [`${general} Absolute 0: 16 A`])
})

test('P2: relative profiles only, without a start', async () => {
  await using scene = await openReady({
    ...withTraits({ profile: { kinds: ['Relative'] } }),
    answers: { SetChargingProfile: { payload: { status: 'Rejected' } } },
  })
  said(scene)
  await limit(scene, 16)
  const lines = said(scene)
  assert.is(lines[0], `${general} Relative 0: 16 A`)
  for (const line of lines) assert.match(line, / Relative /)
})

test('P3: absolute profiles only, whatever a descriptor asks for', async () => {
  await using scene = await openReady({
    ...withTraits({ profile: { kinds: ['Absolute'] } }),
    ...withItems({
      key: 'relativeSet',
      name: 'Relative',
      direction: 'OUT',
      type: 'number',
      unit: 'A',
      minimum: 0,
      maximum: 32,
      write: {
        to: 'SetChargingProfile',
        with: { limit: '$value', chargingProfileKind: 'Relative', stackLevel: 'max' },
      },
    }),
    answers: { SetChargingProfile: { error: 'PropertyConstraintViolation' } },
  })
  said(scene)
  await limit(scene, 16, 'relativeSet')
  const lines = said(scene)
  assert.is(lines[0], `${general} Absolute 0: 16 A`)
  for (const line of lines) assert.match(line, / Absolute /)
})

test('P4: purposes in the order of the family, and no others', async () => {
  await using scene = await openCharging({
    ...withTraits({ profile: { purposes: ['TxProfile', 'TxDefaultProfile'] } }),
    answers: { SetChargingProfile: { payload: { status: 'NotSupported' } } },
  })
  said(scene)
  await limit(scene, 16)
  assert.equal(said(scene), [
    'SetChargingProfile 1 TxProfile Absolute 0: 16 A',
    `${general} Absolute 0: 16 A`,
  ])
})

test('P4 P20: one purpose and no other, with the same profile id each time', async () => {
  await using scene = await openReady(withTraits({ profile: { purposes: ['TxDefaultProfile'] } }))
  await limit(scene, 16)
  await scene.pass(5)
  await limit(scene, 6)
  const ids = scene.station.calls
    .filter(({ action }) => action === 'SetChargingProfile')
    .map(({ payload }) => at(payload, 'csChargingProfiles.chargingProfileId'))
  assert.equal(ids, [11, 11])
})

test('P5: profiles for connector 1 only', async () => {
  await using scene = await openReady({
    ...withTraits({
      profile: { connector: 1, purposes: ['TxDefaultProfile', 'TxProfile'] },
    }),
    answers: { SetChargingProfile: { payload: { status: 'Rejected' } } },
  })
  said(scene)
  await limit(scene, 16)
  const lines = said(scene)
  assert.ok(lines.length > 1)
  for (const line of lines) assert.match(line, /^SetChargingProfile 1 /)
})

test('P6: limits in watts of a fixed number of phases', async () => {
  await using scene = await openReady({
    ...withTraits({ profile: { unit: 'W', phases: 3 } }),
    // The meter shows one phase, and the key says amperes.
    configuration: { ChargingScheduleAllowedChargingRateUnit: 'Current' },
  })
  await scene.tell('MeterValues', {
    connectorId: 1,
    meterValue: [
      {
        timestamp: scene.time(),
        sampledValue: [{ value: '230', measurand: 'Voltage', phase: 'L1', unit: 'V' }],
      },
    ],
  })
  said(scene)
  await limit(scene, 10)
  assert.equal(said(scene), [`${general} Absolute 0: 6900 W`])
})

test('P6: watts of the voltage of the family', async () => {
  await using scene = await openReady(
    withTraits({ profile: { unit: 'W', phases: 1, nominalVoltage: 220 } }),
  )
  said(scene)
  await limit(scene, 10)
  assert.equal(said(scene), [`${general} Absolute 0: 2200 W`])
})

test('P6: phases that are not said to the station do not count', async () => {
  await using scene = await openReady({
    ...withTraits({ profile: { unit: 'W', phases: 3, numberPhases: false } }),
    ...withItems(phasesSet),
  })
  await limit(scene, 10)
  said(scene)
  await limit(scene, 1, 'phasesSet')
  assert.equal(said(scene), [`${general} Absolute 0: 6900 W`])
})

test('C13: the unit is A where the key is empty, unknown, or odd', async () => {
  for (const value of ['', 'Something', undefined]) {
    await using scene = await openReady({
      configuration: value === undefined ? {} : { ChargingScheduleAllowedChargingRateUnit: value },
    })
    said(scene)
    await limit(scene, 16)
    assert.equal(said(scene), [`${general} Absolute 0: 16 A`], String(value))
  }
})

test('C12: profiles are sent whether or not the feature is listed', async () => {
  await using scene = await openReady({
    configuration: { SupportedFeatureProfiles: 'Core,FirmwareManagement' },
  })
  said(scene)
  assert.is((await limit(scene, 16)).status, 200)
  assert.equal(said(scene), [`${general} Absolute 0: 16 A`])
})

test('P9: a limit waits for the transaction, the last one counts', async () => {
  await using scene = await openReady(withTraits({ profile: { onlyWhileCharging: true } }))
  said(scene)
  const first = await limit(scene, 16)
  assert.equal([first.status, at(first.body, 'kept')], [202, 'transaction'])
  await scene.pass(5)
  assert.is((await limit(scene, 12)).status, 202)
  assert.equal(said(scene), [])
  await scene.status('Preparing')
  const transaction = await startTransaction(scene)
  await scene.settle()
  assert.equal(said(scene), [`${general} Absolute 0: 12 A`])
  await scene.pass(5)
  assert.is((await limit(scene, 10)).status, 200)
  assert.equal(said(scene), [`${general} Absolute 0: 10 A`])
  // It is not sent again by itself for the next transaction, which the profile is for too.
  await scene.tell('StopTransaction', {
    transactionId: transaction,
    meterStop: 1100,
    timestamp: scene.time(),
  })
  await scene.status('Available')
  await startTransaction(scene, { meterStart: 1100 })
  await scene.settle()
  assert.equal(said(scene), [])
})

test('P9: a limit waits for the answer to the start, however long that takes to be stored', async () => {
  const store = new FaultyStore()
  await using scene = await openReady({
    ...withTraits({ profile: { onlyWhileCharging: true } }),
    store,
  })
  assert.is((await limit(scene, 12)).status, 202)
  said(scene)
  let open = () => {}
  store.gate = new Promise((resolve) => {
    open = resolve
  })
  const before = scene.station.received.length
  const asked = store.asked.length
  const started = startTransaction(scene)
  await scene.server.until(() => store.asked.length > asked)
  for (let turns = 0; turns < 5; turns++) await turn()
  assert.equal(said(scene), [], 'the station does not know the number of its transaction yet')
  open()
  await started
  await scene.settle()
  assert.equal(said(scene), [`${general} Absolute 0: 12 A`])
  const types = scene.station.received.slice(before).map(([type]) => type)
  assert.equal(types, [3, 2])
})

test('P9: a pause waits for the transaction too', async () => {
  await using scene = await openReady(withTraits({ profile: { onlyWhileCharging: true } }))
  said(scene)
  assert.is((await limit(scene, 0)).status, 202)
  await startTransaction(scene)
  await scene.settle()
  assert.equal(said(scene), [`${general} Absolute 0: 0 A`])
})

test('P11: the number of phases is said, or not, by the family', async () => {
  for (const [numberPhases, line] of [
    [true, `${general} Absolute 0: 16 A on 1`],
    [false, `${general} Absolute 0: 16 A`],
  ] as const) {
    await using scene = await openReady({
      ...withTraits({ profile: { numberPhases } }),
      ...withItems(phasesSet),
    })
    await limit(scene, 16)
    said(scene)
    await limit(scene, 1, 'phasesSet')
    assert.equal(said(scene), [line])
  }
})

test('P16: an absolute schedule begins a minute ago', async () => {
  await using scene = await openReady()
  await limit(scene, 16)
  const call = await scene.station.called('SetChargingProfile')
  const path = 'csChargingProfiles.chargingSchedule.startSchedule'
  assert.is(at(call.payload, path), scene.time(-60))
})

test('P17: no composite schedule is ever asked for; the accepted limit is shown', async () => {
  await using scene = await openCharging()
  await limit(scene, 16)
  await scene.pass(60)
  assert.is(scene.value('currentSet'), 16)
  assert.not(scene.station.calls.some(({ action }) => action === 'GetCompositeSchedule'))
})

test('P22: a start carries no profile, the limit follows as one', async () => {
  await using scene = await openCharging(withTraits({ control: { pause: 'stopTransaction' } }))
  await limit(scene, 0)
  await scene.tell('StopTransaction', {
    transactionId: scene.transaction,
    meterStop: 1100,
    timestamp: scene.time(),
  })
  await scene.status('Finishing')
  await scene.pass(5)
  scene.station.calls.splice(0)
  await limit(scene, 16)
  const start = await scene.station.called('RemoteStartTransaction')
  assert.equal(start.payload, { connectorId: 1, idTag: 'CARD' })
  assert.ok(said(scene).includes(`${general} Absolute 0: 16 A`))
})

test.run()
