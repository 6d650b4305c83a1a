import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { SimulatedStation } from '../../runtime/simulator/simulated_station.ts'
import { type Loose, type StrictServer, together } from './support/strict_server.ts'

/** Statuses of a connector in the order in which they were reported. */
function statuses(server: StrictServer, connector = 1): unknown[] {
  return server.calls
    .filter(
      ([action, { connectorId }]) => action === 'StatusNotification' && connectorId === connector,
    )
    .map(([, { status }]) => status)
}

/** The values of a MeterValues message by measurand and phase. */
function values(message: Loose): Record<string, number> {
  const list = JSON.parse(JSON.stringify(message)).meterValue[0].sampledValue
  return Object.fromEntries(
    list.map((one: Record<string, string>) => [
      [one.measurand, one.phase].filter(Boolean).join(' '),
      Number(one.value),
    ]),
  )
}

async function charging(server: StrictServer, station: SimulatedStation) {
  await server.next('BootNotification')
  await station.idle()
  station.plugIn('CARD1')
  return await server.next('StartTransaction')
}

function profile(limit: number, more: object = {}, period: object = {}): object {
  return {
    connectorId: 1,
    csChargingProfiles: {
      chargingProfileId: 1,
      stackLevel: 0,
      chargingProfilePurpose: 'TxDefaultProfile',
      chargingProfileKind: 'Absolute',
      chargingSchedule: {
        chargingRateUnit: 'A',
        chargingSchedulePeriod: [{ startPeriod: 0, limit, ...period }],
      },
      ...more,
    },
  }
}

test('a station boots, reports every connector and beats', async () => {
  const failures = await together(
    async ({ server, station, clock }) => {
      const boot = await server.next('BootNotification')
      assert.is(boot.chargePointModel, 'Simulator')
      await station.idle()
      assert.equal(
        server.calls.map(([action, { connectorId }]) => [action, connectorId]),
        [
          ['BootNotification', undefined],
          ['StatusNotification', 0],
          ['StatusNotification', 1],
          ['StatusNotification', 2],
        ],
      )
      clock.advance(60_000)
      await server.next('Heartbeat')
    },
    { connectors: 2 },
  )
  assert.equal(failures, [])
})

test('a station that is put off boots again after the interval', async () => {
  const answers = ['Pending', 'Accepted']
  const failures = await together(
    async ({ server, station, clock }) => {
      await station.until((event) => event.kind === 'booted' && event.status === 'Pending')
      clock.advance(9_999)
      await station.idle()
      assert.is(server.calls.length, 1)
      clock.advance(1)
      await station.until((event) => event.kind === 'booted' && event.status === 'Accepted')
    },
    {
      prepare: (server) =>
        server.answers.set('BootNotification', () => ({
          status: answers.shift(),
          currentTime: new Date(0).toISOString(),
          interval: 10,
        })),
    },
  )
  assert.equal(failures, [])
})

test('a vehicle charges on three phases and tells of it', async () => {
  const failures = await together(async ({ server, station, clock }) => {
    const start = await charging(server, station)
    assert.is(start.idTag, 'CARD1')
    await server.call('ChangeConfiguration', { key: 'MeterValueSampleInterval', value: '10' })
    clock.advance(10_000)
    const first = values(await server.next('MeterValues'))
    for (const line of ['L1', 'L2', 'L3']) {
      const current = first[`Current.Import ${line}`] ?? 0
      const voltage = first[`Voltage ${line}-N`] ?? 0
      assert.ok(current > 15 && current <= 16, `${line}: ${current} A`)
      assert.ok(voltage >= 228 && voltage <= 232, `${line}: ${voltage} V`)
    }
    const power = first['Power.Active.Import'] ?? 0
    assert.ok(power > 10_500 && power < 11_200, `${power} W`)
    clock.advance(3_600_000 - 10_000)
    const wanted = Number(start.meterStart) + 11_040
    await station.idle()
    station.unplug()
    const stop = await server.next('StopTransaction')
    assert.is(stop.meterStop, wanted)
    assert.is(stop.reason, 'EVDisconnected')
    assert.is(stop.transactionId, (await server.next('MeterValues')).transactionId)
    await station.idle()
    assert.equal(statuses(server), ['Available', 'Preparing', 'Charging', 'Finishing', 'Available'])
  })
  assert.equal(failures, [])
})

