import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { said } from '../support/calls.ts'
import { openSocket, readUntil } from '../support/handshake.ts'
import { at, openCharging, openReady, openScene, resultOf, type Scene } from '../support/scene.ts'

/** Quirks that no plugin is for: every unknown station gets this. */

function values(scene: Scene, sampledValue: readonly object[], more: object = {}) {
  return scene.tell('MeterValues', {
    connectorId: 1,
    meterValue: [{ timestamp: scene.time(), sampledValue }],
    ...more,
  })
}

test('T2: an Origin of a file is no reason to refuse', async () => {
  await using scene = await openScene()
  const station = await scene.connect({ path: '/ELEDIO', origin: 'file://' })
  assert.is((await station.call('Heartbeat'))[0], 3)
})

test('T3: an upgrade without its Connection header is refused at once, and the next one taken', async () => {
  await using scene = await openScene()
  const socket = await openSocket(scene.server)
  const answer = readUntil(socket, () => false)
  socket.write(
    [
      'GET /BS-EV22 HTTP/1.1',
      'Host: x',
      'Upgrade: websocket',
      'Sec-WebSocket-Version: 13',
      'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
      'Sec-WebSocket-Protocol: ocpp1.6',
      '\r\n',
    ].join('\r\n'),
  )
  assert.match(await answer, /^HTTP\/1\.1 400 /)
  const station = await scene.connect({ path: '/BS-EV22' })
  assert.is((await station.call('Heartbeat'))[0], 3)
})

test('T5: the id is the last part of whatever path there is', async () => {
  for (const [path, id] of [
    ['/ws://192.168.0.5:9000/CP_1/SERIAL_1234', 'SERIAL_1234'],
    ['/ABCD%7C123', 'ABCD|123'],
    ['/ocpp/central/CP9/', 'CP9'],
  ] as const) {
    await using scene = await openScene()
    await scene.connect({ path })
    assert.ok(scene.server.runtime.station(id), path)
  }
})

test('F1 F2: a comma too many, a member without a value', async () => {
  await using scene = await openCharging()
  const frame = (id: string, transaction: string, list: string) =>
    `[2,"${id}","MeterValues",{"connectorId":1,"transactionId":${transaction},"meterValue":[` +
    `{"timestamp":"${scene.time()}","sampledValue":[${list}]}]}]`
  const ampere = (value: number) =>
    `{"value":"${value}","measurand":"Current.Import","phase":"L1","unit":"A"}`
  const { station, transaction } = scene
  assert.equal(await station.exchange(frame('f1', String(transaction), `,${ampere(16)}`), 'f1'), [
    3,
    'f1',
    {},
  ])
  assert.is(scene.value('current'), 16)
  await scene.pass(1)
  assert.equal(await station.exchange(frame('f2', '', ampere(10)), 'f2'), [3, 'f2', {}])
  assert.is(scene.value('current'), 10)
})

test('F8: an error code that is none is another error', async () => {
  await using scene = await openReady()
  await scene.tell('StatusNotification', { connectorId: 1, errorCode: 'Error', status: 'Faulted' })
  assert.equal([scene.value('errorState'), scene.value('error')], [1, 'OtherError Error'])
})

test('F15: a connector beyond those it has is none', async () => {
  await using scene = await openReady({ configuration: { NumberOfConnectors: '2' } })
  await scene.status('Available', 11)
  const addresses = scene.server.runtime.devices().map(({ address }) => address)
  assert.equal(addresses, ['CP1:1', 'CP1:2'])
})

test('F16: ids of messages are what the station likes', async () => {
  await using scene = await openReady()
  const ids = [
    '1804289383',
    '531531530',
    '6a6709c5000009ab09a2',
    '2A7K1QX90ZLM3NB8VC5T6RDW',
    '4',
    'GRS-24-01A2B3-9f',
    '2e780b38-df11-4666-b72a-40ebe74ed707',
    'x'.repeat(60),
  ]
  for (const id of ids) {
    const answer = await scene.station.exchange(JSON.stringify([2, id, 'Heartbeat', {}]), id)
    assert.equal(answer.slice(0, 2), [3, id])
  }
})

