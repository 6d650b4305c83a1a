import http from 'node:http'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import {
  at,
  numberAt,
  openCharging,
  openReady,
  type Scene,
  startTransaction,
} from './support/scene.ts'

interface Measured {
  readonly power?: number
  readonly currents?: readonly number[]
  /** Seconds that the clock of the station is behind. */
  readonly behind?: number
}

function measure(scene: Scene, { power, currents = [], behind = 0 }: Measured) {
  const phases = currents.map((value, index) => ({
    value: String(value),
    measurand: 'Current.Import',
    phase: `L${index + 1}`,
    unit: 'A',
  }))
  const total =
    power === undefined
      ? []
      : [{ value: String(power), measurand: 'Power.Active.Import', unit: 'W' }]
  const sampledValue = [...phases, ...total]
  const meterValue = [{ timestamp: scene.time(-behind), sampledValue }]
  return scene.tell('MeterValues', { connectorId: 1, meterValue })
}

async function qualityOf(scene: Scene, key: string): Promise<unknown> {
  const { body } = await scene.server.get(`/api/v1/devices/${scene.address}/items/${key}`)
  return at(body, 'quality')
}

test('what flowed in the session before is over when the next one starts', async () => {
  await using scene = await openCharging()
  await measure(scene, { power: 11_000, currents: [16, 16, 16] })
  assert.is(await scene.value('power'), 11)
  const stop = { transactionId: scene.transaction, meterStop: 2000, timestamp: scene.time(1) }
  await scene.tell('StopTransaction', stop)
  await scene.status('Available')
  await scene.pass(60)
  await startTransaction(scene)
  await scene.status('Charging')
  assert.is(await scene.value('power'), 0)
  assert.is(await scene.value('current'), 0)
  await measure(scene, { power: 7000, currents: [10] })
  assert.is(await scene.value('power'), 7)
})

test('a phase that is not sent any more does not count', async () => {
  await using scene = await openCharging()
  await measure(scene, { currents: [6, 16, 6] })
  assert.is(await scene.value('phases'), 3)
  assert.is(await scene.value('current'), 16)
  await scene.pass(60)
  await measure(scene, { currents: [6] })
  assert.is(await scene.value('phases'), 1)
  assert.is(await scene.value('current'), 6)
})

test('a slow clock of a station makes nothing stale, silence does', async () => {
  await using scene = await openCharging()
  await measure(scene, { power: 11_000, behind: 3600 })
  assert.is(await qualityOf(scene, 'power'), 'good')
  await scene.pass(29)
  assert.is(await qualityOf(scene, 'power'), 'good')
  await scene.pass(2)
  assert.is(await qualityOf(scene, 'power'), 'stale')
})

test('stale is measured by the interval in force, not by the wished one', async () => {
  await using scene = await openCharging({
    configuration: { MeterValueSampleInterval: '60' },
    readonly: ['MeterValueSampleInterval'],
  })
  await measure(scene, { power: 11_000 })
  await scene.pass(170)
  assert.is(await qualityOf(scene, 'power'), 'good')
  await scene.pass(15)
  assert.is(await qualityOf(scene, 'power'), 'stale')
})

test('two sessions of a station without a clock are two transactions', async () => {
  await using scene = await openReady()
  const start = { connectorId: 1, idTag: 'A', meterStart: 0, timestamp: '1970-01-01T00:00:00Z' }
  const first = numberAt(await scene.tell('StartTransaction', start), 'transactionId')
  assert.is(numberAt(await scene.tell('StartTransaction', start), 'transactionId'), first)
  await scene.tell('StopTransaction', { ...start, transactionId: first, meterStop: 10 })
  const second = numberAt(await scene.tell('StartTransaction', start), 'transactionId')
  assert.is.not(second, first)
  await scene.status('Charging')
  await measure(scene, { power: 5000 })
  assert.is(await scene.value('power'), 5)
})

