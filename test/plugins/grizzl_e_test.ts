import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { said } from '../support/calls.ts'
import { type FamilyOptions, openFamily, pluginOf } from '../support/family.ts'
import { at, type Scene } from '../support/scene.ts'

const boot = {
  chargePointVendor: 'United Chargers',
  chargePointModel: 'GRS-24',
  chargePointSerialNumber: 'GRS-24-01A2B3',
  firmwareVersion: '5.6',
}
const configuration = { MeterValueSampleInterval: '10', NumberOfConnectors: '1' }
const options: FamilyOptions = {
  configuration,
  answers: {
    // Without its closing brackets when asked for this key (C3).
    GetConfiguration(payload) {
      const keys = at(payload, 'key')
      const isBroken = !Array.isArray(keys) || keys.includes('MeterValuesSampledData')
      if (isBroken) return { text: (id) => `[3,"${id}",{"configurationKey":[]` }
      const known = keys.filter((key) => Object.hasOwn(configuration, key))
      const values = known.map((key) => ({
        key,
        readonly: false,
        value: Reflect.get(configuration, key),
      }))
      return { payload: { configurationKey: values, unknownKey: [] } }
    },
  },
}

async function ready(more: FamilyOptions = {}): Promise<Scene> {
  const scene = await openFamily({ ...options, ...more })
  await scene.tell('BootNotification', boot)
  await scene.status('Available')
  await scene.pass(1)
  return scene
}

test('C3 M7 M1: the list is neither read nor written, and a register that begins anew counts', async () => {
  await using scene = await ready({ recording: 'grizzl-e/grs_24.jsonl' })
  assert.equal(pluginOf(scene), {
    plugin: 'grizzl-e',
    reason: 'match[0] fits: model GRS-*, vendor United Chargers',
  })
  const calls = said(scene)
  assert.ok(calls.some((line) => line.startsWith('GetConfiguration')))
  for (const line of calls) {
    assert.is.not(line, 'GetConfiguration')
    assert.not(/SampledData(?!Max)/.test(line), line)
  }
  for (const energy of [4000, 70]) {
    await scene.status('Charging')
    const start = { connectorId: 1, idTag: 'A', meterStart: 0, timestamp: scene.time() }
    const { transactionId } = Object(await scene.tell('StartTransaction', start))
    await scene.pass(10)
    await scene.tell('MeterValues', {
      connectorId: 1,
      transactionId,
      meterValue: [
        {
          timestamp: scene.time(),
          sampledValue: [
            { value: String(energy), unit: 'Wh' },
            { value: '23.9', measurand: 'Current.Import', phase: 'L1-N', unit: 'A' },
          ],
        },
      ],
    })
    assert.equal([scene.value('energy'), scene.value('current')], [energy, 23.9])
    await scene.tell('StopTransaction', {
      transactionId,
      meterStop: energy,
      timestamp: scene.time(),
    })
    await scene.status('Available')
  }
})

test('P4: a limit of the whole station, which it ignores, is not among those tried', async () => {
  await using scene = await ready({
    answers: { ...options.answers, SetChargingProfile: { payload: { status: 'Rejected' } } },
  })
  said(scene)
  assert.is((await scene.server.write('CP1:1', 'currentSet', 16)).status, 409)
  for (const line of said(scene)) assert.not.match(line, /ChargePointMaxProfile/)
})

test('P14: old ones are limited by a key in mA when the user wants it so', async () => {
  await using scene = await ready({ pluginOptions: { limitByKey: true } })
  said(scene)
  await scene.server.write('CP1:1', 'currentSet', 16)
  assert.equal(said(scene), ['ChangeConfiguration SetCurrent = 16000'])
})

test('T1: it comes without a subprotocol and an id, and is known by its serial number', async () => {
  await using scene = await openFamily()
  const station = await scene.connect({ path: '/', protocols: [] })
  await station.call('BootNotification', boot)
  assert.is(pluginOf(scene, 'GRS-24-01A2B3').plugin, 'grizzl-e')
})

test.run()