test('a card starts a transaction, and the same card ends it', async () => {
  const failures = await together(async ({ server, station }) => {
    await charging(server, station)
    await station.until(({ kind }) => kind === 'numbered')
    station.showCard('card1')
    const stop = await server.next('StopTransaction')
    assert.equal([stop.reason, stop.idTag], ['Local', 'card1'])
    await station.idle()
    assert.is(station.status(), 'Finishing')
  })
  assert.equal(failures, [])
})

test('a card that is refused starts nothing', async () => {
  const failures = await together(async ({ server, station }) => {
    await server.next('BootNotification')
    await station.idle()
    server.answers.set('Authorize', () => ({ idTagInfo: { status: 'Blocked' } }))
    station.plugIn('CARD1')
    await station.until((event) => event.kind === 'card' && event.status === 'Blocked')
    assert.is(station.status(), 'Preparing')
    assert.is(station.transaction(), undefined)
  })
  assert.equal(failures, [])
})

test('a transaction whose card is refused at its start ends at once', async () => {
  const failures = await together(async ({ server, station }) => {
    server.answers.set('StartTransaction', () => ({
      transactionId: 7,
      idTagInfo: { status: 'Invalid' },
    }))
    await charging(server, station)
    const stop = await server.next('StopTransaction')
    assert.equal([stop.transactionId, stop.reason], [7, 'DeAuthorized'])
  })
  assert.equal(failures, [])
})

test('a vehicle that is full draws nothing more', async () => {
  const failures = await together(async ({ server, station, clock }) => {
    await server.next('BootNotification')
    await station.idle()
    station.plugIn('CARD1', { wanted: 1104 })
    await server.next('StartTransaction')
    clock.advance(359_000)
    await station.idle()
    assert.is(station.status(), 'Charging')
    clock.advance(1_000)
    await station.idle()
    assert.is(station.status(), 'SuspendedEV')
    clock.advance(60_000)
    station.unplug()
    const stop = await server.next('StopTransaction')
    const [, start] = server.calls.find(([action]) => action === 'StartTransaction') ?? []
    assert.is(Number(stop.meterStop) - Number(start?.meterStart), 1104)
  })
  assert.equal(failures, [])
})

test('limits are obeyed: 10 A, pause, go on, one phase, watts', async () => {
  const failures = await together(async ({ server, station, clock }) => {
    await charging(server, station)
    const measured = async () => {
      clock.advance(60_000)
      return values(await server.next('MeterValues'))
    }
    assert.is((await server.call('SetChargingProfile', profile(10))).status, 'Accepted')
    const limited = await measured()
    assert.ok((limited['Current.Import L1'] ?? 0) <= 10)
    assert.ok((limited['Current.Import L3'] ?? 0) > 9.7)

    await server.call('SetChargingProfile', profile(0))
    assert.is((await measured())['Power.Active.Import'], 0)
    assert.is(station.status(), 'SuspendedEVSE')
    await server.call('SetChargingProfile', profile(5.9))
    assert.is(station.status(), 'SuspendedEVSE')
    await server.call('SetChargingProfile', profile(6))
    await station.idle()
    assert.is(station.status(), 'Charging')

    await server.call('SetChargingProfile', profile(16, {}, { numberPhases: 1 }))
    const single = await measured()
    assert.ok((single['Current.Import L1'] ?? 0) > 15)
    assert.is(single['Current.Import L2'], 0)

    const inWatts = {
      chargingRateUnit: 'W',
      chargingSchedulePeriod: [{ startPeriod: 0, limit: 6900 }],
    }
    await server.call('SetChargingProfile', profile(0, { chargingSchedule: inWatts }))
    const power = (await measured())['Power.Active.Import'] ?? 0
    assert.ok(power > 6600 && power < 7000, `${power} W`)

    const cleared = await server.call('ClearChargingProfile', { id: 1 })
    assert.is(cleared.status, 'Accepted')
    assert.is((await server.call('ClearChargingProfile', { id: 1 })).status, 'Unknown')
    assert.ok(((await measured())['Current.Import L1'] ?? 0) > 15)
  })
  assert.equal(failures, [])
})

