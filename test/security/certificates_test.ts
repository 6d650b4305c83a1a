import { X509Certificate } from 'node:crypto'
import { readFile, rm } from 'node:fs/promises'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { readRevocations } from '../../runtime/security/x509.ts'
import {
  makeRequest,
  makeTestAuthority,
  startTlsServer,
  type TestAuthority,
} from '../support/certificates.ts'
import { RawStation } from '../support/raw_station.ts'
import { at } from '../support/scene.ts'
import type { TestServer } from '../support/server.ts'

const password = 'correct horse battery'
let mine: TestAuthority

test.before(async () => {
  mine = await makeTestAuthority()
})

test.after(() => rm(mine.data, { recursive: true, force: true }))

async function openWithPassword(server: TestServer, protocol: string): Promise<RawStation> {
  await server.put('/api/v1/stations/CP1/credentials', { password })
  const protocols = [protocol]
  const station = await RawStation.connect(server, { path: '/CP1', protocols, password })
  return station.on('CertificateSigned', { payload: { status: 'Accepted' } })
}

test('TC_074: a station gets a certificate for its request, and comes in with it as profile 3', async () => {
  await using server = await startTlsServer(mine)
  await using station = await openWithPassword(server, 'ocpp1.6')
  const { csr, key } = await makeRequest('CP1')
  assert.equal((await station.call('SignCertificate', { csr }))[2], { status: 'Accepted' })
  const { payload } = await station.called('CertificateSigned')
  const chain = String(at(payload, 'certificateChain'))
  assert.equal(payload, { certificateChain: chain })
  const certificate = new X509Certificate(chain)
  assert.is(certificate.subject, 'CN=CP1')
  assert.is(certificate.verify(new X509Certificate(mine.ca).publicKey), true)
  assert.is(certificate.checkIssued(new X509Certificate(mine.ca)), true)
  assert.is(certificate.ca, false)
  await station.terminate()
  const tls = { ca: mine.ca, cert: chain, key }
  await using back = await RawStation.connect(server, { path: '/CP1', tls })
  await back.call('Heartbeat')
  assert.is(at((await server.get('/api/v1/stations/CP1')).body, 'security.profile'), 3)
})

test('TC_A_11: later versions are told again which kind was asked for', async () => {
  await using server = await startTlsServer(mine)
  await using station = await openWithPassword(server, 'ocpp2.0.1')
  const certificateType = 'ChargingStationCertificate'
  const rsa = {
    name: 'RSASSA-PKCS1-v1_5',
    hash: 'SHA-256',
    modulusLength: 2048,
    publicExponent: new Uint8Array([1, 0, 1]),
  }
  const { csr } = await makeRequest('CP1', rsa)
  await station.call('SignCertificate', { csr, certificateType })
  const { payload } = await station.called('CertificateSigned')
  assert.is(at(payload, 'certificateType'), certificateType)
})

test('a certificate for vehicles is refused, and nothing is signed', async () => {
  for (const [protocol, certificateType] of [
    ['ocpp2.0.1', 'V2GCertificate'],
    ['ocpp2.1', 'V2G20Certificate'],
  ] as const) {
    await using server = await startTlsServer(mine)
    await using station = await openWithPassword(server, protocol)
    const { csr } = await makeRequest('CP1')
    const [, , answer] = await station.call('SignCertificate', { csr, certificateType })
    assert.is(at(answer, 'status'), 'Rejected')
    // What a station asks for its own connection right after is signed first, and alone.
    await station.call('SignCertificate', { csr, certificateType: 'ChargingStationCertificate' })
    const { payload } = await station.called('CertificateSigned')
    assert.is(at(payload, 'certificateType'), 'ChargingStationCertificate')
    const issued = server.runtime.securityEvents.of('CP1').filter(({ kind }) => kind === 'issued')
    assert.is(issued.length, 1)
  }
})

test('TC_077: a certificate that the station does not take is told', async () => {
  await using server = await startTlsServer(mine)
  await using station = await openWithPassword(server, 'ocpp1.6')
  station.on('CertificateSigned', { payload: { status: 'Rejected' } })
  await station.call('SignCertificate', { csr: (await makeRequest('CP1')).csr })
  await station.called('CertificateSigned')
  const details = () => server.runtime.securityEvents.of('CP1').map(({ detail }) => detail)
  await server.until(() => details().some((text) => text.endsWith('did not take it: Rejected')))
})

