import { existsSync } from 'node:fs'
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import * as v from 'valibot'
import type { Clock } from '../clock.ts'
import type { KeyPair, Signer } from './x509.ts'

const issuedSchema = v.array(
  v.object({
    /** Hexadecimal digits. */
    serial: v.string(),
    name: v.string(),
    kind: v.picklist(['station', 'server']),
    /** ms since the epoch. */
    until: v.number(),
    /** ms since the epoch; absent as long as it is not revoked. */
    revoked: v.optional(v.number()),
  }),
)

/** A certificate that was issued. */
export type Issued = Readonly<v.InferOutput<typeof issuedSchema>[number]>

const day = 86_400_000
/** How long certificates hold, ms; before the moment they are made, for clocks that are slow. */
const holds = { authority: 7300 * day, station: 730 * day, server: 730 * day, before: day }

/** Files of an authority, by what they hold. */
export function authorityFiles(folder: string) {
  const file = (name: string) => join(folder, name)
  return {
    certificate: file('ca.pem'),
    key: file('ca.key.pem'),
    revocations: file('crl.pem'),
    issued: file('issued.json'),
    serverCertificate: file('server.pem'),
    serverKey: file('server.key.pem'),
  }
}

/** A small certificate authority for the stations of one host, in files of a folder. */
export class Authority {
  readonly #clock: Clock
  readonly #files: ReturnType<typeof authorityFiles>
  readonly #folder: string
  #work: Promise<void> = Promise.resolve()

  constructor(folder: string, clock: Clock) {
    this.#folder = folder
    this.#files = authorityFiles(folder)
    this.#clock = clock
  }

  /** Whether it was made. */
  get exists(): boolean {
    return existsSync(this.#files.certificate)
  }

  /** Makes it; `bits` is the length of its key. @throws Error when there is one already */
  async init(name: string, bits = 3072): Promise<void> {
    if (this.exists) throw new Error(`There is an authority already: ${this.#files.certificate}`)
    const { makeAuthority } = await import('./x509.ts')
    await mkdir(this.#folder, { recursive: true, mode: 0o700 })
    const made = await makeAuthority({ name, ...this.#span(holds.authority) }, bits)
    await this.#writeSecret(this.#files.key, made.key)
    await this.#write(this.#files.certificate, made.certificate)
    await this.#note([])
  }

  /**
   * Signs a request (PKCS #10, PEM) of a station for its own identity.
   * @returns the certificate, PEM
   * @throws Error, told in words, when the request is wrong
   */
  async sign(csr: string, station: string): Promise<string> {
    const { certify, readRequest } = await import('./x509.ts')
    const publicKey = await readRequest(csr, station)
    const subject = { name: station, ...this.#span(holds.station) }
    const certificate = await certify(await this.#signer(), subject, publicKey)
    await this.#enter(certificate, { name: station, kind: 'station', until: subject.until })
    return certificate
  }

  /** Makes key and certificate for a station that cannot make a request itself. */
  async issue(station: string): Promise<KeyPair> {
    const { makeCertificate } = await import('./x509.ts')
    const subject = { name: station, ...this.#span(holds.station) }
    const made = await makeCertificate(await this.#signer(), subject)
    await this.#enter(made.certificate, { name: station, kind: 'station', until: subject.until })
    return made
  }

  /** Makes key and certificate of the server itself, where it is found by default. */
  async makeServer(hosts: readonly string[]): Promise<void> {
    const [name = 'localhost'] = hosts
    const { makeCertificate } = await import('./x509.ts')
    const subject = { name, hosts: [name, ...hosts.slice(1)], ...this.#span(holds.server) }
    const made = await makeCertificate(await this.#signer(), subject)
    await this.#writeSecret(this.#files.serverKey, made.key)
    const chain = `${made.certificate}\n${await readFile(this.#files.certificate, 'utf8')}`
    await this.#write(this.#files.serverCertificate, chain)
    await this.#enter(made.certificate, { name, kind: 'server', until: subject.until })
  }

  /** Revokes what was issued under a serial number, or to a name. @returns how many that were */
  async revoke(serialOrName: string): Promise<number> {
    const issued = await this.issued()
    const now = this.#clock.now()
    const isMeant = ({ serial, name, revoked }: Issued) =>
      revoked === undefined && (serial === serialOrName.toLowerCase() || name === serialOrName)
    await this.#note(issued.map((one) => (isMeant(one) ? { ...one, revoked: now } : one)))
    return issued.filter(isMeant).length
  }

  /** Everything that was issued, in order. */
  async issued(): Promise<readonly Issued[]> {
    if (!existsSync(this.#files.issued)) return []
    return v.parse(issuedSchema, JSON.parse(await readFile(this.#files.issued, 'utf8')))
  }

  async #enter(certificate: string, about: Omit<Issued, 'serial' | 'revoked'>): Promise<void> {
    const { serialOf } = await import('./x509.ts')
    const entry = { serial: serialOf(certificate), ...about }
    await this.#inTurn(async () => {
      const all = [...(await this.issued()), entry]
      await this.#write(this.#files.issued, JSON.stringify(all, undefined, 1))
    })
  }

  /** Writes down what was issued, and the list of what is revoked. */
  async #note(issued: readonly Issued[]): Promise<void> {
    const { makeRevocations } = await import('./x509.ts')
    const revoked = issued.flatMap(({ serial, revoked: at }) =>
      at === undefined ? [] : [{ serial, at }],
    )
    const list = await makeRevocations(await this.#signer(), revoked, this.#span(holds.authority))
    await this.#write(this.#files.issued, JSON.stringify(issued, undefined, 1))
    await this.#write(this.#files.revocations, list)
  }

  async #signer(): Promise<Signer> {
    if (!this.exists) throw new Error(`There is no authority in ${this.#folder}: run ddf ca init`)
    const { readSigner } = await import('./x509.ts')
    return readSigner({
      certificate: await readFile(this.#files.certificate, 'utf8'),
      key: await readFile(this.#files.key, 'utf8'),
    })
  }

  /** One change after the other, as each begins with what is there. */
  #inTurn(job: () => Promise<void>): Promise<void> {
    const done = this.#work.then(job)
    this.#work = done.catch(() => undefined)
    return done
  }

  #span(length: number): { from: number; until: number } {
    const now = this.#clock.now()
    return { from: now - holds.before, until: now + length }
  }

  async #writeSecret(file: string, text: string): Promise<void> {
    await this.#write(file, text, 0o600)
  }

  /** Whole or not at all. */
  async #write(file: string, text: string, mode = 0o644): Promise<void> {
    await writeFile(`${file}.new`, text, { mode })
    await rename(`${file}.new`, file)
  }
}
