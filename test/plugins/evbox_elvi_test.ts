import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { said } from '../support/calls.ts'
import { type FamilyOptions, openFamily, pluginOf } from '../support/family.ts'
import { at, type Scene, startTransaction } from '../support/scene.ts'

const boot = {
  chargePointVendor: 'EV-BOX',
  chargePointModel: 'G4E-WBW-M7500E',
  chargePointSerialNumber: '22338027',
  firmwareVersion: 'P0424B0424v0.220706_W2.2.0',
  iccid: '89310',
  imsi: '20408',
}
const supported = [
  'Current.Import.L1',
  'Current.Import.L2',
  'Current.Import.L3',
  'Current.Offered',
  'Energy.Active.Import.Register',
  'Power.Active.Import',
  'Temperature',
  'Voltage.L1',
  'Voltage.L2',
  'Voltage.L3',
  'Frequency',
]
const configuration = {
  MeterValueSampleInterval: '10',
  MeterValuesSampledData: 'Energy.Active.Import.Register',
  NumberOfConnectors: '1',
  ChargeProfileMaxStackLevel: '0',
  evb_SupportedMeasurands: supported.join(','),
}
/** Shows the offered current, beside the general items. */
const descriptors = {
  offered: JSON.stringify({
    ddf: 1,
    extends: './ocpp-general.ddf.json',
    name: 'Offered',
    match: [{ chargePointId: 'CP1' }],
    items: [
      {
        key: 'offered',
        name: 'Offered',
        direction: 'IN',
        type: 'number',
        unit: 'A',
        read: { from: 'MeterValues', measurand: 'Current.Offered' },
      },
      ...['L1', 'L2', 'L3'].map((phase) => ({
        key: `current${phase}`,
        name: phase,
        direction: 'IN',
        type: 'number',
        unit: 'A',
        read: { from: 'MeterValues', measurand: 'Current.Import', phase },
      })),
    ],
  }),
}

async function ready(options: FamilyOptions = {}): Promise<Scene> {
  const scene = await openFamily({ configuration, descriptors, ...options })
  const id = '2e780b38-df11-4666-b72a-40ebe74ed707'
  await scene.station.exchange(JSON.stringify([2, id, 'BootNotification', boot]), id)
  await info(scene, 'Available', 'A;0')
  return scene
}

function info(scene: Scene, status: string, text: string): Promise<unknown> {
  return scene.tell('StatusNotification', {
    connectorId: 1,
    status,
    errorCode: 'NoError',
    info: text,
    timestamp: scene.time(),
  })
}

function data(scene: Scene, text: string): Promise<unknown> {
  return scene.tell('DataTransfer', {
    vendorId: 'EV-BOX',
    messageId: 'evbStatusNotification',
    data: text,
  })
}

const currents = ['currentL1', 'currentL2', 'currentL3']

test('B4 C8 C7 M5 M21 P23 M1: an Elvi from its boot to what only its texts say', async () => {
  await using scene = await ready({ recording: 'evbox-elvi/elvi.jsonl' })
  assert.equal(pluginOf(scene), {
    plugin: 'evbox-elvi',
    reason: 'match[0] fits: model G4E-*, vendor EV-BOX',
  })
  await scene.pass(1)
  assert.equal(said(scene), [], 'no call within the first second')
  await scene.pass(1)
  const written = said(scene).find((line) => line.includes('MeterValuesSampledData = '))
  const list = supported.filter((name) => name !== 'Current.Offered').join(',')
  assert.is(written, `ChangeConfiguration MeterValuesSampledData = ${list}`)

  await info(scene, 'SuspendedEVSE', 'B;210')
  assert.equal([scene.value('cps'), scene.value('offered'), scene.value('error')], [66, 21, ''])
  await info(scene, 'Charging', 'C;240')
  assert.equal([scene.value('cps'), scene.value('offered')], [67, 24])

  const transaction = await startTransaction(scene)
  await scene.pass(10)
  const answer = await data(
    scene,
    '1,Charging,NoError,No error.,1,Blue,1,{20,8000,13},{2422332,1349},{C,12160,5763,11888},0,0,320',
  )
  assert.is(at(answer, 'status'), 'Accepted')
  assert.is(scene.value('cps'), 67)
  assert.equal(
    currents.map((key) => scene.value(key)),
    [12.16, 5.763, 11.888],
  )
  const before = await scene.server.values('CP1:1')
  assert.is(at(await data(scene, '1,Charging'), 'status'), 'Accepted')
  const after = await scene.server.values('CP1:1')
  assert.equal({ ...after, liveTicker: 0, quality: 0 }, { ...before, liveTicker: 0, quality: 0 })

  // A constant that follows no limit, and phases without -N.
  await scene.pass(10)
  await scene.tell('MeterValues', {
    connectorId: 1,
    transactionId: transaction,
    meterValue: [
      {
        timestamp: scene.time(),
        sampledValue: [
          { value: '90.0', measurand: 'Current.Offered', unit: 'A' },
          { value: '231', measurand: 'Voltage', phase: 'L1', unit: 'V' },
          { value: '11.9', measurand: 'Current.Import', phase: 'L1', unit: 'A' },
        ],
      },
    ],
  })
  assert.equal(
    [scene.value('offered'), scene.value('voltage'), scene.value('currentL1')],
    [24, 231, 11.9],
  )
  said(scene)
  await scene.server.write('CP1:1', 'currentSet', 16)
  assert.equal(said(scene), ['SetChargingProfile 1 TxDefaultProfile Absolute 0: 16 A'])
  const { body } = await scene.server.get('/api/v1/stations/CP1')
  assert.is(JSON.stringify(body).includes('"fault"'), false)
})

test('M21: B leaves open who waits; a text that is none changes nothing', async () => {
  await using scene = await ready()
  for (const [status, text, cps, request] of [
    ['SuspendedEV', 'B;160', 66, 0],
    ['SuspendedEVSE', 'B;160', 66, 1],
    ['Charging', 'B;160', 66, 0],
    ['Preparing', 'A;0', 65, 0],
    ['Charging', 'E;0', 69, 0],
    ['Charging', 'door open', 67, 1],
  ] as const) {
    await info(scene, status, text)
    const found = [scene.value('cps'), scene.value('chargeRequest')]
    assert.equal(found, [cps, request], `${status} ${text}`)
  }
})

test('X7: the end of a transaction that nobody began is accepted', async () => {
  await using scene = await ready()
  const stop = { transactionId: 4711, meterStop: 100, timestamp: scene.time() }
  assert.equal(await scene.tell('StopTransaction', stop), { idTagInfo: { status: 'Accepted' } })
})

test('X24: the fault after unplugging is delayed when the user asks for it', async () => {
  await using scene = await ready({ pluginOptions: { delayFaults: true } })
  await info(scene, 'Faulted', '')
  await scene.pass(3)
  await info(scene, 'Available', 'A;0')
  assert.is(scene.value('errorState'), 0)
  await using plain = await ready()
  await info(plain, 'Faulted', '')
  assert.is(plain.value('errorState'), 1)
})

test.run()
