import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { systemClock } from '../../runtime/clock.ts'
import { Attempts } from '../../runtime/security/attempts.ts'
import { Bucket } from '../../runtime/security/bucket.ts'
import { Connections, networkOf, plainAddress } from '../../runtime/security/connections.ts'
import { halfOpen, openSocket, readUntil, upgradeText } from '../support/handshake.ts'
import { ManualClock } from '../support/manual_clock.ts'
import { RawStation } from '../support/raw_station.ts'
import { at } from '../support/scene.ts'
import { startServer, type TestServer } from '../support/server.ts'

const from = (path: string, localAddress: string) => ({ path, localAddress })

async function limitsNoted(server: TestServer): Promise<number> {
  return server.runtime.securityEvents.counts().get('limit') ?? 0
}

test('connections in total: one more is told 503 and when to come again, the others stay', async () => {
  await using server = await startServer({ settings: { limits: { connections: 2 } } })
  await using one = await RawStation.connect(server, { path: '/A' })
  await using two = await RawStation.connect(server, { path: '/B' })
  const socket = await openSocket(server)
  socket.write(upgradeText('/C'))
  const answer = await readUntil(socket, (text) => text.includes(' 101 '))
  assert.match(answer, /^HTTP\/1\.1 503 Service Unavailable\r\n[\s\S]*Retry-After: 10\r\n/)
  for (const station of [one, two]) assert.is((await station.call('Heartbeat'))[0], 3)
  await two.terminate()
  await server.until(() => server.runtime.security.connections.total === 1)
  await using three = await RawStation.connect(server, { path: '/C' })
  assert.is((await three.call('Heartbeat'))[0], 3)
  assert.is(await limitsNoted(server), 1)
})

test('connections of one address: one more is told 429, other addresses notice nothing', async () => {
  await using server = await startServer({ settings: { limits: { perAddress: 2 } } })
  await using one = await RawStation.connect(server, from('/A', '127.0.0.2'))
  await using two = await RawStation.connect(server, from('/B', '127.0.0.2'))
  assert.is(await RawStation.attempt(server, from('/C', '127.0.0.2')), 429)
  await using other = await RawStation.connect(server, from('/C', '127.0.0.3'))
  for (const station of [one, two, other]) assert.is((await station.call('Heartbeat'))[0], 3)
})

test('new connections a second of one address: a flood is told 429, the next second is another', async () => {
  const clock = new ManualClock()
  const connections = new Connections(clock, {
    total: 1000,
    perAddress: 1000,
    perSecond: 2,
    loopback: false,
  })
  const visits = (count: number, address: string) =>
    Array.from({ length: count }, () => connections.visit(address)).filter(({ ok }) => ok).length
  assert.is(visits(50, '10.0.0.1'), 20)
  assert.is(visits(50, '10.0.0.2'), 20)
  assert.is(visits(5000, '127.0.0.1'), 5000, 'this machine itself has no such limit')
  clock.advance(1000)
  assert.is(visits(50, '10.0.0.1'), 2)
})

test('one customer has one IPv4 address, or half of an IPv6 address', () => {
  assert.is(networkOf('10.0.0.1'), '10.0.0.1')
  assert.is(networkOf('2001:db8:1:2:3:4:5:6'), '2001:db8:1:2')
  assert.is(networkOf('2001:db8::1'), '2001:db8:0:0')
  assert.is(networkOf('fe80::1%eth0'), 'fe80:0:0:0')
  assert.is(plainAddress('::ffff:10.0.0.1'), '10.0.0.1')
})

test('what is remembered of addresses and identities is bounded', () => {
  const clock = new ManualClock()
  const limits = { total: 1e6, perAddress: 10, perSecond: 10, loopback: true }
  const connections = new Connections(clock, limits)
  const attempts = new Attempts(clock, { perAddress: 3, perIdentity: 3 })
  for (let i = 0; i < 100_000; i++) {
    const address = `10.${i >> 16}.${(i >> 8) & 255}.${i & 255}`
    const place = connections.visit(address)
    if (place.ok) place.leave()
    attempts.failed({ station: `X${i}`, address, isHome: false })
  }
  assert.ok(connections.remembered <= 10_000, String(connections.remembered))
  assert.ok(attempts.remembered <= 20_000, String(attempts.remembered))
})