test('F17: the same message twice has one effect and one answer', async () => {
  await using scene = await openReady()
  const start = { connectorId: 1, idTag: 'A', meterStart: 10, timestamp: scene.time() }
  const text = JSON.stringify([2, '531531541', 'StartTransaction', start])
  const first = await scene.station.exchange(text, '531531541')
  assert.equal(await scene.station.exchange(text, '531531541'), first)
  const again = await scene.tell('StartTransaction', start)
  assert.is(at(again, 'transactionId'), at(resultOf(first), 'transactionId'))
})

test('F19: messages about transactions always get a result', async () => {
  await using scene = await openReady()
  for (const payload of [{}, { connectorId: 'x' }, { idTag: null }, [], 'x', { meterStart: {} }]) {
    for (const action of ['StartTransaction', 'StopTransaction', 'Authorize', 'MeterValues']) {
      const answer = await scene.station.call(action, payload)
      assert.is(answer[0], 3, `${action} ${JSON.stringify(payload)}`)
      if (action !== 'MeterValues') assert.ok(at(answer[2], 'idTagInfo.status'))
    }
  }
})

test('M6: of a register that comes twice the periodic one counts', async () => {
  await using scene = await openCharging()
  await scene.pass(10)
  const register = (value: string, context: string) => ({ value, context, unit: 'Wh' })
  await values(
    scene,
    [register('4200', 'Sample.Periodic'), register('1000', 'Transaction.Begin')],
    { transactionId: scene.transaction },
  )
  assert.is(scene.value('energy'), 3200)
})

test('M8: a register that no meter shows is none', async () => {
  await using scene = await openReady()
  await scene.status('Charging')
  await scene.tell('StartTransaction', {
    connectorId: 1,
    idTag: 'A',
    meterStart: 2147483647,
    timestamp: scene.time(),
  })
  assert.is(scene.value('energy'), null)
})

test('M9: a session that ends below its beginning charged nothing', async () => {
  await using scene = await openCharging()
  await scene.tell('StopTransaction', {
    transactionId: scene.transaction,
    meterStop: 999,
    timestamp: scene.time(),
  })
  assert.is(scene.value('energy'), 0)
})

test('M12: without a total the phases are added up', async () => {
  await using scene = await openCharging()
  await scene.pass(10)
  const of = (measurand: string, phase: string, value: string, unit: string) => ({
    measurand,
    phase,
    value,
    unit,
  })
  await values(
    scene,
    [
      of('Power.Active.Import', 'L1', '2.3', 'kW'),
      of('Power.Active.Import', 'L2', '2.2', 'kW'),
      of('Power.Active.Import', 'L3', '2.1', 'kW'),
      of('Energy.Active.Import.Register', 'L1', '0.5', 'kWh'),
      of('Energy.Active.Import.Register', 'L2', '0.4', 'kWh'),
      of('Energy.Active.Import.Register', 'L3', '0.6', 'kWh'),
    ],
    { transactionId: scene.transaction },
  )
  assert.equal([scene.value('power'), scene.value('energy')], [6.6, 500])
})

test('M16: values of a transaction that is over revive nothing', async () => {
  await using scene = await openCharging()
  const { transaction: transactionId } = scene
  await scene.tell('StopTransaction', { transactionId, meterStop: 1500, timestamp: scene.time() })
  await scene.status('Finishing')
  await scene.pass(1)
  await values(
    scene,
    [
      { value: '9', measurand: 'Current.Import', unit: 'A' },
      { value: '1500', unit: 'Wh' },
    ],
    { transactionId },
  )
  assert.equal([scene.value('current'), scene.value('energy'), scene.value('cps')], [0, 500, 66])
  assert.is((await scene.server.write('CP1:1', 'rfidStop', '1')).status, 409)
})

