import * as assert from 'uvu/assert'
import { readRecording, replay } from './recording.ts'
import { startServer, type TestServer, type Values } from './server.ts'
import { TestClock } from './test_clock.ts'

/** Items by device. */
export type Table = Readonly<Record<string, Values>>

/** A recording, and what its items are. */
export interface Case {
  readonly file: string
  /** Items of interest at a time of day, before the first line after it. */
  readonly at: Readonly<Record<string, Table>>
  /** All items when the recording is over, but the ticker, which is counted. */
  readonly final: Table
  /** Calls of stations answered, and calls of the recorded host made again over HTTP. */
  readonly counts: { readonly answered: number; readonly posted: number }
}

/** An online connector of which nothing was ever said. */
export const blank: Values = {
  cps: null,
  voltage: null,
  current: 0,
  power: 0,
  energy: null,
  rfid: null,
  currentSet: null,
  powerUnit: 'kW',
  energyUnit: 'Wh',
  chargeRequest: null,
  errorState: null,
  phases: 0,
  quality: 100,
  cablePlugged: null,
  rfidAuth: 0,
  rfidAuthEnable: null,
  interval: null,
  rfidStart: null,
  rfidStop: null,
  phasesAvailable: 3,
  phasesSet: 3,
  rfidMessage: null,
  rfidAdd: null,
  chargePointModel: null,
  phasesSetSupported: null,
  error: null,
}
/** What the status words make of the items that read them. */
export const available: Values = {
  cps: 65,
  chargeRequest: 0,
  errorState: 0,
  cablePlugged: 0,
  error: '',
}
export const preparing: Values = {
  cps: 66,
  chargeRequest: 1,
  errorState: 0,
  cablePlugged: 1,
  error: '',
}
export const charging: Values = {
  cps: 67,
  chargeRequest: 1,
  errorState: 0,
  cablePlugged: 1,
  error: '',
}
export const finishing: Values = {
  cps: 66,
  chargeRequest: 0,
  errorState: 0,
  cablePlugged: 1,
  error: '',
}
export const unavailable: Values = {
  cps: 70,
  chargeRequest: 0,
  errorState: 0,
  cablePlugged: 0,
  error: '',
}
/** What the loss of the connection does. */
export const offline: Values = { cps: 70, chargeRequest: 0, quality: 0, rfidAuth: 0 }
/** The card of an accepted authorization that this host does not know, in use and afterwards. */
export const card = (idTag: string): Values => ({
  rfid: idTag,
  rfidAuth: 1,
  rfidMessage: 'Accepted',
  rfidAdd: idTag,
})
export const usedCard = (idTag: string): Values => ({ ...card(idTag), rfidAuth: 0 })
/** After set-up: ten seconds, as the descriptor wants, and no phase switching. */
export const setUp: Values = { interval: 10, phasesSetSupported: 0 }

/** Replays a recording and compares the items by value, on the way and at the end. */
export async function checkRecording({ file, at, final, counts }: Case): Promise<void> {
  const lines = readRecording(file)
  const clock = new TestClock({ now: lines[0]?.at ?? 0 })
  await using server = await startServer({ clock, plugins: [] })
  const checkpoints = new Map(
    Object.entries(at).map(([time, table]) => [time, () => compare(server, table, time)]),
  )
  await replay(lines, { server, clock, checkpoints }, async (replayed) => {
    const { answered, posted, sent } = replayed
    assert.equal({ answered, posted }, counts)
    const { body } = await server.get('/api/v1/devices')
    const addresses = Array.isArray(body) ? body.map(({ address }) => address) : []
    assert.equal(addresses.sort(), Object.keys(final).sort())
    for (const [address, expected] of Object.entries(final)) {
      const { liveTicker, ...values } = await server.values(address)
      assert.equal(sorted(values), sorted(expected), address)
      assert.is(liveTicker, sent.get(address.slice(0, address.lastIndexOf(':'))), 'liveTicker')
    }
  })
}

async function compare(server: TestServer, table: Table, time: string): Promise<void> {
  for (const [address, expected] of Object.entries(table)) {
    const values = await server.values(address)
    const found = Object.fromEntries(Object.keys(expected).map((key) => [key, values[key]]))
    assert.equal(found, expected, `${address} at ${time}`)
  }
}

function sorted(values: Values): Values {
  return Object.fromEntries(Object.entries(values).sort(([a], [b]) => (a < b ? -1 : 1)))
}
