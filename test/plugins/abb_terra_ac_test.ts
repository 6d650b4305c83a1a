import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { said } from '../support/calls.ts'
import { openFamily, pluginOf } from '../support/family.ts'
import { at, type Scene } from '../support/scene.ts'

const boot = {
  chargePointVendor: 'ABB',
  chargePointModel: 'CDT_TACW11::NET_WIFI',
  chargePointSerialNumber: 'TACW1140000G0000',
  firmwareVersion: 'TAC3Z9C10000000::V1.8.21',
}
const configuration = {
  MeterValueSampleInterval: '10',
  MeterValuesSampledData: 'Energy.Active.Import.Register,SoC,Temperature,Frequency',
  ChargeProfileMaxStackLevel: '10',
  NumberOfConnectors: '1',
}
/** Shows the register as it is. */
const descriptors = {
  lifetime: JSON.stringify({
    ddf: 1,
    extends: './ocpp-general.ddf.json',
    name: 'Lifetime',
    match: [{ chargePointId: 'CP1' }],
    items: [
      {
        key: 'lifetime',
        name: 'Lifetime',
        direction: 'IN',
        type: 'number',
        unit: 'Wh',
        read: { from: 'MeterValues', measurand: 'Energy.Active.Import.Register' },
      },
    ],
  }),
}

/** A message as the box writes it, with blanks behind commas and colons. */
function exchange({ station }: Scene, id: string, action: string, payload: string) {
  return station.exchange(`[2, "${id}", "${action}", ${payload}]`, id)
}

async function session(scene: Scene, id: number, register: string): Promise<unknown> {
  await scene.status('Charging')
  const answer = await exchange(
    scene,
    `09931${id}0`,
    'StartTransaction',
    `{"connectorId": 1, "idTag": "A", "meterStart": 0, "timestamp": "${scene.time()}"}`,
  )
  const transaction = at(answer[2], 'transactionId')
  await scene.pass(10)
  await exchange(
    scene,
    `09931${id}1`,
    'MeterValues',
    `{"connectorId": 1, "transactionId": ${transaction}, "meterValue": [{"timestamp": ` +
      `"${scene.time()}", "sampledValue": [{"value": "${register}", "unit": "Wh", ` +
      '"measurand": "Energy.Active.Import.Register"}, {"value": "229", "unit": "V", ' +
      '"measurand": "Voltage", "phase": "L1"}]}]}',
  )
  const lifetime = scene.value('lifetime')
  await exchange(
    scene,
    `09931${id}2`,
    'StopTransaction',
    `{"transactionId": ${transaction}, "meterStop": ${register}, "timestamp": "${scene.time()}"}`,
  )
  await scene.status('Available')
  return lifetime
}

test('B12 C6 F10 M7 P1: a Terra AC from its boot to its second session', async () => {
  await using scene = await openFamily({
    configuration,
    descriptors,
    recording: 'abb-terra-ac/terra_ac.jsonl',
  })
  const answer = await exchange(scene, '0993051', 'BootNotification', JSON.stringify(boot))
  assert.is(at(answer[2], 'status'), 'Accepted')
  assert.equal(pluginOf(scene), {
    plugin: 'abb-terra-ac',
    reason: 'match[2] fits: serial TACW*, vendor ABB',
  })
  const event =
    '{"type": "SettingSystemTime", "techInfo": "ocppBoot", "timestamp": "2026-11-22T11:59:56.000Z"}'
  assert.equal(await exchange(scene, '0993052', 'SecurityEventNotification', event), [
    3,
    '0993052',
    {},
  ])

  const status =
    '{"connectorId": 1, "errorCode": "NoError", "info": "null", "status": "Preparing", "vendorErrorCode": "0x0000"}'
  await scene.pass(0.5)
  const now = scene.clock.now()
  assert.equal(await exchange(scene, '0993053', 'StatusNotification', status), [3, '0993053', {}])
  const [cps] = scene.server.runtime.device('CP1:1')?.find('cps') ?? []
  assert.equal([cps?.value, cps?.at, scene.value('error')], [66, now, ''])

  await scene.pass(2)
  const calls = said(scene)
  for (const line of calls) {
    assert.is.not(line, 'GetConfiguration', 'that would read the list too')
    assert.not(/GetConfiguration.*SampledData(?!Max)/.test(line), line)
  }
  assert.equal(
    calls.filter((line) => line.startsWith('Change')),
    [
      'ChangeConfiguration MeterValuesSampledData = Current.Import,Current.Offered,' +
        'Energy.Active.Import.Register,Power.Active.Import,Voltage',
    ],
  )

  await scene.server.write('CP1:1', 'currentSet', 16)
  assert.equal(said(scene), ['SetChargingProfile 1 TxDefaultProfile Absolute 0: 16 A'])
  assert.is(await session(scene, 1, '350'), 350)
  assert.is(scene.value('energy'), 350)
  assert.is(await session(scene, 2, '80'), 430)
  assert.is(scene.value('energy'), 80)
})

test('M18: a voltage without a transaction is not taken', async () => {
  await using scene = await openFamily({ configuration })
  await scene.tell('BootNotification', boot)
  await scene.status('Available')
  await scene.tell('MeterValues', {
    connectorId: 1,
    meterValue: [
      {
        timestamp: scene.time(),
        sampledValue: [{ value: '0.0', measurand: 'Voltage', unit: 'V' }],
      },
    ],
  })
  assert.is(scene.value('voltage'), null)
})

test('C6: a box that is recognised by its id alone is not read before it booted either', async () => {
  await using scene = await openFamily({ configuration, id: 'TACW2240000G0000' })
  assert.is(pluginOf(scene, 'TACW2240000G0000').plugin, 'abb-terra-ac')
  await scene.pass(62)
  const calls = said(scene)
  assert.ok(calls.some((line) => line.startsWith('GetConfiguration')))
  for (const line of calls) assert.not(/GetConfiguration($|.*SampledData(?!Max))/.test(line), line)
})

test('the DC chargers of this maker are another family', async () => {
  await using scene = await openFamily({ configuration })
  await scene.tell('BootNotification', {
    ...boot,
    chargePointModel: 'MD_TERRA_53',
    chargePointSerialNumber: 'T54-IT1-0001',
  })
  assert.is(pluginOf(scene).plugin, null)
})

test.run()
