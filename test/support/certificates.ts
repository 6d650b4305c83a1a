import 'reflect-metadata'
import { rmSync } from 'node:fs'
import { mkdtemp, readFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import type { ConnectionOptions } from 'node:tls'
import * as x509 from '@peculiar/x509'
import { type Clock, systemClock } from '../../runtime/clock.ts'
import { Authority, authorityFiles } from '../../runtime/security/authority.ts'
import { startServer, type TestServer, type TestServerOptions } from './server.ts'

/** An authority in a folder of its own, with a certificate of the server. */
export interface TestAuthority {
  /** The folder that is given as `data`. */
  readonly data: string
  readonly authority: Authority
  /** Certificate of the authority, PEM. */
  readonly ca: string
  readonly files: ReturnType<typeof authorityFiles>
  /** How a station connects that trusts the authority, with its certificate where a name is given. */
  station(name?: string): Promise<ConnectionOptions>
}

/** Makes one; its keys take a second. */
export async function makeTestAuthority(
  options: { readonly clock?: Clock; readonly server?: boolean } = {},
): Promise<TestAuthority> {
  const { clock = systemClock, server = true } = options
  const data = await mkdtemp(join(tmpdir(), 'ddf-test-ca-'))
  const authority = new Authority(join(data, 'ca'), clock)
  await authority.init('Test authority', 2048)
  if (server) await authority.makeServer(['localhost', '127.0.0.1'])
  const files = authorityFiles(join(data, 'ca'))
  const ca = await readFile(files.certificate, 'utf8')
  return {
    data,
    authority,
    ca,
    files,
    async station(name) {
      if (name === undefined) return { ca }
      const { csr, key } = await makeRequest(name)
      return { ca, cert: await authority.sign(csr, name), key }
    },
  }
}

let foreign: Promise<TestAuthority> | undefined

/** An authority that no server here trusts; one for all tests, since its key takes its time. */
export function foreignAuthority(): Promise<TestAuthority> {
  foreign ??= makeTestAuthority({ server: false }).then((made) => {
    process.once('exit', () => rmSync(made.data, { recursive: true, force: true }))
    return made
  })
  return foreign
}

/** A request for a certificate and the key it is for, PEM, as a station makes them. */
export async function makeRequest(
  name: string,
  keyAlgorithm: EcKeyGenParams | RsaHashedKeyGenParams = { name: 'ECDSA', namedCurve: 'P-256' },
): Promise<{ readonly csr: string; readonly key: string }> {
  const keys = await crypto.subtle.generateKey(keyAlgorithm, true, ['sign', 'verify'])
  const csr = await x509.Pkcs10CertificateRequestGenerator.create({
    name: [{ CN: [name] }, { O: ['Maker'] }],
    keys,
    signingAlgorithm: { name: keyAlgorithm.name, hash: 'SHA-256' },
  })
  const key = await crypto.subtle.exportKey('pkcs8', keys.privateKey)
  return { csr: csr.toString('pem'), key: x509.PemConverter.encode(key, 'PRIVATE KEY') }
}

/** A server that speaks TLS on a port of its own, by the certificates of an authority. */
export function startTlsServer(
  { data }: Pick<TestAuthority, 'data'>,
  options: TestServerOptions = {},
): Promise<TestServer> {
  return startServer({ ...options, settings: { data, tlsPort: 0, ...options.settings } })
}
