import { test } from 'uvu'
import * as assert from 'uvu/assert'
import * as v from 'valibot'
import { MemoryStore } from '../../runtime/storage/memory.ts'
import { RawStation } from '../support/raw_station.ts'
import { at } from '../support/scene.ts'
import { startServer, type TestServer } from '../support/server.ts'
import { TestClock } from '../support/test_clock.ts'

interface Scene extends AsyncDisposable {
  readonly server: TestServer
  readonly station: RawStation
  /** Makes a call over HTTP; its status. */
  call(action: string, payload: object): Promise<number>
  /** Operation of this number, over HTTP. */
  operation(n: number): Promise<unknown>
  /** Numbers of the operations that set-up did not begin, with kind, state and words. */
  told(): Promise<readonly (readonly unknown[])[]>
}

const toldSchema = v.array(
  v.object({
    kind: v.string(),
    state: v.string(),
    words: v.array(
      v.pipe(
        v.object({ status: v.string() }),
        v.transform(({ status }) => status),
      ),
    ),
  }),
)

async function open(
  protocol: string,
  answers: Readonly<Record<string, object>>,
  clock?: TestClock,
): Promise<Scene> {
  const server = await startServer(clock && { clock })
  const connect = async () => {
    const station = await RawStation.connect(server, { path: '/CP1', protocols: [protocol] })
    for (const [action, payload] of Object.entries(answers)) station.on(action, { payload })
    return station
  }
  const path = '/api/v1/stations/CP1'
  const close = () => server.close()
  return {
    server,
    station: await connect(),
    call: async (action, payload) => (await server.post(`${path}/calls/${action}`, payload)).status,
    operation: async (n) => (await server.get(`${path}/operations/${n}`)).body,
    async told() {
      const { body } = await server.get(`${path}/operations`)
      return v.parse(toldSchema, body).map(({ kind, state, words }) => [kind, state, ...words])
    },
    [Symbol.asyncDispose]: close,
  }
}

const when = '2030-01-01T00:00:00Z'
const ftp = 'ftp://box:hunter2@files.example/logs/'

test('an upload of diagnostics is followed to its end, and its password is not shown', async () => {
  await using scene = await open('ocpp1.6', { GetDiagnostics: { fileName: 'diag.zip' } })
  assert.is(await scene.call('GetDiagnostics', { location: ftp }), 200)
  for (const status of ['Uploading', 'Uploaded']) {
    await scene.station.call('DiagnosticsStatusNotification', { status })
  }
  assert.equal(await scene.told(), [['log', 'done', 'Uploading', 'Uploaded']])
  const operation = await scene.operation(1)
  assert.is(at(operation, 'action'), 'GetDiagnostics')
  assert.is(at(operation, 'fileName'), 'diag.zip')
  assert.is(at(operation, 'location'), 'ftp://***@files.example/logs/')
  assert.equal(at(operation, 'payload'), { location: 'ftp://***@files.example/logs/' })
  assert.is(at(operation, 'request'), null)
  assert.type(at(operation, 'finishedAt'), 'string')
})

test('an update goes on over a boot and another connection, and ends as the station says', async () => {
  await using scene = await open('ocpp1.6', { UpdateFirmware: {} })
  assert.is(await scene.call('UpdateFirmware', { location: ftp, retrieveDate: when }), 200)
  const { station, server } = scene
  await station.call('FirmwareStatusNotification', { status: 'Downloading' })
  await station.call('FirmwareStatusNotification', { status: 'Installing' })
  station.ws.close()
  await station.ended
  const back = await RawStation.connect(server, { path: '/CP1' })
  await back.call('BootNotification', { chargePointVendor: 'A', chargePointModel: 'B' })
  assert.equal(await scene.told(), [['firmware', 'running', 'Downloading', 'Installing']])
  await back.call('FirmwareStatusNotification', { status: 'InstallationFailed' })
  await back.call('FirmwareStatusNotification', { status: 'Idle' })
  assert.equal(await scene.told(), [
    ['firmware', 'failed', 'Downloading', 'Installing', 'InstallationFailed'],
  ])
})

test('a refusal, an error and silence are told apart', async () => {
  await using scene = await open('ocpp1.6', {
    SignedUpdateFirmware: { status: 'InvalidCertificate' },
  })
  const log = { remoteLocation: ftp }
  const firmware = {
    location: ftp,
    retrieveDateTime: when,
    signature: 'a',
    signingCertificate: 'b',
  }
  await scene.call('SignedUpdateFirmware', { requestId: 5, firmware })
  await scene.call('GetLog', { logType: 'DiagnosticsLog', requestId: 6, log })
  assert.equal(await scene.told(), [
    ['firmware', 'refused'],
    ['log', 'refused'],
  ])
  assert.is(at(await scene.operation(1), 'answer'), 'InvalidCertificate')
  assert.is(at(await scene.operation(2), 'answer'), 'NotImplemented')
})