test('a slow loris is ended in time, whatever part of the request it keeps back', async () => {
  await using server = await startServer({ settings: { limits: { handshake: 0.2 } } })
  await using station = await RawStation.connect(server, { path: '/A' })
  const text = upgradeText('/B')
  const begun = await Promise.all(
    ['', 'G', text.slice(0, 40), text.slice(0, -2)].map(async (part) => {
      const socket = connect(server.ocppPort, '127.0.0.1')
      socket.on('error', () => undefined)
      await once(socket, 'connect')
      socket.write(part)
      return socket.resume()
    }),
  )
  await Promise.all(begun.map((socket) => socket.closed || once(socket, 'close')))
  assert.is(await limitsNoted(server), 4)
  assert.is((await station.call('Heartbeat'))[0], 3)
})

test('a frame that is too long closes with 1009, and only its own connection', async () => {
  await using server = await startServer({ settings: { maxFrame: 1024 } })
  await using one = await RawStation.connect(server, { path: '/A' })
  await using two = await RawStation.connect(server, { path: '/B' })
  one.send(JSON.stringify([2, '1', 'DataTransfer', { vendorId: 'x'.repeat(2000) }]))
  assert.is((await one.ended).code, 1009)
  assert.is((await two.call('Heartbeat'))[0], 3)
  assert.is(server.runtime.securityEvents.of('A').at(-1)?.kind, 'limit')
})

test('how deep and how wide JSON may be is a setting, and an answer beyond it is not answered', async () => {
  const limits = { depth: 8, members: 100 }
  await using server = await startServer({ settings: { limits } })
  await using station = await RawStation.connect(server, { path: '/A' })
  const data = (value: string) => `[2,"1","DataTransfer",{"vendorId":"v","data":${value}}]`
  const nested = (depth: number) => '['.repeat(depth) + ']'.repeat(depth)
  const [, , word, reason] = await station.exchange(data(nested(7)), '1')
  assert.equal(
    [word, reason],
    ['FormationViolation', 'The message is nested more than 8 levels deep'],
  )
  const wide = (count: number) => `{${Array.from({ length: count }, (_, i) => `"${i}":1`).join()}}`
  assert.match(String((await station.exchange(data(wide(99)), '1'))[3]), /^The message has 101 mem/)
  const before = station.received.length
  station.send(`[3,"1",{"a":${nested(9)}}]`)
  assert.is((await station.call('Heartbeat'))[0], 3)
  assert.is(station.received.length, before + 1)
})

test('JSON that is deep or has a mass of members is answered with an error, quickly', async () => {
  await using server = await startServer()
  await using station = await RawStation.connect(server, { path: '/A' })
  const members = Array.from({ length: 7500 }, (_, i) => `"${i.toString(36)}":1`).join(',')
  const dense = `[2,"1","DataTransfer",{${members}}]`
  assert.ok(dense.length < 65_536)
  const [type, , word, reason] = await station.exchange(dense, '1')
  assert.equal([type, word], [4, 'FormationViolation'])
  assert.match(String(reason), /7500 members/)
  const deep = `[2,"2","DataTransfer",${'['.repeat(20_000)}${']'.repeat(20_000)}]`
  assert.is((await station.exchange(deep, '2'))[0], 4)
  // As much as there may be of a report that means something.
  const sampledValue = Array.from({ length: 600 }, () => ({
    value: '230.0',
    measurand: 'Voltage',
    phase: 'L1',
    unit: 'V',
  }))
  const meterValue = [{ timestamp: new Date().toISOString(), sampledValue }]
  assert.is((await station.call('MeterValues', { connectorId: 1, meterValue }))[0], 3)
})

