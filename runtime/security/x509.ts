import 'reflect-metadata'
import * as x509 from '@peculiar/x509'

/** A certificate and its private key, PEM. */
export interface KeyPair {
  readonly certificate: string
  readonly key: string
}

/** Who signs. */
export interface Signer {
  readonly certificate: x509.X509Certificate
  readonly key: CryptoKey
}

/** What a certificate is for, and how long it holds. */
export interface Subject {
  readonly name: string
  /** Names and addresses of a server; none for a station. */
  readonly hosts?: readonly string[]
  /** ms since the epoch. */
  readonly from: number
  /** ms since the epoch. */
  readonly until: number
}

/** RSA, since many a station knows nothing else. */
const algorithm = {
  name: 'RSASSA-PKCS1-v1_5',
  hash: 'SHA-256',
  publicExponent: new Uint8Array([1, 0, 1]),
}
/** Length of the keys of certificates that are no authority. */
const leafBits = 2048

/** Makes an authority that signs itself. */
export async function makeAuthority(
  { name, from, until }: Subject,
  bits: number,
): Promise<KeyPair> {
  const keys = await makeKeys(bits)
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    serialNumber: newSerial(),
    name: [{ CN: [name] }],
    notBefore: new Date(from),
    notAfter: new Date(until),
    signingAlgorithm: algorithm,
    keys,
    extensions: [
      new x509.BasicConstraintsExtension(true, 0, true),
      new x509.KeyUsagesExtension(
        x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign,
        true,
      ),
      await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
    ],
  })
  return { certificate: certificate.toString('pem'), key: await pemOf(keys.privateKey) }
}

/** Makes a key and a certificate for it. */
export async function makeCertificate(signer: Signer, subject: Subject): Promise<KeyPair> {
  const keys = await makeKeys(leafBits)
  const certificate = await certify(signer, subject, keys.publicKey)
  return { certificate, key: await pemOf(keys.privateKey) }
}

/** Signs a public key as that of a subject. @returns PEM */
export async function certify(
  { certificate, key }: Signer,
  { name, hosts = [], from, until }: Subject,
  publicKey: x509.PublicKeyType,
): Promise<string> {
  const isServer = hosts.length > 0
  const { serverAuth, clientAuth } = x509.ExtendedKeyUsage
  const made = await x509.X509CertificateGenerator.create({
    serialNumber: newSerial(),
    subject: [{ CN: [name] }],
    issuer: certificate.subject,
    notBefore: new Date(from),
    notAfter: new Date(until),
    signingAlgorithm: algorithm,
    signingKey: key,
    publicKey,
    extensions: [
      new x509.BasicConstraintsExtension(false, undefined, true),
      new x509.KeyUsagesExtension(
        x509.KeyUsageFlags.digitalSignature | x509.KeyUsageFlags.keyEncipherment,
        true,
      ),
      new x509.ExtendedKeyUsageExtension([isServer ? serverAuth : clientAuth]),
      await x509.AuthorityKeyIdentifierExtension.create(certificate.publicKey),
      await x509.SubjectKeyIdentifierExtension.create(publicKey),
      ...(isServer ? [new x509.SubjectAlternativeNameExtension(hosts.map(asName))] : []),
    ],
  })
  return made.toString('pem')
}

/** Makes a list of what was revoked. `from` and `until` are ms since the epoch. @returns PEM */
export async function makeRevocations(
  { certificate, key }: Signer,
  revoked: readonly { readonly serial: string; readonly at: number }[],
  { from, until }: { readonly from: number; readonly until: number },
): Promise<string> {
  const list = await x509.X509CrlGenerator.create({
    issuer: certificate.subject,
    thisUpdate: new Date(from),
    nextUpdate: new Date(until),
    signingAlgorithm: algorithm,
    signingKey: key,
    entries: revoked.map(({ serial, at }) => ({
      serialNumber: serial,
      revocationDate: new Date(at),
    })),
  })
  return list.toString('pem')
}

/** Reads who signs. @throws Error when that is none */
export async function readSigner({ certificate, key }: KeyPair): Promise<Signer> {
  const [block] = x509.PemConverter.decode(key)
  if (block === undefined) throw new Error('There is no private key')
  const imported = await crypto.subtle.importKey('pkcs8', block, algorithm, false, ['sign'])
  return { certificate: new x509.X509Certificate(certificate), key: imported }
}