test('the news of several operations are told apart by number', async () => {
  await using scene = await open('ocpp2.0.1', { GetLog: { status: 'Accepted', filename: 'a.log' } })
  const log = { remoteLocation: 'https://files.example/a' }
  for (const requestId of [11, 12]) {
    assert.is(await scene.call('GetLog', { logType: 'SecurityLog', requestId, log }), 200)
  }
  const tell = (requestId: number, status: string) =>
    scene.station.call('LogStatusNotification', { requestId, status })
  await tell(12, 'Uploading')
  await tell(11, 'PermissionDenied')
  await tell(12, 'Uploaded')
  await tell(13, 'Uploading')
  assert.equal(await scene.told(), [
    ['log', 'failed', 'PermissionDenied'],
    ['log', 'done', 'Uploading', 'Uploaded'],
    ['log', 'running', 'Uploading'],
  ])
  assert.is(at(await scene.operation(2), 'request'), 12)
  assert.is(at(await scene.operation(3), 'action'), null)
})

test('another upload takes the place of the one under way', async () => {
  await using scene = await open('ocpp2.0.1', { GetLog: { status: 'AcceptedCanceled' } })
  const log = { remoteLocation: 'https://files.example/a' }
  await scene.call('GetLog', { logType: 'SecurityLog', requestId: 1, log })
  await scene.call('GetLog', { logType: 'SecurityLog', requestId: 2, log })
  assert.equal(await scene.told(), [
    ['log', 'canceled'],
    ['log', 'running'],
  ])
})

test('what comes in parts is put together', async () => {
  await using scene = await open('ocpp2.0.1', {
    CustomerInformation: { status: 'Accepted' },
    GetChargingProfiles: { status: 'Accepted' },
    GetDisplayMessages: { status: 'Unknown' },
    GetMonitoringReport: { status: 'EmptyResultSet' },
    GetReport: { status: 'Accepted' },
  })
  const customer = { requestId: 1, report: true, clear: false, customerIdentifier: 'x' }
  await scene.call('CustomerInformation', customer)
  await scene.call('CustomerInformation', { ...customer, report: false, clear: true })
  const criterion = { chargingProfilePurpose: 'TxDefaultProfile' }
  await scene.call('GetChargingProfiles', { requestId: 2, chargingProfile: criterion })
  await scene.call('GetDisplayMessages', { requestId: 3 })
  await scene.call('GetMonitoringReport', { requestId: 4 })
  await scene.call('GetReport', { requestId: 5, componentCriteria: ['Problem'] })
  const tell = (seqNo: number, data: string, tbc: boolean) =>
    scene.station.call('NotifyCustomerInformation', {
      requestId: 1,
      generatedAt: when,
      seqNo,
      data,
      tbc,
    })
  await tell(0, 'card ', true)
  await tell(1, '04A1', false)
  const period = { startPeriod: 0, limit: 16 }
  const schedule = { id: 1, chargingRateUnit: 'A', chargingSchedulePeriod: [period] }
  const profile = {
    id: 1,
    stackLevel: 0,
    chargingProfilePurpose: 'TxDefaultProfile',
    chargingProfileKind: 'Relative',
    chargingSchedule: [schedule],
  }
  await scene.station.call('ReportChargingProfiles', {
    requestId: 2,
    chargingLimitSource: 'CSO',
    evseId: 1,
    chargingProfile: [profile],
    tbc: false,
  })
  await scene.station.call('NotifyReport', { requestId: 5, generatedAt: when, seqNo: 0 })
  assert.equal(await scene.told(), [
    ['customer-information', 'done'],
    ['charging-profiles', 'done'],
    ['display-messages', 'done'],
    ['monitoring-report', 'done'],
    ['report', 'done'],
  ])
  const [first, second] = [await scene.operation(1), await scene.operation(2)]
  assert.is(at(first, 'parts'), 2)
  assert.equal(at(first, 'data'), ['card ', '04A1'])
  assert.equal(at(second, 'data'), [
    { evseId: 1, chargingLimitSource: 'CSO', chargingProfile: profile },
  ])
})

test('a report that a boot interrupts is lost', async () => {
  await using scene = await open('ocpp2.1', {
    GetMonitoringReport: { status: 'Accepted' },
    GetDERControl: { status: 'Accepted' },
  })
  await scene.call('GetMonitoringReport', { requestId: 4 })
  await scene.call('GetDERControl', { requestId: 5 })
  await scene.station.call('ReportDERControl', { requestId: 5, tbc: false })
  await scene.station.call('BootNotification', {
    reason: 'PowerUp',
    chargingStation: { model: 'A', vendorName: 'B' },
  })
  const [report, controls] = await scene.told()
  assert.equal(report, ['monitoring-report', 'lost'])
  assert.equal(controls, ['grid-controls', 'done'])
})

test('diagnostics without the name of a file are refused, unless they come all the same', async () => {
  await using scene = await open('ocpp1.6', { GetDiagnostics: {} })
  await scene.call('GetDiagnostics', { location: ftp })
  assert.equal(await scene.told(), [['log', 'refused']])
  assert.type(at(await scene.operation(1), 'finishedAt'), 'string')
  await scene.station.call('DiagnosticsStatusNotification', { status: 'Idle' })
  assert.equal(await scene.told(), [['log', 'refused']])
  await scene.station.call('DiagnosticsStatusNotification', { status: 'Uploading' })
  assert.equal(await scene.told(), [['log', 'running', 'Uploading']])
  assert.is(at(await scene.operation(1), 'finishedAt'), null)
  await scene.station.call('DiagnosticsStatusNotification', { status: 'Uploaded' })
  assert.equal(await scene.told(), [['log', 'done', 'Uploading', 'Uploaded']])
})

