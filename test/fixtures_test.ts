import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { RawStation } from './support/raw_station.ts'
import {
  at,
  identity,
  numberAt,
  openCharging,
  openReady,
  openScene,
  resultOf,
  type Scene,
  startTransaction,
} from './support/scene.ts'
import { startServer } from './support/server.ts'

/** How often the station's frames were repaired in this way. */
async function repairs({ server }: Scene, name: string): Promise<unknown> {
  const { body } = await server.get('/api/v1/stations/CP1')
  return at(body, 'repairs') === undefined ? undefined : Object(at(body, 'repairs'))[name]
}

test('Beny: a comma after an opening bracket', async () => {
  await using scene = await openCharging()
  const { station, transaction } = scene
  const answer = await station.exchange(
    `[2,"2A7K1QX90ZLM3NB8VC5T6RDW","MeterValues",{"connectorId":1,"transactionId":${transaction},` +
      `"meterValue":[{"timestamp":"${scene.time()}","sampledValue":[,` +
      '{"value":"16.0","measurand":"Current.Import","phase":"L1","unit":"A"},' +
      '{"value":"3680","measurand":"Power.Active.Import","unit":"W"}]}]}]',
    '2A7K1QX90ZLM3NB8VC5T6RDW',
  )
  assert.equal(answer, [3, '2A7K1QX90ZLM3NB8VC5T6RDW', {}])
  assert.is(scene.value('current'), 16)
  assert.is(scene.value('power'), 3.68)
  assert.is(await repairs(scene, 'text:repaired'), 1)
})

test('AEFA: a transaction id without a value, and times without a zone', async () => {
  await using scene = await openCharging()
  const local = scene.time().slice(0, 19)
  const answer = await scene.station.exchange(
    '[2,"77","MeterValues",{"connectorId":1,"transactionId":,"meterValue":[{' +
      `"timestamp":"${local}","sampledValue":[` +
      '{"value":"1500","measurand":"Energy.Active.Import.Register","unit":"Wh"}]}]}]',
    '77',
  )
  assert.equal(answer, [3, '77', {}])
  assert.is(scene.value('energy'), 500)
  assert.is(await repairs(scene, 'text:repaired'), 1)
})

test('Grizzl-E: an upgrade of GET / without a subprotocol takes its id from the boot', async () => {
  await using server = await startServer()
  await using station = await RawStation.connect(server, {
    path: '/',
    protocols: [],
    headers: { 'user-agent': 'TinyWebsockets Client' },
  })
  assert.is(station.ws.protocol, '')
  const early = await station.call('Heartbeat')
  assert.is(early[2], 'SecurityError')
  const answer = await station.call('BootNotification', {
    chargePointVendor: 'United Chargers',
    chargePointModel: 'GRS-24',
    chargePointSerialNumber: 'GRS-24-01A2B3',
  })
  assert.is(at(resultOf(answer), 'status'), 'Accepted')
  await station.call('StatusNotification', {
    connectorId: 1,
    errorCode: 'NoError',
    status: 'Available',
  })
  assert.is(server.value('GRS-24-01A2B3:1', 'cps'), 65)
  assert.is(server.value('GRS-24-01A2B3:1', 'chargePoint'), 'GRS-24-01A2B3')
})

test('Grizzl-E: an answer without its closing brackets', async () => {
  await using scene = await openReady()
  scene.station.on('GetConfiguration', { text: (id) => `[3,"${id}",{"configurationKey":[]` })
  const { status, body } = await scene.server.post('/api/v1/stations/CP1/calls/GetConfiguration', {
    key: ['MeterValuesSampledData'],
  })
  assert.equal([status, body], [200, { configurationKey: [] }])
})

test('enercab: Origin file:// and numbers with blanks', async () => {
  await using scene = await openScene()
  const station = await scene.connect({ path: '/ELEDIO', origin: 'file://' })
  await station.call('StatusNotification', {
    connectorId: 1,
    errorCode: 'NoError',
    status: 'Charging',
  })
  const transaction = numberAt(
    resultOf(
      await station.call('StartTransaction', {
        connectorId: 1,
        idTag: 'A',
        meterStart: 0,
        timestamp: scene.time(),
      }),
    ),
    'transactionId',
  )
  const sampledValue = [
    { value: ' 0.5', measurand: 'Current.Import', unit: 'A' },
    { value: '', measurand: 'Power.Active.Import', unit: 'W' },
  ]
  const answer = await station.call('MeterValues', {
    connectorId: 1,
    transactionId: transaction,
    meterValue: [{ timestamp: scene.time(), sampledValue }],
  })
  assert.equal(resultOf(answer), {})
  assert.is(scene.server.value('ELEDIO:1', 'current'), 0.5)
  assert.is(scene.server.value('ELEDIO:1', 'power'), null)
})