test('a limit for one of two connectors never becomes one for both', async () => {
  await using scene = await openReady({
    answers: { SetChargingProfile: { payload: { status: 'Rejected' } } },
  })
  await scene.status('Charging', 2)
  const { status } = await scene.server.write(scene.address, 'currentSet', 0)
  assert.is(status, 409)
  const profiles = scene.station.calls.filter(({ action }) => action === 'SetChargingProfile')
  assert.ok(profiles.length > 1)
  for (const { payload } of profiles) {
    assert.is(at(payload, 'connectorId'), 1)
    assert.is.not(at(payload, 'csChargingProfiles.chargingProfilePurpose'), 'ChargePointMaxProfile')
  }
})

test('an item that reads a written one follows it', async () => {
  const descriptor = {
    ddf: 1,
    name: 'Echo',
    match: [{ vendor: 'Maker' }],
    items: [
      {
        key: 'echo',
        name: 'Echo',
        direction: 'IN',
        type: 'number',
        unit: 'A',
        read: { from: 'Item', key: 'limit' },
      },
      {
        key: 'limit',
        name: 'Limit',
        direction: 'OUT',
        type: 'number',
        unit: 'A',
        minimum: 0,
        maximum: 32,
        write: { to: 'SetChargingProfile', with: { limit: '$value' }, restore: true },
      },
    ],
  }
  await using scene = await openReady({ descriptors: { echo: JSON.stringify(descriptor) } })
  assert.is((await scene.server.write(scene.address, 'limit', 20)).status, 200)
  assert.is(await scene.value('echo'), 20)

  const narrow = structuredClone(descriptor)
  Object.assign(narrow.items[1] ?? {}, { maximum: 10 })
  const put = await scene.server.runtime.putDescriptor('echo', JSON.stringify(narrow))
  assert.is(put.kind, 'done')
  scene.station.calls.splice(0)
  await scene.tell('BootNotification', { chargePointVendor: 'Maker', chargePointModel: 'Box' })
  await scene.pass(2)
  const sent = scene.station.calls.filter(({ action }) => action === 'SetChargingProfile')
  assert.equal(sent, [], 'a value that is not allowed any more is not restored')
})

test('a refusal does not delay its correction, and a released button is no error', async () => {
  let answer = 'Rejected'
  await using scene = await openReady({
    answers: { SetChargingProfile: () => ({ payload: { status: answer } }) },
  })
  assert.is((await scene.server.write(scene.address, 'currentSet', 11)).status, 409)
  answer = 'Accepted'
  assert.is((await scene.server.write(scene.address, 'currentSet', 10)).status, 200)
  const nothing = await scene.server.write(scene.address, 'rfidStop', '1')
  assert.is(nothing.status, 409)
  assert.is(at(nothing.body, 'type'), '/problems/not-possible')
  await scene.station.close()
  await scene.server.until(() => scene.server.runtime.station('CP1')?.online === false)
  assert.is((await scene.server.write(scene.address, 'rfidStart', '0')).status, 200)
  assert.is((await scene.server.write(scene.address, 'rfidStart', 'CARD')).status, 503)
})

test('the card policy of a station shows at all its connectors', async () => {
  await using scene = await openReady()
  await scene.status('Available', 2)
  await scene.server.write(scene.address, 'rfidAuthEnable', 1)
  assert.is(await scene.server.value('CP1:2', 'rfidAuthEnable'), 1)
})

test('a request that names another host is refused', async () => {
  await using scene = await openReady()
  const port = scene.server.httpPort
  const status = (host: string) =>
    new Promise<number | undefined>((resolve, reject) => {
      const options = { port, host: '127.0.0.1', path: '/api/v1/devices', headers: { host } }
      const request = http.get(options, (response) => {
        response.resume()
        resolve(response.statusCode)
      })
      request.on('error', reject)
    })
  assert.is(await status('evil.example'), 403)
  assert.is(await status(`localhost:${port}`), 200)
  assert.is(await status('[::1]'), 200)
})

test.run()