test('a report of which nothing more comes is lost, and goes on when it does', async () => {
  const clock = new TestClock()
  const answers = { GetMonitoringReport: { status: 'Accepted' } }
  await using scene = await open('ocpp2.0.1', answers, clock)
  await scene.call('GetMonitoringReport', { requestId: 4 })
  const tell = (seqNo: number, tbc: boolean) =>
    scene.station.call('NotifyMonitoringReport', { requestId: 4, generatedAt: when, seqNo, tbc })
  await clock.advance(599_000)
  await tell(0, true)
  const lastHeard = clock.now()
  await clock.advance(599_000)
  assert.equal((await scene.told())[0], ['monitoring-report', 'running'])
  await clock.advance(1000)
  assert.equal((await scene.told())[0], ['monitoring-report', 'lost'])
  const finished = at(await scene.operation(1), 'finishedAt')
  assert.is(Date.parse(String(finished)), lastHeard + 600_000)
  await tell(1, false)
  assert.equal((await scene.told())[0], ['monitoring-report', 'done'])
})

test('a request for a certificate is shown until somebody sends one', async () => {
  await using scene = await open('ocpp1.6', {
    ExtendedTriggerMessage: { status: 'Accepted' },
    CertificateSigned: { status: 'Accepted' },
  })
  await scene.call('ExtendedTriggerMessage', { requestedMessage: 'SignChargePointCertificate' })
  await scene.call('ExtendedTriggerMessage', { requestedMessage: 'Heartbeat' })
  const answer = await scene.station.call('SignCertificate', { csr: '-----BEGIN' })
  assert.equal(answer[2], { status: 'Accepted' })
  assert.equal(await scene.told(), [['certificate', 'running']])
  assert.equal(at(await scene.operation(1), 'data'), ['-----BEGIN'])
  await scene.call('CertificateSigned', { certificateChain: 'chain' })
  assert.equal(await scene.told(), [['certificate', 'done', 'Accepted']])
})

test('what was asked for outlives the server, without passwords and what it brought', async () => {
  const store = new MemoryStore()
  const path = '/api/v1/stations/CP1'
  const connect = (server: TestServer) => RawStation.connect(server, { path: '/CP1' })
  const tell = (station: RawStation, status: string) =>
    station.call('DiagnosticsStatusNotification', { status })
  {
    await using server = await startServer({ store })
    const station = await connect(server)
    station.on('GetDiagnostics', { payload: { fileName: 'a.zip' } })
    await server.post(`${path}/calls/GetDiagnostics`, { location: ftp })
    await tell(station, 'Uploading')
    await station.call('FirmwareStatusNotification', { status: 'Idle' })
  }
  assert.not.match(JSON.stringify([...(await store.documents('operation'))]), 'hunter2')
  await using server = await startServer({ store })
  const station = await connect(server)
  await tell(station, 'Uploaded')
  const { body } = await server.get(`${path}/operations`)
  assert.equal(
    v.parse(toldSchema, body).map(({ kind, state, words }) => [kind, state, ...words]),
    [['log', 'done', 'Uploading', 'Uploaded']],
  )
  await server.post(`${path}/calls/GetDiagnostics`, { location: ftp })
  assert.is(at((await server.get(`${path}/operations`)).body, '1.n'), 2)
})

test('operations that cannot be read are forgotten', async () => {
  const store = new MemoryStore()
  const value = [{ n: 'one' }]
  await store.commit([{ kind: 'put', collection: 'operation', key: 'CP1', value }])
  await using server = await startServer({ store })
  await RawStation.connect(server, { path: '/CP1' })
  assert.equal((await server.get('/api/v1/stations/CP1/operations')).body, [])
})

test('a station that tells for ever fills no memory', async () => {
  await using scene = await open('ocpp2.0.1', {})
  const { station } = scene
  const notify = (requestId: number, data = 'x') =>
    station.call('NotifyCustomerInformation', {
      requestId,
      generatedAt: when,
      seqNo: 0,
      data,
      tbc: true,
    })
  for (let part = 0; part < 600; part++) await notify(1, 'x'.repeat(512))
  const operation = await scene.operation(1)
  assert.is(at(operation, 'parts'), 600)
  assert.is(at(operation, 'truncated'), true)
  assert.ok(JSON.stringify(at(operation, 'data')).length < 300_000)
  for (let index = 0; index < 50; index++) await notify(index)
  assert.is((await scene.told()).length, 40)
  const path = '/api/v1/stations/CP1/operations'
  assert.is((await scene.server.get(`${path}/1`)).status, 404)
  assert.is((await scene.server.get(`${path}/x`)).status, 404)
})

test.run()
