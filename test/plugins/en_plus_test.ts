import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { said } from '../support/calls.ts'
import { type FamilyOptions, openFamily, pluginOf } from '../support/family.ts'
import { at, type Scene, startTransaction } from '../support/scene.ts'

const id = 'SN10052101234567'
const boot = {
  chargePointVendor: 'EN+',
  chargePointModel: 'AC7000-AE-16',
  chargePointSerialNumber: id,
  firmwareVersion: '1.1.805',
}
const configuration = {
  MeterValueSampleInterval: '10',
  MeterValuesSampledData:
    'Energy.Active.Import.Register,Power.Active.Import,Current.Import,Voltage',
  NumberOfConnectors: '1',
}
const descriptors = {
  circuit: JSON.stringify({
    ddf: 1,
    extends: './ocpp-general.ddf.json',
    name: 'Circuit',
    match: [{ chargePointId: id }],
    items: [
      {
        key: 'circuitMax',
        name: 'Circuit',
        direction: 'IN',
        type: 'number',
        unit: 'A',
        read: { from: 'Configuration', key: 'gatewayInfo/maxCurrent' },
      },
      {
        key: 'circuitPhases',
        name: 'Phases',
        direction: 'IN',
        type: 'integer',
        read: { from: 'Configuration', key: 'gatewayInfo/phases' },
      },
      {
        key: 'stationEnabled',
        name: 'Enabled',
        direction: 'OUT',
        type: 'boolean',
        write: {
          to: 'ChangeAvailability',
          with: { connectorId: 0, type: '$value' },
          map: { true: 'Operative', false: 'Inoperative' },
        },
      },
    ],
  }),
}

async function ready(options: FamilyOptions = {}): Promise<Scene> {
  const scene = await openFamily({ configuration, descriptors, id, ...options })
  await scene.tell('BootNotification', boot)
  await scene.status('Available')
  await scene.pass(1)
  return scene
}

const values = [
  { measurand: 'Current.Offered', unit: 'A', value: '32.0', context: 'Trigger' },
  { measurand: 'Current.Import', unit: 'A', phase: 'L1', value: '0.0' },
  { measurand: 'Voltage', unit: 'V', phase: 'L1', value: '245.8', context: 'Trigger' },
  { measurand: 'Energy.Active.Import.Register', unit: 'Wh', value: '10798.0', context: 'Trigger' },
  { measurand: 'Power.Active.Import', unit: 'W', value: '0.0', context: 'Trigger' },
]
const profile = 'SetChargingProfile 1 TxDefaultProfile Absolute 0:'

test('B5 X5 M18 F11 P5 P8: an AC7000 from its boot to a pause', async () => {
  await using scene = await ready({ recording: 'en-plus/ac7000.jsonl' })
  assert.is(pluginOf(scene, id).plugin, 'en-plus')
  for (const line of said(scene)) assert.not.match(line, /^ChangeAvailability/)

  // X5: it repeats the id of a transaction that is over.
  const text = JSON.stringify([
    2,
    '2725',
    'MeterValues',
    {
      connectorId: 1,
      meterValue: [{ timestamp: scene.time(), sampledValue: values }],
      transactionId: 3,
    },
  ])
  assert.equal(await scene.station.exchange(text, '2725'), [3, '2725', {}])
  assert.is((await scene.server.write(`${id}:1`, 'rfidStop', '1')).status, 409)
  assert.is(scene.value('voltage'), null, 'it measures voltage only while it charges')

  // F11: the answer to a profile carries another id.
  const { station } = scene
  station.on('SetChargingProfile', 'silence')
  const write = scene.server.write(`${id}:1`, 'currentSet', 10)
  await station.called('SetChargingProfile')
  station.frame([3, '9078', { currentTime: scene.time() }])
  station.frame([3, '9077', { status: 'Accepted' }])
  assert.is((await write).status, 200)
  assert.equal(said(scene), [`${profile} 10 A`])

  await scene.status('Charging')
  const transaction = await startTransaction(scene, { idTag: '04AB' })
  await scene.pass(10)
  assert.is((await scene.server.write(`${id}:1`, 'currentSet', 0)).status, 200)
  assert.equal(said(scene), [`RemoteStopTransaction ${transaction}`])
  await scene.pass(5)
  await scene.server.write(`${id}:1`, 'currentSet', 5)
  assert.equal(said(scene), [`RemoteStopTransaction ${transaction}`], 'no profile below 6 A')
})

test('M20: its gateway tells of the circuit, and nonsense is borne', async () => {
  await using scene = await ready({ recording: 'en-plus/gateway_info.jsonl' })
  const answer = await scene.tell('DataTransfer', {
    vendorId: 'any',
    messageId: 'gatewayInfo',
    data: '{"maxCurr":320,"phase":1}',
  })
  assert.equal(answer, { status: 'Accepted' })
  assert.equal([scene.value('circuitMax'), scene.value('circuitPhases')], [32, 1])
  for (const data of ['', '{', 'null', '[]', '{"maxCurr":"x"}', undefined]) {
    const again = await scene.tell('DataTransfer', {
      vendorId: 'any',
      messageId: 'gatewayInfo',
      ...(data === undefined ? {} : { data }),
    })
    assert.equal(again, { status: 'Accepted' })
  }
  assert.equal([scene.value('circuitMax'), scene.value('circuitPhases')], [32, 1])
  const { body } = await scene.server.get('/api/v1/plugins/en-plus')
  assert.equal(at(body, 'faults'), [])
})

test('B5: it is not made operative as a whole, whoever asks; its connector may be', async () => {
  await using scene = await ready()
  said(scene)
  const reply = await scene.server.write(`${id}:1`, 'stationEnabled', true)
  assert.equal([reply.status, at(reply.body, 'answer')], [409, 'Withheld'])
  assert.equal(said(scene), [])
  assert.is((await scene.server.write(`${id}:1`, 'stationEnabled', false)).status, 200)
  assert.equal(said(scene), ['ChangeAvailability 0 Inoperative'])
})

test('T8: it is not pinged', async () => {
  await using scene = await ready()
  let pings = 0
  scene.station.ws.on('ping', () => {
    pings += 1
  })
  for (let minute = 0; minute < 5; minute++) {
    await scene.pass(60)
    await scene.tell('Heartbeat')
  }
  assert.is(pings, 0)
})

test('P5: no profile for connector 0', async () => {
  await using scene = await ready({
    answers: { SetChargingProfile: { payload: { status: 'Rejected' } } },
  })
  said(scene)
  assert.is((await scene.server.write(`${id}:1`, 'currentSet', 10)).status, 409)
  for (const line of said(scene)) assert.match(line, /^SetChargingProfile 1 /)
})

test('a white label is recognised by its id before it says anything', async () => {
  await using scene = await openFamily({ id: 'SN10059999999999' })
  assert.equal(pluginOf(scene, 'SN10059999999999'), {
    plugin: 'en-plus',
    reason: 'match[4] fits: station SN1005*',
  })
})

test.run()
