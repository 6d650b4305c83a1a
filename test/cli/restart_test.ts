import { once } from 'node:events'
import { createServer } from 'node:net'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import * as v from 'valibot'
import { RawStation } from '../support/raw_station.ts'
import { at, identity, numberAt, resultOf } from '../support/scene.ts'
import { begin, inFolder, type Running } from './support/ddf.ts'

const items = v.array(v.object({ key: v.string(), value: v.unknown(), quality: v.string() }))
const path = '/api/v1/devices/CP1:1/items'

interface Ports {
  readonly ocppPort: number
  readonly httpPort: number
  readonly tlsPort: undefined
}

test('a station that stays up does not notice that the server was replaced', async () => {
  await inFolder(async (cwd) => {
    const first = start(cwd)
    const ports = await portsOf(first)
    const station = await connect(ports)
    resultOf(await station.call('BootNotification', identity))
    await status(station)
    const begun = { connectorId: 1, idTag: 'CARD', meterStart: 1000, timestamp: time() }
    const transaction = numberAt(
      resultOf(await station.call('StartTransaction', begun)),
      'transactionId',
    )
    await meter(station, transaction, 1500)
    await station.called('GetConfiguration')
    await station.settle()
    const limited = await fetch(`http://127.0.0.1:${ports.httpPort}${path}/currentSet`, {
      method: 'PUT',
      body: '{"value":10}',
      headers: { 'content-type': 'application/json' },
    })
    assert.is(limited.status, 200)
    first.child.kill('SIGTERM')
    assert.is((await station.ended).code, 1012)
    const { code, out } = await first.ended
    assert.is(code, 0)
    assert.not.match(out, 'Not all connections could be closed in time')

    const second = start(cwd, ports)
    await portsOf(second)
    assert.equal(await qualities(ports), ['offline'])
    const again = await connect(ports)
    const said = await again.called('SetChargingProfile')
    const period = 'csChargingProfiles.chargingSchedule.chargingSchedulePeriod.0'
    assert.is(at(said.payload, `${period}.limit`), 10, 'the limit still holds')
    resultOf(await again.call('Heartbeat'))
    assert.equal(await qualities(ports), ['good'])
    await meter(again, transaction, 2500)
    const stop = { transactionId: transaction, meterStop: 3000, timestamp: time() }
    resultOf(await again.call('StopTransaction', stop))
    const record = await (
      await fetch(`http://127.0.0.1:${ports.httpPort}/api/v1/transactions`)
    ).text()
    assert.match(record, '"energy":2000')
    assert.equal(
      again.calls.map(({ action }) => action),
      ['SetChargingProfile'],
      'it is not set up again, nor asked to boot',
    )
    second.child.kill('SIGTERM')
    assert.is((await second.ended).code, 0)
  })
})

test('a station that came before HTTP was served is told that the server ends', async () => {
  await inFolder(async (cwd) => {
    const [ocppPort, httpPort] = await freePorts()
    const running = start(cwd, { ocppPort, httpPort })
    await running.seen(/Descriptor in use/)
    const station = await connectEarly({ ocppPort, httpPort, tlsPort: undefined })
    running.child.kill('SIGTERM')
    assert.is((await station.ended).code, 1012)
    const { code, err } = await running.ended
    assert.is(code, 0)
    assert.is(err, '')
  })
})

test.run()

/** A station that tries until the port is there. */
async function connectEarly(ports: Ports): Promise<RawStation> {
  for (;;) {
    const station = await connect(ports).catch(() => undefined)
    if (station !== undefined) return station
  }
}

async function freePorts(): Promise<[number, number]> {
  const servers = [createServer().listen(0), createServer().listen(0)] as const
  const ports = servers.map((server) => numberAt(server.address(), 'port'))
  await Promise.all(servers.map((server) => once(server.close(), 'close')))
  return [ports[0] ?? 0, ports[1] ?? 0]
}

function start(cwd: string, { ocppPort, httpPort }: Partial<Ports> = {}): Running {
  const flags = { host: '127.0.0.1', port: ocppPort ?? 0, 'http-port': httpPort ?? 0, data: 'data' }
  const given = Object.entries(flags).flatMap(([name, value]) => [`--${name}`, String(value)])
  return begin(['start', ...given], { cwd })
}

async function portsOf(running: Running): Promise<Ports> {
  const [, ocpp] = await running.seen(/ws:\/\/[\d.]+:(\d+)\/<ChargepointID>/)
  const [, http] = await running.seen(/described at http:\/\/[\d.]+:(\d+)\/docs/)
  return { ocppPort: Number(ocpp), httpPort: Number(http), tlsPort: undefined }
}

/** How far the values are to be trusted that the device has. */
async function qualities({ httpPort }: Ports): Promise<string[]> {
  const answer = await fetch(`http://127.0.0.1:${httpPort}${path}`)
  const known = v.parse(items, await answer.json()).filter(({ value }) => value !== null)
  return [...new Set(known.map(({ quality }) => quality))]
}

async function connect(ports: Ports): Promise<RawStation> {
  const station = await RawStation.connect(ports, { path: '/CP1' })
  for (const action of ['SetChargingProfile', 'ChangeConfiguration', 'TriggerMessage']) {
    station.on(action, { payload: { status: 'Accepted' } })
  }
  return station.on('GetConfiguration', { payload: { configurationKey: [], unknownKey: [] } })
}

async function status(station: RawStation): Promise<void> {
  const said = { connectorId: 1, errorCode: 'NoError', status: 'Charging' }
  resultOf(await station.call('StatusNotification', said))
}

async function meter(station: RawStation, transactionId: number, wh: number): Promise<void> {
  const sampledValue = [{ value: String(wh), unit: 'Wh' }]
  const meterValue = [{ timestamp: time(), sampledValue }]
  resultOf(await station.call('MeterValues', { connectorId: 1, transactionId, meterValue }))
}

function time(): string {
  return new Date().toISOString()
}
