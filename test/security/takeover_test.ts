import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { halfOpen, readUntil, refused } from '../support/handshake.ts'
import { RawStation, type RawStationOptions } from '../support/raw_station.ts'
import { startServer, type TestServer } from '../support/server.ts'
import { TestClock, turn } from '../support/test_clock.ts'

const password = 'correct horse battery'
const home = '127.0.0.2'

/** What the newer connection proves, compared with the older. */
const proofs = ['lower', 'equal', 'higher'] as const
type Proof = (typeof proofs)[number]

interface Case {
  readonly alive: boolean
  readonly proof: Proof
  readonly sameAddress: boolean
  readonly inCall: boolean
}

const cases: Case[] = [true, false].flatMap((alive) =>
  proofs.flatMap((proof) =>
    [true, false].flatMap((sameAddress) =>
      [true, false].map((inCall) => ({ alive, proof, sameAddress, inCall })),
    ),
  ),
)

/** Who is in after that: the newer with more proof, from home, or when the older is dead. */
function freshWins({ alive, proof, sameAddress }: Case): boolean {
  if (proof === 'lower') return false
  return proof === 'higher' || sameAddress || !alive
}

for (const one of cases) {
  const { alive, proof, sameAddress, inCall } = one
  const words = [
    `the old one is ${alive ? 'alive' : 'half-open'}`,
    `the new one proves ${proof === 'equal' ? 'the same' : proof === 'higher' ? 'more' : 'less'}`,
    `from ${sameAddress ? 'its' : 'another'} address`,
    inCall ? 'during a call' : 'idle',
  ]
  test(`takeover: ${words.join(', ')}: ${freshWins(one) ? 'in' : 'refused'}`, () => takeover(one))
}

async function takeover(one: Case): Promise<void> {
  const { alive, proof, sameAddress, inCall } = one
  const clock = new TestClock()
  await using server = await startServer({ clock, settings: { callTimeout: 60 } })
  const secure = () => server.put('/api/v1/stations/CP1/credentials', { password })
  if (proof === 'lower') await secure()
  const old = { path: '/CP1', localAddress: home, ...(proof === 'lower' && { password }) }
  const station = alive ? await RawStation.connect(server, old) : undefined
  const corpse = alive ? undefined : await halfOpen(server, old)
  await server.until(() => server.runtime.station('CP1')?.online === true)
  station?.on('Reset', 'silence')
  const call = inCall ? server.runtime.call('CP1', 'Reset', { type: 'Soft' }, {}) : undefined
  await station?.settle()
  if (proof === 'higher') await secure()
  const fresh: RawStationOptions = {
    path: '/CP1',
    localAddress: sameAddress ? home : '127.0.0.3',
    ...(proof === 'higher' && { password }),
  }
  const outcome = await attempt({ server, clock, alive }, fresh)
  assert.is(outcome instanceof RawStation, freshWins(one))
  if (outcome instanceof RawStation) {
    assert.is((await outcome.call('Heartbeat'))[0], 3)
    assert.equal(await call, call && { kind: 'offline', replaced: true })
    if (station !== undefined) {
      assert.equal(await station.ended, { code: 1000, reason: 'Replaced by a newer connection' })
    }
    assert.is(server.runtime.station('CP1')?.online, true)
    await outcome.terminate()
  } else {
    assert.is(outcome, proof === 'lower' ? 401 : 409)
    if (station !== undefined) assert.is((await station.call('Heartbeat'))[0], 3)
    assert.is(server.runtime.station('CP1')?.online, true)
  }
  await station?.terminate()
  corpse?.destroy()
}

/** Tries to connect; time passes only where nobody is there to answer. */
async function attempt(
  { server, clock, alive }: { server: TestServer; clock: TestClock; alive: boolean },
  options: RawStationOptions,
): Promise<RawStation | number> {
  let done = false
  const outcome = RawStation.attempt(server, options).finally(() => {
    done = true
  })
  const from = clock.now()
  // A real reconnect is in within three seconds: more does not pass here.
  while (!alive && !done && clock.now() - from < 3000) {
    if (clock.pendingWithin(2000) === 0) await turn()
    else await clock.advance(100)
  }
  return outcome
}

test('a half-open connection costs its station two seconds, not more', async () => {
  const clock = new TestClock()
  await using server = await startServer({ clock })
  const corpse = await halfOpen(server, { path: '/CP1', localAddress: home })
  await server.until(() => server.runtime.station('CP1')?.online === true)
  const pinged = readUntil(corpse.resume(), (text) => text.includes('\x89'))
  const outcome = RawStation.attempt(server, { path: '/CP1', localAddress: '127.0.0.3' })
  await pinged
  await clock.advance(1999)
  assert.is(await Promise.race([outcome, 'undecided']), 'undecided')
  await clock.advance(1)
  assert.ok((await outcome) instanceof RawStation)
  assert.is(server.runtime.securityEvents.of('CP1').at(-1)?.kind, 'takeover')
  corpse.destroy()
})

