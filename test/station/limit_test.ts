import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { Scripted } from '../support/raw_station.ts'
import {
  at,
  identity,
  openCharging,
  openReady,
  type Scene,
  type SceneOptions,
  startTransaction,
} from '../support/scene.ts'

/** One charging profile as it was sent, on one line. */
interface Said {
  readonly connector: unknown
  readonly purpose: unknown
  readonly kind: unknown
  readonly level: unknown
  readonly unit: unknown
  readonly limit: unknown
}

/** The profiles sent since the last look. */
function said({ station }: Scene): Said[] {
  const calls = station.calls.splice(0)
  return calls
    .filter(({ action }) => action === 'SetChargingProfile')
    .map(({ payload }) => read(payload))
}

function read(payload: unknown): Said {
  const profile = at(payload, 'csChargingProfiles')
  return {
    connector: at(payload, 'connectorId'),
    purpose: at(profile, 'chargingProfilePurpose'),
    kind: at(profile, 'chargingProfileKind'),
    level: at(profile, 'stackLevel'),
    unit: at(profile, 'chargingSchedule.chargingRateUnit'),
    limit: at(profile, 'chargingSchedule.chargingSchedulePeriod.0.limit'),
  }
}

const base: Said = {
  connector: 1,
  purpose: 'TxDefaultProfile',
  kind: 'Absolute',
  level: 0,
  unit: 'A',
  limit: 16,
}

/** A station that accepts what fits, and answers the word to everything else. */
function picky(
  fits: (profile: Said) => boolean,
  otherwise: Scripted = status('Rejected'),
): SceneOptions {
  return {
    answers: {
      SetChargingProfile: (payload) => (fits(read(payload)) ? status('Accepted') : otherwise),
    },
  }
}

function status(word: string): Scripted {
  return { payload: { status: word } }
}

function write({ server, address }: Scene, value: unknown, key = 'currentSet') {
  return server.write(address, key, value)
}

test('a limit is one profile with all that the station needs', async () => {
  await using scene = await openReady({ configuration: { ChargeProfileMaxStackLevel: '8' } })
  const reply = await write(scene, 16.5)
  assert.is(reply.status, 200)
  assert.equal(reply.body, {
    accepted: true,
    value: 16.5,
    calls: [{ action: 'SetChargingProfile', status: 'Accepted' }],
  })
  assert.equal(scene.station.calls.at(-1)?.payload, {
    connectorId: 1,
    csChargingProfiles: {
      chargingProfileId: 11,
      stackLevel: 8,
      chargingProfilePurpose: 'TxDefaultProfile',
      chargingProfileKind: 'Absolute',
      chargingSchedule: {
        startSchedule: scene.time(-60),
        chargingRateUnit: 'A',
        chargingSchedulePeriod: [{ startPeriod: 0, limit: 16.5 }],
      },
    },
  })
  assert.is(scene.value('currentSet'), 16.5)
})

test('0 pauses, by a limit of 0', async () => {
  await using scene = await openCharging()
  assert.is((await write(scene, 0)).status, 200)
  assert.equal(said(scene), [{ ...base, limit: 0 }])
})

test('a station that takes power is told watts of the phases it has', async () => {
  for (const [unit, phases, limit] of [
    ['Power', 3, 11040],
    ['power', 1, 3680],
    ["'W'", 3, 11040],
  ] as const) {
    await using scene = await openReady({
      configuration: { ChargingScheduleAllowedChargingRateUnit: unit },
    })
    const lines = ['L1', 'L2', 'L3'].map((phase, index) => ({
      measurand: 'Voltage',
      phase,
      unit: 'V',
      value: index < phases ? '231.5' : '0.0',
    }))
    await scene.tell('MeterValues', {
      connectorId: 1,
      meterValue: [{ timestamp: scene.time(), sampledValue: lines }],
    })
    assert.is((await write(scene, 16)).status, 200)
    assert.equal(said(scene), [{ ...base, unit: 'W', limit }], unit)
  }
})

test('a station that takes watts without saying so is found out, and remembered', async () => {
  await using scene = await openReady(picky(({ unit }) => unit === 'W'))
  const reply = await write(scene, 16)
  assert.equal(at(reply.body, 'calls'), [
    { action: 'SetChargingProfile', status: 'Rejected' },
    { action: 'SetChargingProfile', status: 'Accepted' },
  ])
  assert.equal(said(scene), [base, { ...base, unit: 'W', limit: 11040 }])
  await scene.pass(5)
  await write(scene, 10)
  assert.equal(said(scene), [{ ...base, unit: 'W', limit: 6900 }])
})