for (const [how, junk] of [
  ['escaped', '\\u0010\\u000e'],
  ['as they are', '\u0010\u000e'],
] as const) {
  test(`Ocular: a card with two control characters behind it, ${how}`, async () => {
    await using scene = await openReady()
    scene.server.runtime.putToken({ idTag: 'ABCDEFGHIJKLMNOPQRST', status: 'Blocked' })
    await scene.status('Preparing')
    const transaction = await startTransaction(scene, { idTag: 'A1' })
    assert.is(scene.value('rfid'), 'A1')
    const answer = await scene.station.exchange(
      `[2,"o-1","StopTransaction",{"idTag":"ABCDEFGHIJKLMNOPQRST${junk}","meterStop":1200,` +
        `"timestamp":"${scene.time()}","transactionId":${transaction},"reason":"Local"}]`,
      'o-1',
    )
    // The card is the one that the host knows, without what was added to it.
    assert.equal(answer, [3, 'o-1', { idTagInfo: { status: 'Blocked' } }])
    assert.is(scene.value('energy'), 200)
    assert.is(scene.value('rfidAuth'), 0)
  })
}

test('Legrand: an error code that is none, on the station and on a connector', async () => {
  await using scene = await openReady()
  const { station } = scene
  const faulted = (connector: number) =>
    station.call('StatusNotification', {
      connectorId: connector,
      errorCode: 'Error',
      status: 'Faulted',
    })
  assert.equal(resultOf(await faulted(0)), {})
  assert.is(scene.value('errorState'), 0)
  assert.is(scene.value('cps'), 65)
  assert.equal(resultOf(await faulted(1)), {})
  assert.is(scene.value('errorState'), 1)
  assert.is(scene.value('cps'), 69)
  assert.is(scene.value('error'), 'OtherError Error')
  assert.is(await repairs(scene, 'enum:StatusNotification.errorCode'), 2)
})

test('Charge Amps: a frequency in Hz costs none of the values', async () => {
  await using scene = await openCharging({
    descriptors: {
      'with-frequency': JSON.stringify({
        ddf: 1,
        extends: './ocpp-general.ddf.json',
        name: 'With frequency',
        match: [{ chargePointId: 'CP1' }],
        items: [
          {
            key: 'frequency',
            name: 'Frequency',
            direction: 'IN',
            type: 'number',
            unit: 'Hz',
            read: { from: 'MeterValues', measurand: 'Frequency', round: 2 },
          },
        ],
      }),
    },
  })
  const sampledValue = [
    { value: '49.98', measurand: 'Frequency', unit: 'Hz' },
    { value: '41', measurand: 'Temperature', unit: 'Celcius' },
    { value: '6.4', measurand: 'Current.Import', phase: 'L1', unit: 'A' },
    { value: '8', measurand: 'Current.Import', phase: 'L2', unit: 'Ohm' },
  ]
  const answer = await scene.tell('MeterValues', {
    connectorId: 1,
    transactionId: scene.transaction,
    meterValue: [{ timestamp: scene.time(), sampledValue }],
  })
  assert.equal(answer, {})
  assert.is(scene.value('frequency'), 49.98)
  assert.is(scene.value('current'), 6.4)
  assert.is(scene.value('phases'), 1)
})

test('Growatt: times without a zone, and the register twice in one message', async () => {
  await using scene = await openCharging()
  const register = (value: string, context: string) => ({
    value,
    context,
    measurand: 'Energy.Active.Import.Register',
    unit: 'Wh',
  })
  await scene.pass(10)
  const answer = await scene.tell('MeterValues', {
    connectorId: 1,
    transactionId: scene.transaction,
    meterValue: [
      {
        timestamp: scene.time().slice(0, 19),
        sampledValue: [
          register('4200', 'Sample.Periodic'),
          register('1000', 'Transaction.Begin'),
          { value: '7.1', measurand: 'Current.Import', phase: 'L1', unit: 'A' },
        ],
      },
    ],
  })
  assert.equal(answer, {})
  assert.is(scene.value('energy'), 3200)
  assert.is(scene.value('current'), 7.1)
})

test('Zaptec: a register of 2147483647 is none', async () => {
  await using scene = await openReady()
  await scene.status('Charging')
  const transaction = await startTransaction(scene, { meterStart: 2147483647 })
  const meter = (value: string) =>
    scene.tell('MeterValues', {
      connectorId: 1,
      transactionId: transaction,
      meterValue: [{ timestamp: scene.time(), sampledValue: [{ value, unit: 'Wh' }] }],
    })
  // The first register heard is nearest to the one that was not said.
  await meter('4096')
  assert.is(scene.value('energy'), 0)
  await scene.pass(10)
  await meter('4596')
  assert.is(scene.value('energy'), 500)
  await scene.tell('StopTransaction', {
    meterStop: 2147483647,
    timestamp: scene.time(),
    transactionId: transaction,
  })
  assert.is(scene.value('energy'), 500)
})

