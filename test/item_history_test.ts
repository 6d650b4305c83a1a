import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { at, openCharging, type Scene } from './support/scene.ts'

async function metered(scene: Scene & { readonly transaction: number }, watts: number) {
  const sampledValue = [{ measurand: 'Power.Active.Import', unit: 'W', value: String(watts) }]
  await scene.tell('MeterValues', {
    connectorId: 1,
    transactionId: scene.transaction,
    meterValue: [{ timestamp: scene.time(), sampledValue }],
  })
}

async function values(scene: Scene, key: string, query = '') {
  const { status, body } = await scene.server.get(
    `/api/v1/devices/${scene.address}/items/${key}/history${query}`,
  )
  assert.is(status, 200, JSON.stringify(body))
  if (!Array.isArray(body)) throw new Error('No list')
  return body.map((entry: unknown) => at(entry, 'value'))
}

test('What a wallbox reports is there over time, and its absence is a gap', async () => {
  await using scene = await openCharging({ settings: { historyDeadbands: { kW: 0.5 } } })
  await metered(scene, 7000)
  await scene.pass(10)
  await metered(scene, 7300)
  await scene.pass(10)
  await metered(scene, 11_000)
  await scene.pass(10)
  await scene.station.terminate()
  await scene.server.until(() => scene.server.runtime.station('CP1')?.online === false)
  await scene.settle()
  assert.equal((await values(scene, 'power')).slice(-3), [7, 11, null])
  assert.equal((await values(scene, 'cps')).slice(-2), [67, null])
  const mean = await values(scene, 'power', `?step=10&from=${scene.time(-30)}`)
  assert.equal(mean, [7, 7, 11])
  const reply = await scene.server.get(`/api/v1/devices/${scene.address}/items/liveticker/history`)
  assert.is(reply.status, 404)
})

test('History can be switched off', async () => {
  await using scene = await openCharging({ settings: { history: 'off' } })
  const reply = await scene.server.get(`/api/v1/devices/${scene.address}/items/power/history`)
  assert.is(reply.status, 404)
  assert.is(at(reply.body, 'type'), '/problems/no-history')
})

test.run()