test('what worked is forgotten with the firmware', async () => {
  await using scene = await openReady(picky(({ unit }) => unit === 'W'))
  await write(scene, 16)
  const units = () => said(scene).map(({ unit }) => unit)
  assert.equal(units(), ['A', 'W'])
  // After each boot the limit is said again.
  await scene.tell('BootNotification', identity)
  await scene.pass(1)
  assert.equal(units(), ['W'])
  await scene.tell('BootNotification', { ...identity, firmwareVersion: '2' })
  await scene.pass(1)
  assert.equal(units(), ['A', 'W'])
})

test('a limit in power for a station that takes amperes only is never above', async () => {
  await using scene = await openReady({
    ...picky(({ unit }) => unit === 'A'),
    settings: { stations: { CP1: { descriptor: 'dc-load-managed' } } },
  })
  const reply = await write(scene, 11, 'powerSet')
  assert.is(reply.status, 200)
  // 11000 W / 690 V are 15.94 A.
  assert.equal(said(scene), [
    { ...base, unit: 'W', limit: 11000 },
    { ...base, limit: 15.9 },
  ])
})

test('a station that rejects absolute profiles gets relative ones', async () => {
  await using scene = await openReady(picky(({ kind }) => kind === 'Relative'))
  assert.is((await write(scene, 16)).status, 200)
  const last = scene.station.calls.at(-1)?.payload
  assert.equal(read(last), { ...base, kind: 'Relative' })
  assert.is(at(last, 'csChargingProfiles.chargingSchedule.startSchedule'), undefined)
})

test('a CALLERROR about one variant leads to the next', async () => {
  await using scene = await openReady(
    picky(({ kind }) => kind === 'Relative', { error: 'PropertyConstraintViolation' }),
  )
  const reply = await write(scene, 16)
  assert.is(reply.status, 200)
  assert.equal(said(scene).at(-1), { ...base, kind: 'Relative' })
  assert.equal(at(reply.body, 'calls.0'), {
    action: 'SetChargingProfile',
    status: 'PropertyConstraintViolation',
  })
})

test('a station that takes no stack level but 0 gets 0', async () => {
  await using scene = await openReady({
    ...picky(({ level }) => level === 0),
    configuration: { ChargeProfileMaxStackLevel: '9' },
  })
  assert.is((await write(scene, 16)).status, 200)
  const tried = said(scene)
  assert.equal(tried[0], { ...base, level: 9 })
  assert.equal(tried.at(-1), base)
})

test('two deviations at once are tried as well', async () => {
  await using scene = await openReady({
    ...picky(({ level, kind }) => level === 0 && kind === 'Relative'),
    configuration: { ChargeProfileMaxStackLevel: '9' },
  })
  assert.is((await write(scene, 16)).status, 200)
  assert.equal(said(scene).at(-1), { ...base, kind: 'Relative' })
})

test('a profile of the running transaction is tried, and only while it runs', async () => {
  await using scene = await openCharging(picky(({ purpose }) => purpose === 'TxProfile'))
  assert.is((await write(scene, 16)).status, 200)
  const last = scene.station.calls.at(-1)?.payload
  assert.equal(read(last), { ...base, purpose: 'TxProfile' })
  assert.is(at(last, 'csChargingProfiles.transactionId'), scene.transaction)
  said(scene)
  await scene.tell('StopTransaction', {
    transactionId: scene.transaction,
    meterStop: 2000,
    timestamp: scene.time(),
  })
  await scene.pass(5)
  const reply = await write(scene, 10)
  assert.is(reply.status, 409)
  assert.not(said(scene).some(({ purpose }) => purpose === 'TxProfile'))
})

test('the limit of the whole station is the last resort', async () => {
  await using scene = await openReady(picky(({ purpose }) => purpose === 'ChargePointMaxProfile'))
  assert.is((await write(scene, 16)).status, 200)
  assert.equal(said(scene).at(-1), { ...base, connector: 0, purpose: 'ChargePointMaxProfile' })
})

test('a connector that takes no profile is told through connector 0', async () => {
  await using scene = await openReady(
    picky(({ connector, purpose }) => connector === 0 && purpose === 'TxDefaultProfile'),
  )
  assert.is((await write(scene, 16)).status, 200)
  assert.equal(said(scene).at(-1), { ...base, connector: 0 })
})

test('a station that implements no profiles is asked once', async () => {
  for (const error of ['NotImplemented', 'NotSupported']) {
    await using scene = await openReady({ answers: { SetChargingProfile: { error } } })
    const reply = await write(scene, 16)
    assert.is(reply.status, 409)
    assert.is(at(reply.body, 'answer'), error)
    assert.is(said(scene).length, 1)
    assert.is(scene.value('currentSet'), null)
  }
})

