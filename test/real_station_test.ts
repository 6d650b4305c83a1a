import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { connectStation, type Handlers } from './support/real_station.ts'
import { at, numberAt } from './support/scene.ts'
import { startServer, type TestServer } from './support/server.ts'
import { TestClock } from './support/test_clock.ts'

const accepted = { status: 'Accepted' }
const hash = {
  hashAlgorithm: 'SHA256',
  issuerNameHash: 'a1',
  issuerKeyHash: 'b2',
  serialNumber: 'c3',
}
const time = '2026-12-01T00:00:00.000Z'
const profile = {
  chargingProfileId: 4,
  stackLevel: 1,
  chargingProfilePurpose: 'TxDefaultProfile',
  chargingProfileKind: 'Recurring',
  recurrencyKind: 'Daily',
  chargingSchedule: {
    chargingRateUnit: 'W',
    chargingSchedulePeriod: [{ startPeriod: 0, limit: 4200.5, numberPhases: 1 }],
  },
}

/** Every call that a host may start in OCPP 1.6: payload and answer. */
const hostCalls: Readonly<Record<string, readonly [payload: object, answer: object]>> = {
  CancelReservation: [{ reservationId: 1 }, accepted],
  CertificateSigned: [{ certificateChain: 'x' }, { status: 'Rejected' }],
  ChangeAvailability: [{ connectorId: 0, type: 'Operative' }, { status: 'Scheduled' }],
  ChangeConfiguration: [{ key: 'k', value: 'v' }, { status: 'RebootRequired' }],
  ClearCache: [{}, accepted],
  ClearChargingProfile: [{ id: 4 }, { status: 'Unknown' }],
  DataTransfer: [
    { vendorId: 'v', data: '{}' },
    { status: 'UnknownMessageId', data: 'd' },
  ],
  DeleteCertificate: [{ certificateHashData: hash }, { status: 'NotFound' }],
  ExtendedTriggerMessage: [{ requestedMessage: 'Heartbeat' }, { status: 'NotImplemented' }],
  GetCompositeSchedule: [
    { connectorId: 1, duration: 60 },
    {
      status: 'Accepted',
      connectorId: 1,
      scheduleStart: time,
      chargingSchedule: profile.chargingSchedule,
    },
  ],
  GetConfiguration: [
    { key: ['HeartbeatInterval', 'x'] },
    {
      configurationKey: [{ key: 'HeartbeatInterval', readonly: false, value: '60' }],
      unknownKey: ['x'],
    },
  ],
  GetDiagnostics: [{ location: 'ftp://host/path', stopTime: time }, { fileName: 'f.zip' }],
  GetInstalledCertificateIds: [
    { certificateType: 'ManufacturerRootCertificate' },
    { status: 'Accepted', certificateHashData: [hash] },
  ],
  GetLocalListVersion: [{}, { listVersion: -1 }],
  GetLog: [
    { logType: 'SecurityLog', requestId: 1, log: { remoteLocation: 'ftp://host/path' } },
    { status: 'AcceptedCanceled', filename: 'f' },
  ],
  InstallCertificate: [
    { certificateType: 'CentralSystemRootCertificate', certificate: 'x' },
    { status: 'Failed' },
  ],
  RemoteStartTransaction: [
    { idTag: 'A', chargingProfile: { ...profile, chargingProfilePurpose: 'TxProfile' } },
    accepted,
  ],
  RemoteStopTransaction: [{ transactionId: 5 }, { status: 'Rejected' }],
  ReserveNow: [
    { connectorId: 0, expiryDate: time, idTag: 'A', reservationId: 9 },
    { status: 'Occupied' },
  ],
  Reset: [{ type: 'Soft' }, accepted],
  SendLocalList: [
    {
      listVersion: 2,
      updateType: 'Full',
      localAuthorizationList: [{ idTag: 'A', idTagInfo: { status: 'Blocked' } }],
    },
    { status: 'VersionMismatch' },
  ],
  SetChargingProfile: [{ connectorId: 1, csChargingProfiles: profile }, { status: 'NotSupported' }],
  SignedUpdateFirmware: [
    {
      requestId: 1,
      firmware: { location: 'l', retrieveDateTime: time, signingCertificate: 'c', signature: 's' },
    },
    { status: 'InvalidCertificate' },
  ],
  TriggerMessage: [{ requestedMessage: 'MeterValues', connectorId: 1 }, accepted],
  UnlockConnector: [{ connectorId: 1 }, { status: 'UnlockFailed' }],
  UpdateFirmware: [{ location: 'https://host/path', retrieveDate: time }, {}],
}

function call(server: TestServer, action: string, payload: object) {
  return server.post(`/api/v1/stations/REAL/calls/${action}`, payload)
}

test('every call of the host reaches a station, right by the schema, and its answer comes back', async () => {
  const handlers = Object.fromEntries(
    Object.entries(hostCalls).map(([action, [, answer]]) => [action, () => answer]),
  )
  await using server = await startServer({ plugins: [] })
  await using station = await connectStation(server, 'REAL', handlers)
  assert.equal([...server.runtime.actions('REAL')].sort(), Object.keys(hostCalls).sort())
  for (const [action, [payload, answer]] of Object.entries(hostCalls)) {
    const { status, body } = await call(server, action, payload)
    assert.equal([status, body], [200, answer], action)
    assert.is(station.calls.at(-1), action)
  }
  assert.equal(station.violations, [])
})

