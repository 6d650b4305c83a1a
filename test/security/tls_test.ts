import { once } from 'node:events'
import { readFile, rm, stat, writeFile } from 'node:fs/promises'
import { connect as connectTcp } from 'node:net'
import { join } from 'node:path'
import { type ConnectionOptions, connect, type PeerCertificate } from 'node:tls'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import {
  foreignAuthority,
  makeTestAuthority,
  startTlsServer,
  type TestAuthority,
} from '../support/certificates.ts'
import { refused } from '../support/handshake.ts'
import { RawStation, type RawStationOptions } from '../support/raw_station.ts'
import { at } from '../support/scene.ts'
import type { TestServer } from '../support/server.ts'

const password = 'correct horse battery'
let mine: TestAuthority
let foreign: TestAuthority

test.before(async () => {
  ;[mine, foreign] = await Promise.all([makeTestAuthority(), foreignAuthority()])
})

test.after(async () => {
  await rm(mine.data, { recursive: true, force: true })
})

async function comesIn(server: TestServer, how: RawStationOptions): Promise<unknown> {
  await using station = await RawStation.connect(server, how)
  assert.ok(at((await station.call('Heartbeat'))[2], 'currentTime'))
  const { body } = await server.get('/api/v1/stations/CP1')
  return at(body, 'security.profile')
}

/** What becomes of a TLS handshake alone. */
async function handshake(
  server: TestServer,
  options: ConnectionOptions,
): Promise<{ protocol: string | null; peer: PeerCertificate } | string> {
  const socket = connect({ port: server.tlsPort ?? 0, host: 'localhost', ca: mine.ca, ...options })
  try {
    await once(socket, 'secureConnect')
    return { protocol: socket.getProtocol(), peer: socket.getPeerCertificate() }
  } catch (error) {
    return error instanceof Error && 'code' in error ? String(error.code) : String(error)
  } finally {
    socket.destroy()
  }
}

test('TC_086 TC_A_04: the certificate of the server is right for a station that checks it', async () => {
  await using server = await startTlsServer(mine)
  assert.is(await comesIn(server, { path: '/CP1', tls: { ca: mine.ca } }), 0)
  await server.put('/api/v1/stations/CP1/credentials', { password })
  assert.is(await comesIn(server, { path: '/CP1', password, tls: { ca: mine.ca } }), 2)
  assert.is(await comesIn(server, { path: '/CP2' }), null, 'the plain port is still there')
  const distrust = await handshake(server, { ca: foreign.ca })
  assert.is(distrust, 'SELF_SIGNED_CERT_IN_CHAIN')
})

test('TC_A_06: TLS 1.2 and 1.3 are spoken, and nothing older', async () => {
  await using server = await startTlsServer(mine)
  for (const version of ['TLSv1.2', 'TLSv1.3'] as const) {
    const done = await handshake(server, { minVersion: version, maxVersion: version })
    assert.is(typeof done === 'object' && done.protocol, version)
  }
  const ciphers = 'DEFAULT@SECLEVEL=0'
  const old = { minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers } as const
  assert.is(await handshake(server, old), 'ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION')
})

test('TC_087 TC_A_07: a client certificate with the identity as common name is profile 3', async () => {
  await using server = await startTlsServer(mine)
  const tls = await mine.station('CP1')
  assert.is(await comesIn(server, { path: '/CP1', tls }), 3)
  // From now on nothing less will do, whichever way it comes.
  await server.put('/api/v1/stations/CP1/credentials', { password })
  for (const less of [
    { path: '/CP1' },
    { path: '/CP1', password },
    { path: '/CP1', password, tls: { ca: mine.ca } },
  ]) {
    const { status, body } = await refused(server, less)
    assert.ok(status === 401 || status === 403)
    if (status === 403) assert.match(body, /^Security profile 3 is required/)
  }
  assert.is(await comesIn(server, { path: '/CP1', tls }), 3)
})

