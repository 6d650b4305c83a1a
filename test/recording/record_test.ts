import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { replay } from '../../runtime/recording/replay.ts'
import type { Timeline } from '../../runtime/recording/timeline.ts'
import {
  createSimulatedStation,
  type SimulatedStation,
} from '../../runtime/simulator/simulated_station.ts'
import { ddf } from '../cli/support/ddf.ts'
import { RawStation } from '../support/raw_station.ts'
import { startServer, type TestServer, type Values } from '../support/server.ts'
import { TestClock } from '../support/test_clock.ts'
import { linesOf, shipped, shippedDescriptors } from './support/recordings.ts'

const card = '04A1B2C3D4'

interface Recorded {
  readonly server: TestServer
  readonly station: SimulatedStation
  readonly clock: TestClock
}

/** A simulated station charges at a server that records; then `use` gets what was recorded. */
async function recorded(
  use: (recording: { folder: string; text: string; values: Values; live: string }) => Promise<void>,
): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'ddf-rec-'))
  const clock = new TestClock()
  const server = await startServer({ clock, settings: { record: folder } })
  const url = `ws://127.0.0.1:${server.ocppPort}`
  const station = createSimulatedStation({ id: 'SIM', url, clock })
  try {
    await charge({ server, station, clock })
    const values = await server.values('SIM:1')
    await station.close()
    await server.until(() => server.runtime.station('SIM')?.online === false)
    const { headers, body } = await server.get('/api/v1/stations/SIM/recording')
    assert.is(headers.get('content-type'), 'application/jsonl')
    await server.close()
    const [file = '', ...others] = await readdir(folder)
    assert.equal(others, [])
    const text = await readFile(join(folder, file), 'utf8')
    await use({ folder: join(folder, file), text, values, live: String(body) })
  } finally {
    await station.close()
    await server.close()
    await rm(folder, { recursive: true, force: true })
  }
}

/** From plugging in to unplugging, with a limit between. */
async function charge({ server, station, clock }: Recorded): Promise<void> {
  await station.until(({ kind }) => kind === 'booted')
  await station.idle()
  await clock.advance(1000)
  const setup = () => server.runtime.station('SIM')?.setup ?? []
  await server.until(() => setup().some(({ step }) => /interval/i.test(step)))
  station.plugIn(card)
  await station.until(({ kind }) => kind === 'numbered')
  await clock.advance(20_000)
  await server.until(() => Number(server.value('SIM:1', 'power')) > 0)
  assert.is((await server.write('SIM:1', 'currentSet', 8)).status, 200)
  await clock.advance(20_000)
  await server.until(() => Number(server.value('SIM:1', 'current')) <= 8)
  station.showCard(card)
  station.unplug()
  await station.idle()
}

test('what was recorded is masked, and its replay does what the server did', async () => {
  const descriptors = await shippedDescriptors()
  await recorded(async ({ text, values, live }) => {
    assert.not.match(text, new RegExp(card, 'i'))
    assert.not.match(live, new RegExp(card, 'i'))
    assert.is(live, text)
    const lines = linesOf(text)
    const online = lines.filter(({ kind }) => kind !== 'close')
    const timeline = await replay({
      recording: online,
      descriptors,
      plugins: shipped(),
      hostCalls: 'issue',
    })
    // What somebody writes is not in a recording, and the card is masked.
    const { currentSet, ...others } = values
    assert.is(currentSet, 8)
    const { currentSet: _, ...replayed } = finalValues(timeline)
    assert.equal(replayed, { ...others, rfid: 'TAG-1', rfidAdd: 'TAG-1' })
    const calls = timeline.entries.flatMap((one) => (one.kind === 'call' ? [one] : []))
    const theirs = lines.filter(({ kind, ...line }) => {
      return kind === 'csms->cp' && 'text' in line && line.text.startsWith('[2,')
    })
    assert.is(calls.length, theirs.length)
    assert.equal(
      calls.filter(({ issued }) => issued).map(({ action }) => action),
      ['SetChargingProfile'],
    )
    // Every call was answered by what the station said to it.
    assert.ok(timeline.entries.every((one) => one.kind !== 'answer' || one.recorded))
  })
})

test('the command line replays what was recorded', async () => {
  await recorded(async ({ folder, values }) => {
    const { code, out, err } = await ddf(['replay', folder, '--json'], { cwd: tmpdir() })
    assert.equal([code, err], [0, ''])
    const entries = out
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line))
    const power = entries.find(({ kind, key }) => kind === 'item' && key === 'power')
    const { at, ...rest } = power
    assert.match(at, /^20\d\d-\d\d-\d\dT[\d:.]+Z$/)
    const found = { station: 'SIM', kind: 'item', address: 'SIM:1', key: 'power', quality: 'good' }
    assert.equal(rest, { ...found, value: 0, unit: 'kW' })
    const last = entries.at(-1)
    const energy = last.items.find(({ key }: { key: string }) => key === 'energy')
    assert.equal([last.kind, last.address, energy.value], ['final', 'SIM:1', values.energy])
  })
})

test('the last minutes of a station over HTTP', async () => {
  await using server = await startServer()
  await using station = await RawStation.connect(server, { path: '/ocpp/CP%201' })
  await station.call('BootNotification', { chargePointVendor: 'V', chargePointModel: 'M' })
  await station.call('Authorize', { idTag: card })
  const { status, body } = await server.get('/api/v1/stations/CP%201/recording')
  assert.is(status, 200)
  const lines = linesOf(String(body))
  assert.equal(
    lines.map(({ kind }) => kind),
    ['open', 'cp->csms', 'csms->cp', 'cp->csms', 'csms->cp'],
  )
  const [open] = lines
  assert.ok(open?.kind === 'open')
  assert.equal(
    [open.identity, open.subprotocol, open.opening.url],
    ['CP 1', 'ocpp1.6', '/ocpp/CP%201'],
  )
  assert.equal(open.opening.offered, ['ocpp1.6'])
  assert.is(open.opening.headers.upgrade, 'websocket')
  assert.match(String(body), '"idTag":"TAG-1"')
  const masked = await server.get('/api/v1/stations/CP%201/recording?identity=masked')
  assert.not.match(String(masked.body), /CP( |%20)1/)
  assert.match(String(masked.body), '"url":"/ocpp/STATION-1"')
  assert.is((await server.get('/api/v1/stations/CP%201/recording?identity=no')).status, 400)
  assert.is((await server.get('/api/v1/stations/NONE/recording')).status, 404)
})

test('a station that is known but was never there has an empty recording', async () => {
  await using server = await startServer({ settings: { slaves: ['CP9:1'] } })
  const { status, body } = await server.get('/api/v1/stations/CP9/recording')
  assert.equal([status, body], [200, ''])
})

test.run()

function finalValues({ devices }: Timeline): Values {
  const [device] = devices
  return Object.fromEntries(device?.items.map(({ key, value }) => [key, value]) ?? [])
}