/**
 * Reads a request for a certificate (PKCS #10, PEM) of a station: its signature must be right, and
 * its one common name that of the station. @throws Error, told in words
 */
export async function readRequest(csr: string, station: string): Promise<x509.PublicKey> {
  let request: x509.Pkcs10CertificateRequest
  try {
    request = new x509.Pkcs10CertificateRequest(csr)
  } catch {
    throw new Error('It is no request for a certificate')
  }
  const names = request.subjectName.getField('CN')
  if (names.length !== 1 || names[0] !== station) {
    throw new Error('Its common name is not the identity of the station')
  }
  const isRight = await request.verify().catch(() => false)
  if (!isRight) throw new Error('Its signature is wrong')
  const bad = weakness(request.publicKey)
  if (bad !== undefined) throw new Error(bad)
  return request.publicKey
}

/** Serial number of a certificate, in lower-case hexadecimal digits. */
export function serialOf(certificate: string | Uint8Array): string {
  return new x509.X509Certificate(new Uint8Array(asRaw(certificate))).serialNumber
}

/** What the lists of revoked certificates say. */
export interface Revocations {
  /** Why a certificate (DER) is not accepted; `undefined` when no list says anything against it. */
  wrong(certificate: Uint8Array, now: number): string | undefined
}

/** Reads lists of revoked certificates, PEM, each signed by one of these authorities. @throws Error */
export async function readRevocations(
  lists: readonly string[],
  authorities: readonly string[],
): Promise<Revocations> {
  const known = authorities.flatMap(split).map((pem) => new x509.X509Certificate(pem))
  const byIssuer = new Map<string, x509.X509Crl[]>()
  for (const pem of lists.flatMap(split)) {
    const list = new x509.X509Crl(pem)
    const signed = await Promise.all(
      known.map((publicKey) => list.verify({ publicKey }).catch(() => false)),
    )
    if (!signed.includes(true)) {
      throw new Error(`The revocation list of ${list.issuer} is signed by none of the authorities`)
    }
    byIssuer.set(list.issuer, [...(byIssuer.get(list.issuer) ?? []), list])
  }
  return {
    wrong(raw, now) {
      const certificate = new x509.X509Certificate(new Uint8Array(raw))
      const concerned = byIssuer.get(certificate.issuer) ?? []
      if (concerned.some((list) => list.findRevoked(certificate.serialNumber) !== null)) {
        return 'it is revoked'
      }
      const isOld = ({ nextUpdate }: x509.X509Crl) => nextUpdate && nextUpdate.getTime() < now
      return concerned.length > 0 && concerned.every(isOld)
        ? 'the revocation list of its authority is out of date'
        : undefined
    },
  }
}

function split(pem: string): readonly string[] {
  return pem.match(/-----BEGIN [^-]+-----[^-]+-----END [^-]+-----/g) ?? []
}

function asRaw(certificate: string | Uint8Array): Uint8Array | ArrayBuffer {
  if (typeof certificate !== 'string') return certificate
  return x509.PemConverter.decodeFirst(certificate)
}

function asName(host: string): { type: 'ip' | 'dns'; value: string } {
  return { type: /^[\d.]+$|:/.test(host) ? 'ip' : 'dns', value: host }
}

/** Keys shorter than OCPP allows are not signed (2.0.1 part 2, A00.FR.501 ff). */
function weakness({ algorithm: found }: x509.PublicKey): string | undefined {
  const length: unknown = Reflect.get(found, 'modulusLength')
  return typeof length === 'number' && length < 2048 ? 'Its key is too short' : undefined
}

async function makeKeys(modulusLength: number): Promise<CryptoKeyPair> {
  return await crypto.subtle.generateKey({ ...algorithm, modulusLength }, true, ['sign', 'verify'])
}

async function pemOf(key: CryptoKey): Promise<string> {
  return x509.PemConverter.encode(await crypto.subtle.exportKey('pkcs8', key), 'PRIVATE KEY')
}

/** 127 bits of chance, positive. */
function newSerial(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  bytes[0] = ((bytes[0] ?? 0) & 0x7f) | 0x40
  return [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('')
}
