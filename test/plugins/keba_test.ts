import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { said } from '../support/calls.ts'
import { openFamily, pluginOf } from '../support/family.ts'
import { openSocket, readUntil } from '../support/handshake.ts'
import { at, resultOf } from '../support/scene.ts'
import { startServer } from '../support/server.ts'

const boot = {
  chargePointVendor: 'Keba AG',
  chargePointModel: 'KC-P30-ESS400C2-E0R',
  firmwareVersion: '1.10.1',
}
const configuration = {
  MeterValueSampleInterval: '10',
  MeterValuesSampledData:
    'Energy.Active.Import.Register,Power.Active.Import,Current.Import,Voltage',
  NumberOfConnectors: '1',
}

test('T11: a plain request is refused at once, and makes no station', async () => {
  await using server = await startServer()
  const socket = await openSocket(server)
  const answer = readUntil(socket, () => false)
  socket.write('GET /KEBA123 HTTP/1.0\r\n\r\n')
  assert.match(await answer, /^HTTP\/1\.1 400 /)
  assert.equal(server.runtime.stations(), [])
})

test('P14: the ceiling is a key in mA when the user wants it so, else a profile', async () => {
  {
    await using scene = await openFamily({
      configuration,
      pluginOptions: { limitByKey: true },
      recording: 'keba/p30_limit_by_key.jsonl',
    })
    await scene.station.exchange(JSON.stringify([2, 'a1', 'BootNotification', boot]), 'a1')
    assert.equal(pluginOf(scene), {
      plugin: 'keba',
      reason: 'match[0] fits: model KC-P30*, vendor Keba*',
    })
    await scene.status('Available')
    await scene.pass(1)
    said(scene)
    await scene.server.write('CP1:1', 'currentSet', 13)
    assert.equal(said(scene), ['ChangeConfiguration MaxAvailableCurrent = 13000'])
    assert.is(scene.value('currentSet'), 13)
  }
  await using scene = await openFamily({ configuration })
  await scene.tell('BootNotification', boot)
  await scene.status('Available')
  await scene.pass(1)
  said(scene)
  await scene.server.write('CP1:1', 'currentSet', 13)
  assert.equal(said(scene), ['SetChargingProfile 1 TxDefaultProfile Absolute 0: 13 A'])
})

test('T11: what the user must do after a week without a connection is told', async () => {
  await using scene = await openFamily()
  await scene.tell('BootNotification', boot)
  const { body } = await scene.server.get('/api/v1/stations/CP1')
  assert.match(JSON.stringify(body), /After seven days without a connection/)
})

const register = 'Energy.Active.Import.Register'

test('F13 M17 F18: the later version, with zones as +0000 and signed readings in kWh', async () => {
  await using scene = await openFamily({ recording: 'keba/p30_signed.jsonl' })
  const station = await scene.connect({ path: '/KEBA-P30', protocols: ['ocpp2.0.1'] })
  const tell = async (action: string, payload: object) =>
    resultOf(await station.call(action, payload))
  const zoned = (plus = 0) => scene.time(plus).replace(/\.\d+Z$/, '+0000')
  const evse = { id: 1, connectorId: 1 }
  await tell('BootNotification', {
    reason: 'PowerUp',
    chargingStation: {
      vendorName: 'Keba AG',
      model: 'KC-P30-ESS400C2-E0R',
      firmwareVersion: '1.15.0',
    },
  })
  assert.is(pluginOf(scene, 'KEBA-P30').plugin, 'keba')
  await tell('StatusNotification', {
    timestamp: zoned(),
    connectorStatus: 'Occupied',
    evseId: 1,
    connectorId: 1,
  })
  const event = (eventType: string, seqNo: number, more: object) =>
    tell('TransactionEvent', {
      eventType,
      seqNo,
      timestamp: zoned(),
      triggerReason: 'CablePluggedIn',
      transactionInfo: { transactionId: 'k-1', chargingState: 'Charging' },
      evse,
      ...more,
    })
  // Without a measurand or a unit it is the register in Wh.
  await event('Started', 0, {
    meterValue: [{ timestamp: zoned(), sampledValue: [{ value: 2110000.0 }] }],
  })
  assert.is(scene.server.value('KEBA-P30:1', 'energy'), 0)
  await scene.pass(600)
  const answer = await event('Ended', 1, {
    triggerReason: 'EVCommunicationLost',
    transactionInfo: { transactionId: 'k-1', stoppedReason: 'EVDisconnected' },
    meterValue: [
      {
        timestamp: zoned(),
        sampledValue: [
          {
            value: 2114135.6,
            context: 'Transaction.End',
            measurand: register,
            unitOfMeasure: { unit: 'Wh' },
          },
          {
            value: 2114.1356,
            context: 'Transaction.End',
            signedMeterValue: {
              signedMeterData: 'T0NNRnx7fQ==',
              signingMethod: '',
              encodingMethod: 'OCMF',
              publicKey: '',
            },
          },
        ],
      },
    ],
  })
  assert.is(at(answer, 'status'), undefined)
  assert.is(scene.server.value('KEBA-P30:1', 'energy'), 4136)
  const [energy] = scene.server.runtime.device('KEBA-P30:1')?.find('energy') ?? []
  assert.is(energy?.at, Math.floor(scene.clock.now() / 1000) * 1000)
})

test.run()