test('X4: a connector that is free ends what was not said to end', async () => {
  await using scene = await openCharging()
  await scene.status('Available')
  assert.is((await scene.server.write('CP1:1', 'rfidStop', '1')).status, 409)
  assert.equal([scene.value('rfidAuth'), scene.value('power')], [0, 0])
})

/** A station of the later version that has booted. */
async function later(scene: Scene, path: string) {
  const station = await scene.connect({ path, protocols: ['ocpp2.0.1'] })
  const tell = async (action: string, payload: object) =>
    resultOf(await station.call(action, payload))
  await tell('BootNotification', {
    reason: 'PowerUp',
    chargingStation: { vendorName: 'Maker', model: 'Box' },
  })
  return { station, tell }
}

test('B10: a status of EVSE 0 is no connector', async () => {
  await using scene = await openScene()
  const { tell } = await later(scene, '/LATER')
  const status = (evseId: number, connectorId: number) =>
    tell('StatusNotification', {
      timestamp: scene.time(),
      connectorStatus: 'Available',
      evseId,
      connectorId,
    })
  await status(0, 0)
  await status(1, 1)
  const addresses = scene.server.runtime.devices().map(({ address }) => address)
  assert.equal(addresses, ['LATER:1'])
})

test('P24: a station that takes watts is told watts', async () => {
  await using scene = await openScene()
  const { station, tell } = await later(scene, '/WATTS')
  const variable = (component: string, name: string, value: string) => ({
    component: { name: component },
    variable: { name },
    variableAttribute: [{ type: 'Actual', value }],
  })
  station.on('GetBaseReport', ({ payload }) => {
    const report = {
      requestId: at(payload, 'requestId'),
      generatedAt: scene.time(),
      seqNo: 0,
      reportData: [variable('SmartChargingCtrlr', 'RateUnit', 'W')],
    }
    setImmediate(() => station.frame([2, 'report', 'NotifyReport', report]))
    return { payload: { status: 'Accepted' } }
  })
  station.on('SetChargingProfile', { payload: { status: 'Accepted' } })
  await tell('StatusNotification', {
    timestamp: scene.time(),
    connectorStatus: 'Available',
    evseId: 1,
    connectorId: 1,
  })
  await scene.pass(2)
  assert.is((await scene.server.write('WATTS:1', 'currentSet', 10)).status, 200)
  const { payload } = await station.called('SetChargingProfile')
  const schedule = Object(at(payload, 'chargingProfile.chargingSchedule'))[0]
  assert.equal(
    [at(schedule, 'chargingRateUnit'), at(schedule, 'chargingSchedulePeriod.0.limit')],
    ['W', 6900],
  )
})

test('X20: events that are told again after a reconnect do not revive what is over', async () => {
  await using scene = await openScene()
  const { tell } = await later(scene, '/LATER')
  const event = (eventType: string, seqNo: number, more: object = {}) =>
    tell('TransactionEvent', {
      eventType,
      seqNo,
      timestamp: scene.time(-100 + seqNo),
      triggerReason: 'ChargingStateChanged',
      transactionInfo: {
        transactionId: 't-1',
        ...(eventType === 'Ended' ? {} : { chargingState: 'Charging' }),
      },
      evse: { id: 1, connectorId: 1 },
      ...more,
    })
  await event('Started', 0)
  assert.is(scene.server.value('LATER:1', 'cps'), 67)
  await event('Ended', 5)
  const before = scene.server.value('LATER:1', 'cps')
  assert.is.not(before, 67)
  await event('Updated', 3, { offline: true, evse: { id: 1 } })
  assert.is(scene.server.value('LATER:1', 'cps'), before)
})

test('X25: a station is not reset by the host', async () => {
  await using scene = await openReady({
    configuration: { MeterValueSampleInterval: '900' },
    answers: { ChangeConfiguration: { payload: { status: 'RebootRequired' } } },
  })
  await scene.pass(600)
  assert.not(said(scene).some((line) => line.startsWith('Reset')))
})

test.run()