test('go-e and libocpp: −1 is no transaction, and ends none', async () => {
  await using scene = await openCharging()
  await scene.pass(30)
  const before = scene.time(-60)
  const stopped = await scene.tell('StopTransaction', {
    transactionId: -1,
    meterStop: 0,
    timestamp: before,
    reason: 'Other',
  })
  assert.equal(stopped, { idTagInfo: { status: 'Accepted' } })
  assert.is(scene.value('rfidAuth'), 1)
  await scene.tell('StopTransaction', {
    transactionId: scene.transaction,
    meterStop: 1700,
    timestamp: scene.time(),
  })
  await scene.tell('MeterValues', {
    connectorId: 1,
    transactionId: -1,
    meterValue: [{ timestamp: scene.time(), sampledValue: [{ value: '9999', unit: 'Wh' }] }],
  })
  assert.is(scene.value('energy'), 700)
  assert.is(scene.value('power'), 0)
  assert.is((await scene.server.write(scene.address, 'rfidStop', '1')).status, 409)
})

test('OpenEVSE: numbers in place of text', async () => {
  await using scene = await openCharging()
  const answer = await scene.tell('MeterValues', {
    connectorId: 1,
    transactionId: scene.transaction,
    meterValue: [
      {
        timestamp: scene.time(),
        sampledValue: [
          { value: 1604.213, measurand: 'Energy.Active.Import.Register', unit: 'Wh' },
          { value: 15.9, measurand: 'Current.Import', unit: 'A' },
        ],
      },
    ],
  })
  assert.equal(answer, {})
  assert.is(scene.value('energy'), 604)
  assert.is(scene.value('current'), 15.9)
})

test('MicroOcpp: one message three times starts one transaction', async () => {
  await using scene = await openReady()
  const start = { connectorId: 1, idTag: 'A', meterStart: 10, timestamp: scene.time() }
  const text = JSON.stringify([2, '531531541', 'StartTransaction', start])
  const first = await scene.station.exchange(text, '531531541')
  const second = await scene.station.exchange(text, '531531541')
  const third = await scene.station.exchange(text, '531531541')
  assert.equal([second, third], [first, first])
  assert.is(await repairs(scene, 'frame:repeated'), 2)
  // The other defect: the same start under a new id.
  const again = await scene.tell('StartTransaction', start)
  assert.is(numberAt(again, 'transactionId'), numberAt(resultOf(first), 'transactionId'))
  const other = await scene.tell('StartTransaction', { ...start, meterStart: 11 })
  assert.is.not(numberAt(other, 'transactionId'), numberAt(resultOf(first), 'transactionId'))
})

test('a start is known again by the time it says, whether that is right or not', async () => {
  await using scene = await openReady()
  const id = async (timestamp: string) =>
    numberAt(
      await scene.tell('StartTransaction', {
        connectorId: 1,
        idTag: 'A',
        meterStart: 0,
        timestamp,
      }),
      'transactionId',
    )
  // The clock of the station is two minutes ahead, or has not been set yet.
  for (const said of [scene.time(120), '1970-01-01T00:00:12Z']) {
    const first = await id(said)
    await scene.pass(5)
    assert.is(await id(said), first, said)
  }
  assert.is.not(await id('1970-01-01T01:00:12Z'), await id('1970-01-01T00:00:12Z'))
})

test('MicroOcpp: a time of 1970 is the time of receipt', async () => {
  await using scene = await openReady()
  const early = '1970-01-01T00:00:12Z'
  const before = scene.time()
  await scene.pass(30)
  await scene.tell('StatusNotification', {
    connectorId: 1,
    errorCode: 'NoError',
    status: 'Charging',
    timestamp: early,
  })
  const started = await scene.tell('StartTransaction', {
    connectorId: 1,
    idTag: 'A',
    meterStart: 0,
    timestamp: early,
  })
  await scene.tell('MeterValues', {
    connectorId: 1,
    transactionId: numberAt(started, 'transactionId'),
    meterValue: [{ timestamp: early, sampledValue: [{ value: '150', unit: 'Wh' }] }],
  })
  assert.is(scene.value('energy'), 150)
  for (const key of ['cps', 'energy', 'rfid']) {
    const [item] = scene.server.runtime.device(scene.address)?.find(key) ?? []
    assert.is(item?.at, Date.parse(before) + 30_000, key)
  }
})

test('Schneider: connector 11 of a station that says it has one', async () => {
  await using scene = await openScene({ configuration: { NumberOfConnectors: '1' } })
  const addresses = () => scene.server.runtime.devices().map(({ address }) => address)
  await scene.tell('BootNotification', identity)
  await scene.status('Available')
  assert.equal(await scene.status('Available', 11), {})
  assert.equal(addresses(), ['CP1:1', 'CP1:11'])
  await scene.pass(1)
  assert.equal(addresses(), ['CP1:1'], 'the station says that it has one')
  assert.equal(await scene.status('Available', 11), {})
  assert.equal(addresses(), ['CP1:1'])
  // What really is in use is there, whatever the key says.
  await scene.status('Charging', 11)
  assert.equal(addresses(), ['CP1:1', 'CP1:11'])
})

test.run()
