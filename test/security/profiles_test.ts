import { Buffer } from 'node:buffer'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { MemoryStore } from '../../runtime/storage/memory.ts'
import { refused } from '../support/handshake.ts'
import { RawStation } from '../support/raw_station.ts'
import { at } from '../support/scene.ts'
import { startServer, type TestServer } from '../support/server.ts'
import { TestClock } from '../support/test_clock.ts'

const password = 'correct horse battery'

async function withPassword(server: TestServer, station = 'CP1'): Promise<void> {
  const put = await server.put(`/api/v1/stations/${station}/credentials`, { password })
  assert.equal([put.status, put.body], [200, { station }])
}

async function comesIn(server: TestServer, how: Parameters<typeof refused>[1]): Promise<void> {
  await using station = await RawStation.connect(server, how)
  assert.ok(at((await station.call('Heartbeat'))[2], 'currentTime'))
}

test('TC_085 TC_A_01 TC_A_03: only the right password gets in, any other and none are 401', async () => {
  await using server = await startServer()
  await withPassword(server)
  await comesIn(server, { path: '/CP1', password })
  const none = await refused(server, { path: '/CP1' })
  assert.equal([none.status, none.body], [401, 'A password is required\n'])
  for (const wrong of ['', 'x', `${password} `, password.toUpperCase()]) {
    const { status } = await refused(server, { path: '/CP1', password: wrong })
    assert.is(status, 401, wrong)
  }
  for (const authorization of ['Basic', 'Basic ???', 'Bearer abc', 'Digest username="CP1"']) {
    assert.is((await refused(server, { path: '/CP1', headers: { authorization } })).status, 401)
  }
  // Whoever has no password needs none.
  await comesIn(server, { path: '/CP2' })
  await comesIn(server, { path: '/CP2', password: 'whatever it sends' })
})

test('TC_A_02: the user name is the identity of the station, and nothing else', async () => {
  await using server = await startServer()
  await withPassword(server)
  await withPassword(server, 'CP2')
  for (const user of ['CP2', '', 'cp1', 'CP1 ']) {
    assert.is((await refused(server, { path: '/CP1', user, password })).status, 401, user)
  }
})

test('a password is right as text, as bytes and as their hexadecimal digits (T6)', async () => {
  await using server = await startServer()
  const digits = '00ff43415f4f4354545f61646d696e5f74657374'
  await server.put('/api/v1/stations/CP1/credentials', { password: digits })
  await comesIn(server, { path: '/CP1', password: digits })
  await comesIn(server, { path: '/CP1', password: digits.toUpperCase() })
  await comesIn(server, { path: '/CP1', password: Buffer.from(digits, 'hex') })
  assert.is((await refused(server, { path: '/CP1', password: digits.slice(1) })).status, 401)
})

test('a path that spells the identity otherwise is judged like the plain one', async () => {
  await using server = await startServer()
  await withPassword(server)
  for (const path of ['/x/CP1', '/%43P1', '/CP1/', '//CP1', '/ws?=CP1', '/CP1?x=1', '/a/../CP1']) {
    assert.is((await refused(server, { path })).status, 401, path)
  }
  await comesIn(server, { path: '/ocpp/%43P1', user: 'CP1', password })
})

test('a serial number in a boot is no way around a password', async () => {
  await using server = await startServer()
  await withPassword(server)
  await using stranger = await RawStation.connect(server, { path: '/' })
  const boot = { chargePointVendor: 'V', chargePointModel: 'M', chargePointSerialNumber: 'CP1' }
  stranger.frame([2, '1', 'BootNotification', boot])
  assert.equal(await stranger.ended, { code: 1008, reason: 'A password is required' })
  assert.equal(stranger.received, [])
  assert.is(server.runtime.hub.station('CP1'), undefined)
})

test('what a station proved once is the least from then on, also after a restart', async () => {
  const store = new MemoryStore()
  {
    await using server = await startServer({ store })
    await withPassword(server)
    await comesIn(server, { path: '/CP1', password })
  }
  await using server = await startServer({ store })
  assert.is((await refused(server, { path: '/CP1' })).status, 401)
  // Without its password it still may not come with less, until somebody says so.
  await server.runtime.security.credentials.change('CP1', { password: undefined })
  const { status, body } = await refused(server, { path: '/CP1', password })
  assert.equal([status, body], [401, 'Security profile 1 is required, this connection proves 0\n'])
  const state = await server.get('/api/v1/stations/CP1')
  assert.is(state.status, 404)
  assert.is(server.runtime.securityEvents.of('CP1').at(-1)?.kind, 'downgrade')
  assert.is((await server.delete('/api/v1/stations/CP1/credentials')).status, 204)
  await comesIn(server, { path: '/CP1' })
})

test('a profile that settings ask for holds for all stations, and for one', async () => {
  await using one = await startServer({ settings: { stations: { CP1: { profile: 1 } } } })
  assert.is((await refused(one, { path: '/CP1' })).status, 401)
  await comesIn(one, { path: '/CP2' })
  await using all = await startServer({ settings: { profile: 2 } })
  await withPassword(all)
  const { status, body } = await refused(all, { path: '/CP1', password })
  assert.equal([status, body], [403, 'Security profile 2 is required, this connection proves 1\n'])
  assert.is((await refused(all, { path: '/CP2' })).status, 401)
})