test('a call that is not right by the schema is not sent', async () => {
  await using server = await startServer({ plugins: [] })
  await using station = await connectStation(server, 'REAL', {})
  for (const [action, payload] of [
    ['Reset', { type: 'Medium' }],
    ['UnlockConnector', {}],
    ['ChangeConfiguration', { key: 'k'.repeat(51), value: '' }],
    ['RemoteStartTransaction', { idTag: 'A', extra: 1 }],
    ['GetDiagnostics', { location: 'no uri' }],
  ] as const) {
    const { status, body } = await call(server, action, payload)
    assert.is(status, 422, action)
    assert.ok(Array.isArray(at(body, 'errors')))
  }
  assert.equal(station.calls, [])
})

test('a whole charge, with every message right by the schema on both sides', async () => {
  const clock = new TestClock()
  const sent: [string, unknown][] = []
  const told = (action: string) => (payload: unknown) => {
    sent.push([action, payload])
    return accepted
  }
  const values = new Map([
    ['MeterValueSampleInterval', '60'],
    ['MeterValuesSampledData', 'Voltage'],
    ['NumberOfConnectors', '1'],
  ])
  const handlers: Handlers = {
    GetConfiguration: (payload) => {
      const asked = at(payload, 'key')
      const keys = Array.isArray(asked) ? asked.map(String) : [...values.keys()]
      return {
        configurationKey: keys
          .filter((key) => values.has(key))
          .map((key) => ({ key, readonly: false, value: values.get(key) })),
        unknownKey: keys.filter((key) => !values.has(key)),
      }
    },
    ChangeConfiguration: told('ChangeConfiguration'),
    SetChargingProfile: told('SetChargingProfile'),
    RemoteStartTransaction: told('RemoteStartTransaction'),
    RemoteStopTransaction: told('RemoteStopTransaction'),
  }
  await using server = await startServer({ clock, plugins: [] })
  await using station = await connectStation(server, 'REAL', handlers)
  const now = () => new Date(clock.now()).toISOString()
  const value = (key: string) => server.value('REAL:1', key)
  const report = (status: string) =>
    station.call('StatusNotification', { connectorId: 1, errorCode: 'NoError', status })

  const boot = await station.call('BootNotification', {
    chargePointVendor: 'Maker',
    chargePointModel: 'Box',
    chargePointSerialNumber: '4711',
  })
  assert.equal(boot, { status: 'Accepted', currentTime: now(), interval: 60 })
  await report('Available')
  await clock.advance(1000)
  await server.until(() => sent.length === 2, 'the writes of set-up')
  await report('Preparing')
  assert.is((await server.write('REAL:1', 'rfidStart', '04A2')).status, 200)
  const authorized = await station.call('Authorize', { idTag: '04A2' })
  assert.is(at(authorized, 'idTagInfo.status'), 'Accepted')
  const started = await station.call('StartTransaction', {
    connectorId: 1,
    idTag: '04A2',
    meterStart: 10_000,
    timestamp: now(),
  })
  const transactionId = numberAt(started, 'transactionId')
  await report('Charging')
  assert.is((await server.write('REAL:1', 'currentSet', 16)).status, 200)
  await clock.advance(10_000)
  const sampledValue = ['L1', 'L2', 'L3'].flatMap((phase) => [
    { value: '16.02', measurand: 'Current.Import', phase, unit: 'A' },
    { value: '230.4', measurand: 'Voltage', phase: `${phase}-N`, unit: 'V' },
  ])
  await station.call('MeterValues', {
    connectorId: 1,
    transactionId,
    meterValue: [
      {
        timestamp: now(),
        sampledValue: [
          ...sampledValue,
          { value: '11.073', measurand: 'Power.Active.Import', unit: 'kW' },
          { value: '10031', measurand: 'Energy.Active.Import.Register', unit: 'Wh' },
        ],
      },
    ],
  })
  const keys = ['cps', 'voltage', 'current', 'power', 'energy', 'phases', 'rfid', 'rfidAuth']
  assert.equal(keys.map(value), [67, 230.4, 16.02, 11.073, 31, 3, '04A2', 1])
  assert.is((await server.write('REAL:1', 'rfidStop', '1')).status, 200)
  await station.call('StopTransaction', {
    transactionId,
    idTag: '04A2',
    meterStop: 10_040,
    timestamp: now(),
    reason: 'Remote',
  })
  await report('Finishing')
  await report('Available')
  assert.equal(keys.map(value), [65, 230.4, 0, 0, 40, 0, '04A2', 0])
  assert.equal(
    sent.map(([action]) => action),
    [
      'ChangeConfiguration',
      'ChangeConfiguration',
      'RemoteStartTransaction',
      'SetChargingProfile',
      'RemoteStopTransaction',
    ],
  )
  assert.equal(sent.at(-1), ['RemoteStopTransaction', { transactionId }])
  for (const [action, payload] of [
    ['Heartbeat', {}],
    ['DataTransfer', { vendorId: 'x' }],
    ['DiagnosticsStatusNotification', { status: 'Idle' }],
    ['FirmwareStatusNotification', { status: 'Installed' }],
    ['SecurityEventNotification', { type: 'x', timestamp: now() }],
    ['LogStatusNotification', { status: 'Idle' }],
    ['SignedFirmwareStatusNotification', { status: 'Idle' }],
    ['SignCertificate', { csr: 'x' }],
  ] as const) {
    await station.call(action, payload)
  }
  assert.equal(station.violations, [])
})

test.run()