test('NotSupported is about the purpose: each one is asked for once', async () => {
  await using scene = await openCharging(picky(() => false, status('NotSupported')))
  const reply = await write(scene, 16)
  assert.is(reply.status, 409)
  assert.is(at(reply.body, 'answer'), 'NotSupported')
  assert.equal(
    said(scene).map(({ purpose }) => purpose),
    ['TxDefaultProfile', 'TxProfile', 'ChargePointMaxProfile'],
  )
})

test('a purpose that is supported is found behind one that is not', async () => {
  await using scene = await openCharging(
    picky(({ purpose }) => purpose === 'TxProfile', status('NotSupported')),
  )
  assert.is((await write(scene, 16)).status, 200)
  assert.equal(said(scene).at(-1), { ...base, purpose: 'TxProfile' })
})

test('a limit that nothing helps is refused with the first word of the station', async () => {
  await using scene = await openCharging(picky(() => false))
  const reply = await write(scene, 16)
  assert.is(reply.status, 409)
  assert.is(at(reply.body, 'answer'), 'Rejected')
  assert.match(String(at(reply.body, 'detail')), /Rejected/)
  const tried = said(scene)
  assert.ok(tried.length > 5 && tried.length <= 12, `${tried.length} variants`)
  assert.is(new Set(tried.map((variant) => JSON.stringify(variant))).size, tried.length)
  for (const { unit, limit } of tried) assert.ok(Number(limit) <= (unit === 'A' ? 16 : 11040))
})

test('what is not allowed is refused before anything is sent', async () => {
  await using scene = await openReady()
  said(scene)
  for (const value of [80.1, -1, 6.05, '16', true, null]) {
    const reply = await write(scene, value)
    assert.is(reply.status, 422, String(value))
  }
  assert.equal(said(scene), [])
})

test('limits of two connectors are profiles of their own', async () => {
  await using scene = await openReady()
  await scene.status('Available', 2)
  await write(scene, 16)
  assert.is((await scene.server.write('CP1:2', 'currentSet', 10)).status, 200)
  const ids = scene.station.calls
    .filter(({ action }) => action === 'SetChargingProfile')
    .map(({ payload }) => at(payload, 'csChargingProfiles.chargingProfileId'))
  assert.equal(ids, [11, 21])
})

test('of two limits the last one wins, although the first was answered late', async () => {
  await using scene = await openReady({ answers: { SetChargingProfile: 'silence' } })
  const { station } = scene
  said(scene)
  const first = write(scene, 16)
  await station.until(() => station.calls.length === 1)
  await scene.pass(6)
  const second = write(scene, 10)
  await scene.settle()
  for (let i = 0; i < 2; i++) {
    // The first variant is rejected each time, the second accepted.
    station.frame([3, station.calls[i * 2]?.id, { status: 'Rejected' }])
    await station.until(() => station.calls.length === i * 2 + 2)
    station.frame([3, station.calls[i * 2 + 1]?.id, { status: 'Accepted' }])
    if (i === 0) await station.until(() => station.calls.length === 3)
  }
  assert.is((await first).status, 200)
  assert.is((await second).status, 200)
  assert.equal(
    said(scene).map(({ unit, limit }) => `${limit} ${unit}`),
    ['16 A', '11040 W', '6900 W', '10 A'],
  )
  assert.is(scene.value('currentSet'), 10)
})

test('a start and its limit: the item of the accepted profile follows', async () => {
  await using scene = await openReady({
    descriptors: {
      phases: JSON.stringify({
        ddf: 1,
        extends: './ocpp-general.ddf.json',
        name: 'With phases',
        match: [{ chargePointId: 'CP1' }],
        items: [
          {
            key: 'phasesSet',
            direction: 'INOUT',
            values: [
              { value: 1, name: 'One' },
              { value: 3, name: 'Three' },
            ],
            write: {
              to: 'SetChargingProfile',
              with: {
                limit: '$item.currentSet',
                numberPhases: '$value',
                chargingRateUnit: 'A',
                chargingProfilePurpose: 'TxDefaultProfile',
                stackLevel: 'max',
              },
            },
          },
        ],
      }),
    },
  })
  const periods = () =>
    at(
      scene.station.calls.at(-1)?.payload,
      'csChargingProfiles.chargingSchedule.chargingSchedulePeriod',
    )
  // Nobody limited it yet.
  assert.is((await write(scene, 1, 'phasesSet')).status, 200)
  assert.equal(periods(), [{ startPeriod: 0, limit: 80, numberPhases: 1 }])
  assert.is((await write(scene, 3, 'phasesSet')).status, 200)
  await write(scene, 13)
  await scene.status('Charging')
  await startTransaction(scene)
  assert.is(scene.value('phasesSet'), 3)
  assert.is((await write(scene, 1, 'phasesSet')).status, 200)
  assert.equal(periods(), [{ startPeriod: 0, limit: 13, numberPhases: 1 }])
  assert.is(scene.value('phasesSet'), 1)
})

test.run()
