import { once } from 'node:events'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { WebSocketServer } from 'ws'
import type { SimulatorEvent } from '../../runtime/simulator/events.ts'
import { createSimulatedStation } from '../../runtime/simulator/simulated_station.ts'
import { ManualClock } from '../support/manual_clock.ts'
import { together } from './support/strict_server.ts'

/** A server that does with each connection what the test says. */
async function withServer(
  onMessage: (frame: unknown[], send: (frame: unknown) => void) => void,
  use: (url: string) => Promise<void>,
): Promise<void> {
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1' })
  await once(server, 'listening')
  server.on('connection', (socket) =>
    socket.on('message', (data) =>
      onMessage(JSON.parse(String(data)), (frame) => socket.send(JSON.stringify(frame))),
    ),
  )
  const address = server.address()
  if (typeof address !== 'object' || address === null) throw new Error('no port')
  try {
    await use(`http://127.0.0.1:${address.port}/`)
  } finally {
    for (const socket of server.clients) socket.terminate()
    server.close()
  }
}

const accepted = { status: 'Accepted', currentTime: new Date(0).toISOString(), interval: 60 }

test('a station tries again later and later, never after more than a minute', async () => {
  const clock = new ManualClock()
  const station = createSimulatedStation({ id: 'A', url: 'ws://127.0.0.1:1', clock })
  const waits: number[] = []
  for (let tries = 0; tries < 9; tries++) {
    const event = await station.until(({ kind }) => kind === 'disconnected')
    if (event.kind !== 'disconnected') throw new Error('another event')
    assert.is(event.reason, 'connection refused')
    waits.push(event.retryIn)
    clock.advance(event.retryIn * 1000)
  }
  await station.close()
  assert.equal(waits, [0.75, 1.5, 3, 6, 12, 24, 45, 45, 45])
})

test('a call that nobody can answer is refused in the words of the protocol', async () => {
  const answers: unknown[] = []
  await withServer(
    (frame, send) => {
      if (frame[0] === 2) send([3, frame[1], accepted])
      else answers.push(frame)
      if (frame[2] !== 'BootNotification') return
      send([2, 'a', 'Explode', {}])
      send([2, 'b', 'Reset', { type: 'Gentle' }])
      send([2, 'c', 'toString', {}])
    },
    async (url) => {
      const station = createSimulatedStation({ id: 'A', url, clock: new ManualClock() })
      const seen: SimulatorEvent[] = []
      station.watch((event) => seen.push(event))
      await station.until((event) => event.kind === 'called' && event.action === 'toString')
      await station.idle()
      await station.close()
      assert.equal(
        seen.flatMap((event) => (event.kind === 'called' ? [event.answer] : [])),
        ['NotImplemented', 'FormationViolation', 'NotImplemented'],
      )
    },
  )
  assert.equal(
    answers.slice(0, 3).map((frame) => JSON.stringify(frame)),
    [
      '[4,"a","NotImplemented","The action Explode is unknown here",{}]',
      '[4,"b","FormationViolation","type: Invalid type: Expected (\\"Soft\\" | \\"Hard\\") but received \\"Gentle\\"",{}]',
      '[4,"c","NotImplemented","The action toString is unknown here",{}]',
    ],
  )
})

test('frames that make no sense are ignored', async () => {
  await withServer(
    (frame, send) => {
      if (frame[0] !== 2) return
      for (const junk of [null, 7, [], [2], [3, 'x'], [9, 'x', {}], {}, [3, 'unknown', {}]])
        send(junk)
      send([3, frame[1], accepted])
    },
    async (url) => {
      const station = createSimulatedStation({ id: 'A', url, clock: new ManualClock() })
      await station.until((event) => event.kind === 'booted' && event.status === 'Accepted')
      await station.idle()
      await station.close()
    },
  )
})

test('the id goes into the URL as it must', async () => {
  await withServer(
    () => {},
    async (url) => {
      const clock = new ManualClock()
      const station = createSimulatedStation({ id: 'a b/ü', url, clock })
      const event = await station.until(({ kind }) => kind === 'connected')
      assert.is(
        event.kind === 'connected' && event.url,
        `${url.replace('http', 'ws')}a%20b%2F%C3%BC`,
      )
      await station.close()
    },
  )
})

test('a message about a transaction is tried again, another one is not', async () => {
  const calls: string[] = []
  await withServer(
    (frame, send) => {
      const [type, id, action] = frame
      if (type !== 2) return
      calls.push(String(action))
      if (action === 'BootNotification') send([3, id, accepted])
      else if (action === 'Authorize') send([3, id, { idTagInfo: { status: 'Accepted' } }])
      else send([4, id, 'InternalError', '', {}])
    },
    async (url) => {
      const station = createSimulatedStation({ id: 'A', url, clock: new ManualClock() })
      await station.until(({ kind }) => kind === 'booted')
      await station.idle()
      station.plugIn('CARD')
      await station.until(
        (event) => event.kind === 'refused' && event.action === 'StartTransaction',
      )
      await station.idle()
      await station.close()
    },
  )
  assert.is(calls.filter((action) => action === 'StartTransaction').length, 3)
  assert.is(calls.filter((action) => action === 'StatusNotification').length, 4)
})

test('a station that is closed leaves no timer behind', async () => {
  const clocks: ManualClock[] = []
  await together(async ({ server, station, clock }) => {
    clocks.push(clock)
    await server.next('BootNotification')
    await station.idle()
    station.plugIn('CARD')
    await server.next('StartTransaction')
    await station.idle()
    assert.ok(clock.pending > 0)
  })
  assert.is(clocks[0]?.pending, 0)
})

test.run()