test('guesses are delayed more and more, even the right one, and told in seconds', async () => {
  const clock = new TestClock()
  await using server = await startServer({ clock, settings: { limits: { guessesPerStation: 3 } } })
  await withPassword(server)
  const guess = () =>
    refused(server, { path: '/CP1', password: 'guess', localAddress: '127.0.0.9' })
  for (let i = 0; i < 3; i++) assert.is((await guess()).status, 401)
  const delays: (number | undefined)[] = []
  for (let i = 0; i < 6; i++) {
    const { status, retryAfter } = await guess()
    assert.is(status, 429)
    delays.push(retryAfter)
    const right = { path: '/CP1', password, localAddress: '127.0.0.9' }
    assert.is((await refused(server, right)).status, 429)
    await clock.advance((retryAfter ?? 0) * 1000)
    assert.is((await guess()).status, 401)
  }
  assert.equal(delays, [1, 2, 4, 8, 16, 32])
  // Other stations notice nothing, nor does whoever guessed once it has the right password again.
  await comesIn(server, { path: '/CP2', localAddress: '127.0.0.9' })
  await clock.advance(64_000)
  await comesIn(server, { path: '/CP1', password, localAddress: '127.0.0.9' })
  assert.is((await guess()).status, 401)
})

test('nobody locks a station out by guessing elsewhere, and its own guesses count all the same', async () => {
  const clock = new TestClock()
  const limits = { guessesPerStation: 2, guessesPerAddress: 4 }
  await using server = await startServer({ clock, settings: { limits } })
  await withPassword(server)
  const home = { path: '/CP1', password, localAddress: '127.0.0.2' }
  await comesIn(server, home)
  for (let i = 0; i < 5; i++) {
    await refused(server, { path: '/CP1', password: 'guess', localAddress: '127.0.0.9' })
  }
  assert.is((await refused(server, { ...home, localAddress: '127.0.0.3' })).status, 429)
  await comesIn(server, home)
  for (let i = 0; i < 4; i++)
    assert.is((await refused(server, { ...home, password: '-' })).status, 401)
  assert.is((await refused(server, { ...home, password: '-' })).status, 429)
})

test('an address that guesses at many identities is delayed for all of them', async () => {
  const clock = new TestClock()
  await using server = await startServer({ clock, settings: { limits: { guessesPerAddress: 4 } } })
  for (let i = 0; i < 5; i++) await withPassword(server, `CP${i}`)
  const from = (i: number) => ({ path: `/CP${i}`, password: 'guess', localAddress: '127.0.0.9' })
  for (let i = 0; i < 4; i++) assert.is((await refused(server, from(i))).status, 401)
  assert.is((await refused(server, from(4))).status, 429)
  await comesIn(server, { path: '/CP4', password, localAddress: '127.0.0.2' })
  assert.is(server.runtime.securityEvents.counts().get('guesses'), 1)
})

test('GET shows whether there is a password and what was proved, and never a secret', async () => {
  await using server = await startServer()
  const made = await server.put('/api/v1/stations/CP1/credentials', { generate: true })
  const secret = String(at(made.body, 'password'))
  assert.match(secret, /^[A-Za-z0-9]{20}$/)
  await refused(server, { path: '/CP1', password: 'guess' })
  await using station = await RawStation.connect(server, { path: '/CP1', password: secret })
  await station.call('Heartbeat')
  const shown = await server.get('/api/v1/stations/CP1')
  const security = at(shown.body, 'security')
  assert.equal(
    { ...(typeof security === 'object' ? security : {}), events: undefined },
    {
      profile: 1,
      tls: false,
      address: '127.0.0.1',
      leastProfile: 1,
      hasPassword: true,
      isRotating: false,
      approved: false,
      rejected: false,
      events: undefined,
    },
  )
  assert.is(at(security, 'events.1.kind'), 'refused')
  const recording = await server.get('/api/v1/stations/CP1/recording?identity=1')
  const everything = JSON.stringify([shown.body, recording.body])
  assert.not.match(everything, new RegExp(secret))
  assert.not.ok(everything.includes(Buffer.from(`CP1:${secret}`).toString('base64')))
})

test('credentials that make no sense are refused', async () => {
  await using server = await startServer()
  const put = (body: object) => server.put('/api/v1/stations/CP1/credentials', body)
  for (const body of [
    { password: 'short' },
    { password: 'x'.repeat(65) },
    { password, generate: true },
    { rotate: true },
    { profile: 4 },
    { secret: 'x' },
  ]) {
    assert.is((await put(body)).status, 422, JSON.stringify(body))
  }
  assert.is((await put({ profile: 2 })).status, 409)
  assert.is((await put({ password, rotate: true })).status, 503)
  assert.is((await server.put('/api/v1/stations/a%2Fb/credentials', { password })).status, 422)
})

test.run()