test('profiles that cannot be meant are refused', async () => {
  const failures = await together(async ({ server, station }) => {
    await server.next('BootNotification')
    await station.idle()
    const refused: object[] = [
      profile(10, { chargingProfilePurpose: 'TxProfile' }),
      profile(10, { chargingProfilePurpose: 'ChargePointMaxProfile' }),
      profile(10, { stackLevel: 9 }),
      profile(10, {}, { startPeriod: 5 }),
      { ...profile(10), connectorId: 7 },
    ]
    for (const one of refused) {
      assert.is((await server.call('SetChargingProfile', one)).status, 'Rejected')
    }
  })
  assert.equal(failures, [])
})

test('the limit of a schedule changes with time, and the composite schedule tells it', async () => {
  const failures = await together(async ({ server, station, clock }) => {
    await charging(server, station)
    const chargingSchedule = {
      chargingRateUnit: 'A',
      chargingSchedulePeriod: [
        { startPeriod: 0, limit: 16 },
        { startPeriod: 100, limit: 0 },
        { startPeriod: 200, limit: 8 },
      ],
    }
    await server.call('SetChargingProfile', profile(0, { chargingSchedule }))
    const composite = await server.call('GetCompositeSchedule', { connectorId: 1, duration: 300 })
    assert.equal(JSON.parse(JSON.stringify(composite.chargingSchedule)).chargingSchedulePeriod, [
      { startPeriod: 0, limit: 16, numberPhases: 3 },
      { startPeriod: 100, limit: 0, numberPhases: 3 },
      { startPeriod: 200, limit: 8, numberPhases: 3 },
    ])
    clock.advance(99_000)
    assert.is(station.status(), 'Charging')
    clock.advance(1_000)
    assert.is(station.status(), 'SuspendedEVSE')
    clock.advance(100_000)
    assert.is(station.status(), 'Charging')
  })
  assert.equal(failures, [])
})

test('a limit of the station is shared by the connectors that charge', async () => {
  const failures = await together(
    async ({ server, station, clock }) => {
      await charging(server, station)
      const max = profile(20, { chargingProfilePurpose: 'ChargePointMaxProfile' })
      await server.call('SetChargingProfile', { ...max, connectorId: 0 })
      station.plugIn('CARD2', { connector: 2 })
      await server.next('StartTransaction')
      await server.call('ChangeConfiguration', { key: 'MeterValueSampleInterval', value: '60' })
      clock.advance(60_000)
      for (let i = 0; i < 2; i++) {
        const current = values(await server.next('MeterValues'))['Current.Import L1'] ?? 0
        assert.ok(current > 9.7 && current <= 10, `${current} A`)
      }
    },
    { connectors: 2 },
  )
  assert.equal(failures, [])
})

test('a start from afar waits for the cable, and a stop from afar ends it', async () => {
  const failures = await together(async ({ server, station }) => {
    await server.next('BootNotification')
    await station.idle()
    const begin = { connectorId: 1, idTag: 'APP' }
    assert.is((await server.call('RemoteStartTransaction', begin)).status, 'Accepted')
    await station.idle()
    assert.is(station.status(), 'Preparing')
    assert.is((await server.call('RemoteStartTransaction', begin)).status, 'Rejected')
    station.plugIn()
    assert.is((await server.next('StartTransaction')).idTag, 'APP')
    await station.until(({ kind }) => kind === 'numbered')
    const transactionId = station.transaction()
    const wrong = await server.call('RemoteStopTransaction', { transactionId: 1 })
    assert.is(wrong.status, 'Rejected')
    const right = await server.call('RemoteStopTransaction', { transactionId })
    assert.is(right.status, 'Accepted')
    assert.is((await server.next('StopTransaction')).reason, 'Remote')
  })
  assert.equal(failures, [])
})