test('a request for another identity, with a wrong signature, or that is none, is not signed', async () => {
  await using server = await startTlsServer(mine)
  const right = (await makeRequest('CP1')).csr
  const lines = right.split('\n')
  const body = Buffer.from(lines.slice(1, -1).join(''), 'base64')
  body[body.length - 3] = (body[body.length - 3] ?? 0) ^ 1
  const forged = `${lines[0]}\n${body.toString('base64')}\n${lines.at(-1)}`
  const weak = {
    name: 'RSASSA-PKCS1-v1_5',
    hash: 'SHA-256',
    modulusLength: 1024,
    publicExponent: new Uint8Array([1, 0, 1]),
  }
  const cases: [csr: string, why: RegExp][] = [
    [(await makeRequest('CP2')).csr, /not the identity/],
    [(await makeRequest('CP1,CN=CP2')).csr, /not the identity/],
    [forged, /signature is wrong/],
    ['no request', /no request/],
    ['', /no request/],
    [(await makeRequest('CP1', weak)).csr, /too short/],
  ]
  for (const [csr, why] of cases) {
    await using station = await openWithPassword(server, 'ocpp1.6')
    const before = server.runtime.securityEvents.counts().get('certificate') ?? 0
    await station.call('SignCertificate', { csr })
    const count = () => server.runtime.securityEvents.counts().get('certificate') ?? 0
    await server.until(() => count() > before, String(why))
    await station.settle()
    assert.equal(
      station.calls.filter(({ action }) => action === 'CertificateSigned'),
      [],
    )
    await mine.authority.sign(csr, 'CP1').then(
      () => assert.unreachable(String(why)),
      (error: Error) => assert.match(error.message, why),
    )
  }
})

test('nobody gets a certificate by an identity alone, unless somebody approved that', async () => {
  await using server = await startTlsServer(mine)
  const { csr } = await makeRequest('CP9')
  await using station = await RawStation.connect(server, { path: '/CP9' })
  station.on('CertificateSigned', { payload: { status: 'Accepted' } })
  await station.call('SignCertificate', { csr })
  await station.settle()
  assert.equal(
    station.calls.filter(({ action }) => action === 'CertificateSigned'),
    [],
  )
  assert.match(server.runtime.securityEvents.of('CP9')[0]?.detail ?? '', /proved nothing/)
  await server.post('/api/v1/stations/CP9/approve', {})
  await station.call('SignCertificate', { csr })
  await station.called('CertificateSigned')
})

test('an authority is made once, lists what it issued, and revokes by name and by number', async () => {
  const { authority, data, files, ca } = await makeTestAuthority({ server: false })
  await authority.init('again').then(
    () => assert.unreachable(),
    (error: Error) => assert.match(error.message, /^There is an authority already/),
  )
  const made = await Promise.all(['A', 'A', 'B'].map((name) => authority.issue(name)))
  const issued = await authority.issued()
  assert.equal(issued.map(({ name, kind }) => `${name} ${kind}`).sort(), [
    'A station',
    'A station',
    'B station',
  ])
  assert.is(await authority.revoke('A'), 2)
  assert.is(await authority.revoke('A'), 0)
  const [one] = issued.filter(({ name }) => name === 'B')
  assert.is(await authority.revoke(one?.serial.toUpperCase() ?? ''), 1)
  const list = await readFile(files.revocations, 'utf8')
  const revocations = await readRevocations([list], [ca])
  for (const { certificate } of made) {
    const { raw } = new X509Certificate(certificate)
    assert.is(revocations.wrong(raw, Date.now()), 'it is revoked')
    assert.is(revocations.wrong(raw, Date.now() + 3e12), 'it is revoked')
  }
  const { raw } = new X509Certificate((await authority.issue('C')).certificate)
  assert.is(revocations.wrong(raw, Date.now()), undefined)
  assert.match(revocations.wrong(raw, Date.now() + 3e12) ?? '', /out of date/)
  await readRevocations([list], [mine.ca]).then(
    () => assert.unreachable(),
    (error: Error) => assert.match(error.message, /signed by none/),
  )
  await rm(data, { recursive: true, force: true })
})

test.run()