test('an impostor is told, by kind, with both addresses, and may not insist', async () => {
  await using server = await startServer()
  await using station = await RawStation.connect(server, { path: '/CP1', localAddress: home })
  const impostor = { path: '/CP1', localAddress: '127.0.0.66' }
  const first = await refused(server, impostor)
  assert.equal(first, {
    status: 409,
    body: 'This station is connected from elsewhere\n',
    retryAfter: 30,
  })
  for (let i = 0; i < 20; i++) assert.is((await refused(server, impostor)).status, 409)
  const { kind, station: id, address, detail } = server.runtime.securityEvents.of('CP1')[0] ?? {}
  assert.equal([kind, id, address], ['quarantine', 'CP1', '127.0.0.66'])
  assert.match(detail ?? '', /127\.0\.0\.2/)
  assert.is(server.runtime.securityEvents.counts().get('quarantine'), 21)
  assert.is((await station.call('Heartbeat'))[0], 3)
  // The operator may choose the other one.
  assert.is((await server.post('/api/v1/stations/CP1/disconnect', {})).status, 204)
  await station.ended
  await using other = await RawStation.connect(server, impostor)
  assert.is((await other.call('Heartbeat'))[0], 3)
})

test('a station that never answers pings is not taken for dead because of that (T8)', async () => {
  const clock = new TestClock()
  await using server = await startServer({ clock })
  const mute = await halfOpen(server, { path: '/CP1', localAddress: home })
  await server.until(() => server.runtime.station('CP1')?.online === true)
  // It is heard by what it sends, while two pings of the usual interval go unanswered.
  await clock.advance(45_000)
  assert.is(await RawStation.attempt(server, { path: '/CP1', localAddress: '127.0.0.3' }), 409)
  assert.ok(
    (await RawStation.attempt(server, { path: '/CP1', localAddress: home })) instanceof RawStation,
  )
  mute.destroy()
})

test('a serial number in a boot does not take over who is there', async () => {
  await using server = await startServer()
  await using station = await RawStation.connect(server, { path: '/CP1', localAddress: home })
  await using thief = await RawStation.connect(server, { path: '/', localAddress: '127.0.0.3' })
  const boot = { chargePointVendor: 'V', chargePointModel: 'M', chargePointSerialNumber: 'CP1' }
  thief.frame([2, '1', 'BootNotification', boot])
  thief.frame([2, '2', 'Heartbeat', {}])
  assert.equal(await thief.ended, {
    code: 1008,
    reason: 'This station is connected from elsewhere',
  })
  assert.equal(thief.received, [])
  assert.is((await station.call('Heartbeat'))[0], 3)
})

test('two that tear at one identity are frozen, and the one that is in stays in', async () => {
  const clock = new TestClock()
  await using server = await startServer({ clock })
  const how = { path: '/CP1', localAddress: home }
  let last = await RawStation.connect(server, how)
  for (let i = 0; i < 10; i++) {
    const next = await RawStation.connect(server, how)
    await last.ended
    last = next
  }
  const { status, retryAfter } = await refused(server, how)
  assert.equal([status, retryAfter], [503, 60])
  assert.is((await last.call('Heartbeat'))[0], 3)
  assert.is(server.runtime.securityEvents.of('CP1').at(-1)?.kind, 'flapping')
  // One that is gone frees its place at once, frozen or not.
  await last.terminate()
  await server.until(() => server.runtime.station('CP1')?.online === false)
  await using back = await RawStation.connect(server, how)
  await clock.advance(60_000)
  await using again = await RawStation.connect(server, how)
  await back.ended
  assert.is((await again.call('Heartbeat'))[0], 3)
})

test('what a replaced connection still sends is not heard any more', async () => {
  await using server = await startServer()
  await using one = await RawStation.connect(server, { path: '/CP1', localAddress: home })
  await one.call('Heartbeat')
  const before = one.received.length
  one.ws.on('close', () => undefined)
  const two = RawStation.connect(server, { path: '/CP1', localAddress: home })
  for (let i = 0; i < 50; i++) one.frame([2, `late-${i}`, 'Heartbeat', {}])
  await using fresh = await two
  await one.ended
  assert.is((await fresh.call('Heartbeat'))[0], 3)
  const answered = one.received.length - before
  assert.ok(answered <= 50)
  assert.is([...server.runtime.stations()].filter(({ online }) => online).length, 1)
})

test.run()