test('a start from afar without a cable is forgotten after the time-out', async () => {
  const failures = await together(async ({ server, station, clock }) => {
    await server.next('BootNotification')
    await station.idle()
    await server.call('RemoteStartTransaction', { idTag: 'APP' })
    await station.idle()
    clock.advance(60_000)
    await station.idle()
    assert.equal(statuses(server), ['Available', 'Preparing', 'Available'])
    station.plugIn()
    await station.idle()
    assert.is(station.transaction(), undefined)
  })
  assert.equal(failures, [])
})

test('configuration is read and changed', async () => {
  const failures = await together(async ({ server, station }) => {
    await server.next('BootNotification')
    await station.idle()
    const all = await server.call('GetConfiguration', {})
    const keys = JSON.parse(JSON.stringify(all.configurationKey))
    assert.ok(keys.length > 30)
    const read = await server.call('GetConfiguration', { key: ['numberofconnectors', 'Nope'] })
    assert.equal(read, {
      configurationKey: [{ key: 'NumberOfConnectors', readonly: true, value: '1' }],
      unknownKey: ['Nope'],
    })
    const changes: [string, string, string][] = [
      ['MeterValueSampleInterval', '10', 'Accepted'],
      ['MeterValueSampleInterval', 'soon', 'Rejected'],
      ['MeterValuesSampledData', 'Voltage,Current.Import', 'Accepted'],
      ['MeterValuesSampledData', 'Voltage,SoC', 'Rejected'],
      ['NumberOfConnectors', '2', 'Rejected'],
      ['Nope', '2', 'NotSupported'],
    ]
    for (const [key, value, expected] of changes) {
      assert.is((await server.call('ChangeConfiguration', { key, value })).status, expected, key)
    }
  })
  assert.equal(failures, [])
})

test('a connector out of use waits for the end of its transaction', async () => {
  const failures = await together(async ({ server, station }) => {
    await charging(server, station)
    const off = { connectorId: 0, type: 'Inoperative' }
    assert.is((await server.call('ChangeAvailability', off)).status, 'Scheduled')
    station.unplug()
    await server.next('StopTransaction')
    await station.idle()
    assert.is(station.status(), 'Unavailable')
    const on = { connectorId: 1, type: 'Operative' }
    assert.is((await server.call('ChangeAvailability', on)).status, 'Accepted')
    await station.idle()
    assert.is(station.status(), 'Available')
    const wrong = await server.call('ChangeAvailability', { connectorId: 3, type: 'Operative' })
    assert.is(wrong.status, 'Rejected')
  })
  assert.equal(failures, [])
})

for (const type of ['Soft', 'Hard']) {
  test(`a reset (${type}) ends the transaction, reconnects and boots`, async () => {
    const failures = await together(async ({ server, station, clock }) => {
      await charging(server, station)
      await station.until(({ kind }) => kind === 'numbered')
      const gone = station.until(({ kind }) => kind === 'disconnected')
      assert.is((await server.call('Reset', { type })).status, 'Accepted')
      await gone
      clock.advance(3000)
      await server.next('BootNotification')
      await station.idle()
      const stop = await server.next('StopTransaction')
      assert.is(stop.reason, `${type}Reset`)
      assert.is(station.status(), 'Finishing')
    })
    assert.equal(failures, [])
  })
}

test('what happens offline is told later, in order and with its own times', async () => {
  const failures = await together(async ({ server, station, clock }) => {
    const start = await charging(server, station)
    await station.until(({ kind }) => kind === 'numbered')
    await station.idle()
    const gone = station.until(({ kind }) => kind === 'disconnected')
    await server.drop()
    await gone
    const before = server.calls.length
    clock.advance(500)
    station.unplug()
    const back = station.until(({ kind }) => kind === 'connected')
    clock.advance(500)
    await back
    await station.idle()
    assert.equal(
      server.calls.slice(before).map(([action, { status }]) => [action, status]),
      [
        ['StopTransaction', undefined],
        ['StatusNotification', 'Available'],
        ['StatusNotification', 'Available'],
      ],
    )
    const stop = await server.next('StopTransaction')
    const took = Date.parse(String(stop.timestamp)) - Date.parse(String(start.timestamp))
    assert.is(took, 500)
  })
  assert.equal(failures, [])
})