test('TC_087 TC_A_08: a certificate of another station, or of a foreign authority, is refused', async () => {
  await using server = await startTlsServer(mine)
  const other = await mine.station('CP2')
  assert.equal(await refused(server, { path: '/CP1', tls: other }), {
    status: 403,
    body: 'The client certificate is that of another station\n',
    retryAfter: undefined,
  })
  const stranger = { ...(await foreign.station('CP1')), ca: mine.ca }
  const { status, body } = await refused(server, { path: '/CP1', tls: stranger })
  assert.is(status, 403)
  assert.match(body, /^The client certificate is not accepted: /)
  assert.is(server.runtime.hub.station('CP1'), undefined)
  assert.is(server.runtime.securityEvents.counts().get('certificate'), 2)
})

test('the certificate of a server is no certificate of a station', async () => {
  await using server = await startTlsServer(mine)
  const cert = await readFile(mine.files.serverCertificate, 'utf8')
  const key = await readFile(mine.files.serverKey, 'utf8')
  const { status, body } = await refused(server, {
    path: '/localhost',
    tls: { ca: mine.ca, cert, key },
  })
  assert.is(status, 403)
  assert.match(body, /purpose/i)
})

test('a revoked certificate is refused at once, and ends the connection that it opened', async () => {
  await using server = await startTlsServer(mine)
  const tls = await mine.station('CP7')
  const kept = await mine.station('CP8')
  await using station = await RawStation.connect(server, { path: '/CP7', tls })
  await station.call('Heartbeat')
  assert.is(await mine.authority.revoke('CP7'), 1)
  assert.equal(await station.ended, { code: 1008, reason: 'The certificate is revoked' })
  const { status, body } = await refused(server, { path: '/CP7', tls })
  assert.equal([status, body], [403, 'The client certificate is not accepted: it is revoked\n'])
  await using other = await RawStation.connect(server, { path: '/CP8', tls: kept })
  await other.call('Heartbeat')
})

test('a new certificate of the server is used without a restart, and nobody is disconnected', async () => {
  await using server = await startTlsServer(mine)
  await using station = await RawStation.connect(server, {
    path: '/CP1',
    tls: await mine.station('CP1'),
  })
  const serial = async () => {
    const done = await handshake(server, {})
    return typeof done === 'object' ? done.peer.serialNumber : done
  }
  const before = await serial()
  await mine.authority.makeServer(['localhost', '127.0.0.1'])
  let now = before
  while (now === before) now = await serial()
  assert.match(now, /^[0-9A-F]+$/)
  assert.is((await station.call('Heartbeat'))[0], 3)
  // What is broken is not taken over.
  const right = await readFile(mine.files.serverCertificate, 'utf8')
  await writeFile(mine.files.serverCertificate, 'broken')
  assert.is(await serial(), now)
  await writeFile(mine.files.serverCertificate, right)
})

test('plain and TLS may share one port', async () => {
  await using first = await startTlsServer(mine)
  const port = first.ocppPort
  await first.close()
  await using server = await startTlsServer(mine, { settings: { port, tlsPort: port } })
  assert.equal([server.ocppPort, server.tlsPort], [port, port])
  assert.is(await comesIn(server, { path: '/CP1', tls: await mine.station('CP1') }), 3)
  await comesIn(server, { path: '/CP2' })
  assert.is((await refused(server, { path: '/CP1' })).status, 403)
})

test('a TLS handshake that stalls is ended in time, and others notice nothing', async () => {
  await using server = await startTlsServer(mine, { settings: { limits: { handshake: 0.2 } } })
  await using station = await RawStation.connect(server, { path: '/CP1', tls: { ca: mine.ca } })
  const stalled = connectTcp(server.tlsPort ?? 0, '127.0.0.1')
  stalled.on('error', () => undefined)
  await once(stalled, 'connect')
  // The beginning of a handshake record that never goes on.
  stalled.write(Buffer.from([22, 3, 1, 2, 0]))
  await once(stalled, 'close')
  assert.is(server.runtime.securityEvents.counts().get('limit'), 1)
  assert.is((await station.call('Heartbeat'))[0], 3)
})

test('TLS without a certificate says what is missing', async () => {
  const missing = join(mine.data, 'nothing')
  await startTlsServer({ data: missing }).then(
    () => assert.unreachable(),
    (error: Error) => assert.is(error.message, `Cannot read ${join(missing, 'ca', 'server.pem')}`),
  )
})

test('private keys can be read by their owner only', async () => {
  for (const file of [mine.files.key, mine.files.serverKey]) {
    assert.is((await stat(file)).mode & 0o777, 0o600, file)
  }
})

test.run()