test('a flood of messages is read more slowly, a backlog is not, and no message is lost', async () => {
  await using server = await startServer({ settings: { limits: { framesPerSecond: 10 } } })
  await using other = await RawStation.connect(server, { path: '/B' })
  await using station = await RawStation.connect(server, { path: '/A' })
  for (let i = 0; i < 200; i++) station.frame([2, `b-${i}`, 'Heartbeat', {}])
  await station.until(() => station.received.filter(([type]) => type === 3).length === 200)
  assert.is(await limitsNoted(server), 0)
  for (let i = 0; i < 20; i++) station.frame([2, `f-${i}`, 'Heartbeat', {}])
  await server.until(() => server.runtime.securityEvents.of('A').length > 0)
  assert.match(server.runtime.securityEvents.of('A')[0]?.detail ?? '', /read more slowly/)
  assert.is((await other.call('Heartbeat'))[0], 3)
  await station.until(() => station.received.filter(([type]) => type === 3).length === 220)
})

test('one that does not read what it is sent is cut off, and told of', async () => {
  await using server = await startServer({ settings: { limits: { outstanding: 65_536 } } })
  const deaf: Socket = await halfOpen(server, { path: '/A' })
  await server.until(() => server.runtime.station('A')?.online === true)
  const { station } = server.runtime.hub.station('A') ?? {}
  const text = JSON.stringify({ vendorId: 'x', data: 'y'.repeat(1_000_000) })
  for (let i = 0; i < 8 && station?.connection !== undefined; i++) {
    station.connection.transport.send(`[2,"${i}","DataTransfer",${text}]`)
  }
  await server.until(() => server.runtime.station('A')?.online === false)
  assert.match(server.runtime.securityEvents.of('A').at(-1)?.detail ?? '', /does not read/)
  deaf.destroy()
})

test('behind a proxy it is the forwarded address that counts, and only from a proxy', async () => {
  const settings = { proxies: ['127.0.0.5'], limits: { perAddress: 1 } }
  await using server = await startServer({ settings })
  const by = (path: string, forwarded: string, localAddress: string) => ({
    path,
    localAddress,
    headers: { 'x-forwarded-for': forwarded },
  })
  await using one = await RawStation.connect(server, by('/A', '9.9.9.9, 10.0.0.1', '127.0.0.5'))
  await one.call('Heartbeat')
  const shown = await server.get('/api/v1/stations/A')
  assert.is(at(shown.body, 'security.address'), '10.0.0.1')
  assert.is(await RawStation.attempt(server, by('/B', '10.0.0.1', '127.0.0.5')), 429)
  await using two = await RawStation.connect(server, by('/B', '10.0.0.2', '127.0.0.5'))
  await two.call('Heartbeat')
  await using liar = await RawStation.connect(server, by('/C', '10.0.0.3', '127.0.0.9'))
  await liar.call('Heartbeat')
  const { body } = await server.get('/api/v1/stations/C')
  assert.is(at(body, 'security.address'), '127.0.0.9')
})

test('a bucket lets through so many, never more, and a clock that is put back does no harm', () => {
  const bucket = new Bucket({ perSecond: 10, burst: 5 }, 1000)
  const take = (count: number, now: number) =>
    Array.from({ length: count }, () => bucket.take(now)).filter(Boolean).length
  assert.is(take(20, 1000), 5)
  assert.is(bucket.wait(1000), 100)
  assert.is(take(20, 1200), 2)
  assert.is(take(20, 0), 0)
  assert.is(take(20, 100), 1)
  assert.is(take(20, 1_000_000), 5)
})

test('ids that are given out are made of numbers that cannot be foretold', () => {
  const numbers = Array.from({ length: 10_000 }, () => systemClock.random())
  assert.is(new Set(numbers).size, numbers.length)
  for (const number of numbers) assert.ok(number >= 0 && number < 1)
  const mean = numbers.reduce((sum, number) => sum + number, 0) / numbers.length
  assert.ok(Math.abs(mean - 0.5) < 0.02, String(mean))
})

test.run()