test('the cable is unlocked and the transaction ends', async () => {
  const failures = await together(async ({ server, station }) => {
    await charging(server, station)
    const answer = await server.call('UnlockConnector', { connectorId: 1 })
    assert.is(answer.status, 'Unlocked')
    assert.is((await server.next('StopTransaction')).reason, 'UnlockCommand')
    assert.is((await server.call('UnlockConnector', { connectorId: 2 })).status, 'NotSupported')
  })
  assert.equal(failures, [])
})

test('messages are sent when triggered', async () => {
  const failures = await together(async ({ server, station }) => {
    await server.next('BootNotification')
    await station.idle()
    server.calls.length = 0
    const triggers = [
      'BootNotification',
      'Heartbeat',
      'StatusNotification',
      'MeterValues',
      'DiagnosticsStatusNotification',
      'FirmwareStatusNotification',
    ]
    for (const requestedMessage of triggers) {
      const answer = await server.call('TriggerMessage', { requestedMessage, connectorId: 1 })
      assert.is(answer.status, 'Accepted')
      await station.idle()
      assert.ok(
        server.calls.some(([action]) => action === requestedMessage),
        requestedMessage,
      )
    }
  })
  assert.equal(failures, [])
})

test('a reservation keeps the connector for its card until it ends', async () => {
  const failures = await together(async ({ server, station, clock }) => {
    await server.next('BootNotification')
    await station.idle()
    const expiryDate = new Date(clock.now() + 60_000).toISOString()
    const reserve = { connectorId: 1, expiryDate, idTag: 'MINE', reservationId: 5 }
    assert.is((await server.call('ReserveNow', reserve)).status, 'Accepted')
    await station.idle()
    assert.is(station.status(), 'Reserved')
    const other = await server.call('RemoteStartTransaction', { connectorId: 1, idTag: 'OTHER' })
    assert.is(other.status, 'Rejected')
    const more = await server.call('ReserveNow', { ...reserve, reservationId: 6 })
    assert.is(more.status, 'Occupied')
    assert.is((await server.call('CancelReservation', { reservationId: 6 })).status, 'Rejected')
    assert.is((await server.call('CancelReservation', { reservationId: 5 })).status, 'Accepted')
    await station.idle()
    assert.is(station.status(), 'Available')
    await server.call('ReserveNow', reserve)
    clock.advance(60_000)
    assert.is(station.status(), 'Available')
    await server.call('ReserveNow', {
      ...reserve,
      expiryDate: new Date(clock.now() + 60_000).toISOString(),
    })
    station.plugIn('MINE')
    assert.is((await server.next('StartTransaction')).reservationId, 5)
  })
  assert.equal(failures, [])
})

test('the local list is kept and decides when the server cannot be asked', async () => {
  const failures = await together(async ({ server, station }) => {
    await server.next('BootNotification')
    await station.idle()
    const list = [{ idTag: 'LOCAL', idTagInfo: { status: 'Accepted' } }]
    const update = { listVersion: 2, updateType: 'Full', localAuthorizationList: list }
    assert.is((await server.call('SendLocalList', update)).status, 'Accepted')
    assert.is((await server.call('GetLocalListVersion', {})).listVersion, 2)
    const older = await server.call('SendLocalList', { listVersion: 1, updateType: 'Differential' })
    assert.is(older.status, 'VersionMismatch')
    const gone = station.until(({ kind }) => kind === 'disconnected')
    await server.drop()
    await gone
    station.plugIn('LOCAL')
    assert.is(station.status(), 'Charging')
  })
  assert.equal(failures, [])
})

test('diagnostics and firmware are told of step by step', async () => {
  const failures = await together(async ({ server, station, clock }) => {
    await server.next('BootNotification')
    await station.idle()
    const answer = await server.call('GetDiagnostics', { location: 'ftp://127.0.0.1/x' })
    assert.is(answer.fileName, 'diagnostics.log')
    for (const expected of ['Uploading', 'Uploaded']) {
      clock.advance(1000)
      assert.is((await server.next('DiagnosticsStatusNotification')).status, expected)
    }
    const retrieveDate = new Date(clock.now() + 5000).toISOString()
    await server.call('UpdateFirmware', { location: 'ftp://127.0.0.1/fw-2.0.bin', retrieveDate })
    clock.advance(5000)
    for (const expected of ['Downloading', 'Downloaded']) {
      clock.advance(1000)
      assert.is((await server.next('FirmwareStatusNotification')).status, expected)
    }
    const gone = station.until(({ kind }) => kind === 'disconnected')
    clock.advance(1000)
    await gone
    clock.advance(3000)
    await server.next('BootNotification')
    const boots = server.calls.filter(([action]) => action === 'BootNotification')
    await station.idle()
    assert.is(boots.at(-1)?.[1].firmwareVersion, 'fw-2.0.bin')
    const last = server.calls.filter(([action]) => action === 'FirmwareStatusNotification').at(-1)
    assert.is(last?.[1].status, 'Installed')
  })
  assert.equal(failures, [])
})

test('clock-aligned meter values come on the hour, charging or not', async () => {
  const failures = await together(async ({ server, station, clock }) => {
    await server.next('BootNotification')
    await station.idle()
    clock.advance(1234)
    await server.call('ChangeConfiguration', { key: 'ClockAlignedDataInterval', value: '900' })
    await station.idle()
    clock.advance(900_000 - 1234)
    const message = await server.next('MeterValues')
    assert.is(message.transactionId, undefined)
    const [value] = JSON.parse(JSON.stringify(message)).meterValue[0].sampledValue
    assert.is(value.context, 'Sample.Clock')
    await station.idle()
  })
  assert.equal(failures, [])
})

test('the values of start and end are in the stop message when they are asked for', async () => {
  const failures = await together(async ({ server, station }) => {
    await server.next('BootNotification')
    await station.idle()
    const wanted = { key: 'StopTxnSampledData', value: 'Energy.Active.Import.Register' }
    await server.call('ChangeConfiguration', wanted)
    station.plugIn('CARD1')
    await server.next('StartTransaction')
    station.unplug()
    const stop = JSON.parse(JSON.stringify(await server.next('StopTransaction')))
    const contexts = stop.transactionData.map(
      (one: { sampledValue: { context: string }[] }) => one.sampledValue[0]?.context,
    )
    assert.equal(contexts, ['Transaction.Begin', 'Transaction.End'])
  })
  assert.equal(failures, [])
})

test('a fault ends the transaction and is reported with its code', async () => {
  const failures = await together(async ({ server, station }) => {
    await charging(server, station)
    station.fault('GroundFailure')
    await server.next('StopTransaction')
    await station.idle()
    const last = server.calls.filter(([action]) => action === 'StatusNotification').at(-1)?.[1]
    assert.equal([last?.status, last?.errorCode], ['Faulted', 'GroundFailure'])
    station.fault()
    await station.idle()
    assert.is(station.status(), 'Finishing')
  })
  assert.equal(failures, [])
})

test('speed makes life faster, not the times that are told', async () => {
  const failures = await together(
    async ({ server, station, clock }) => {
      const start = await charging(server, station)
      clock.advance(1000)
      await server.next('MeterValues')
      await station.idle()
      station.unplug()
      const stop = await server.next('StopTransaction')
      assert.is(Number(stop.meterStop) - Number(start.meterStart), 184)
      const took = Date.parse(String(stop.timestamp)) - Date.parse(String(start.timestamp))
      assert.is(took, 1000)
    },
    { speed: 60 },
  )
  assert.equal(failures, [])
})

test.run()
