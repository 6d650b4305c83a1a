import type { Clock } from '../clock.ts'
import type { Attempts } from './attempts.ts'
import { passwordOf, readBasic } from './basic.ts'
import type { Credential, Credentials, Profile } from './credentials.ts'
import type { SecurityEvents, SecurityKind } from './events.ts'
import { type PasswordHash, type Passwords, PasswordsBusy } from './passwords.ts'
import type { Verified } from './verified.ts'

/** Who may come: everybody, whoever somebody approved, or whoever is listed. */
export const onboardings = ['open', 'approve', 'listed'] as const
/** Who may come. */
export type Onboarding = (typeof onboardings)[number]

/** A request to connect, as far as it tells who asks. */
export interface Claim {
  /** Identity claimed. */
  readonly station: string
  /** Remote IP address. */
  readonly address: string
  /** Whether it came over TLS. */
  readonly secure: boolean
  /** Common name of a client certificate that is right, or why one that was shown is not. */
  readonly certificate?: { readonly name: string } | { readonly wrong: string } | undefined
  /** The header `Authorization`. */
  readonly authorization?: string | undefined
}

/** Let in, with what was proved, or refused with an HTTP status. */
export type Admission =
  | { readonly ok: true; readonly proof: Profile; readonly waits: boolean }
  | {
      readonly ok: false
      readonly status: 401 | 403 | 429 | 503
      readonly reason: string
      /** Seconds. */
      readonly retryAfter?: number
    }

/** What the gate decides by. */
export interface GateDeps {
  readonly clock: Clock
  readonly credentials: Credentials
  readonly passwords: Passwords
  readonly verified: Verified
  readonly attempts: Attempts
  readonly events: SecurityEvents
  readonly onboarding: Onboarding
  /** Whether the settings name the station. */
  isListed(station: string): boolean
  /** Least profile by the settings. */
  leastProfile(station: string): Profile
  /** What was to be stored could not be. */
  onUnstored(station: string, error: unknown): void
}

/** Decides who may connect as which station. */
export class Gate {
  readonly #deps: GateDeps

  constructor(deps: GateDeps) {
    this.#deps = deps
  }

  /** Whether the station belongs here, by settings, credentials or approval. */
  isKnown(station: string): boolean {
    const { credentials, isListed } = this.#deps
    const { approved, password } = credentials.of(station)
    return approved || password !== undefined || isListed(station)
  }

  /** Decides; at once unless a password has to be checked. */
  admit(claim: Claim): Admission | Promise<Admission> {
    const { onboarding, credentials } = this.#deps
    const { station, certificate } = claim
    if (onboarding === 'listed' && !this.isKnown(station)) {
      return this.#refuse(claim, 'unlisted', { status: 403, reason: 'This station is not listed' })
    }
    if (certificate !== undefined) return this.#byCertificate(claim, certificate)
    const credential = credentials.of(station)
    if (credential.password === undefined && credential.next === undefined) {
      return this.#judge(claim, 0)
    }
    return this.#byPassword(claim, credential)
  }

  #byCertificate(claim: Claim, certificate: NonNullable<Claim['certificate']>): Admission {
    if ('wrong' in certificate) {
      const reason = `The client certificate is not accepted: ${certificate.wrong}`
      return this.#refuse(claim, 'certificate', { status: 403, reason })
    }
    if (certificate.name === claim.station) return this.#judge(claim, 3)
    const reason = 'The client certificate is that of another station'
    return this.#refuse(claim, 'certificate', { status: 403, reason })
  }

  #byPassword(claim: Claim, credential: Credential): Admission | Promise<Admission> {
    const { attempts, verified } = this.#deps
    const { station, address } = claim
    const basic = readBasic(claim.authorization)
    if (basic.kind === 'none') {
      // Its first password was given to it, and it has not come with it yet.
      if (credential.password === undefined) return this.#judge(claim, 0)
      return this.#refuse(claim, 'refused', { status: 401, reason: 'A password is required' })
    }
    const attempt = { station, address, isHome: verified.isHome(station, address) }
    const delay = attempts.delay(attempt)
    if (delay > 0) {
      const reason = 'Too many wrong passwords'
      const retryAfter = Math.ceil(delay / 1000)
      return this.#refuse(claim, 'guesses', { status: 429, reason, retryAfter })
    }
    const password = basic.kind === 'basic' ? passwordOf(basic.bytes, station) : undefined
    if (password === undefined) {
      attempts.failed(attempt)
      const reason = 'The user name must be the identity of the station'
      return this.#refuse(claim, 'refused', { status: 401, reason })
    }
    const proof = claim.secure ? 2 : 1
    if (verified.has(station, address, password)) return this.#judge(claim, proof)
    return this.#check(password, credential).then((matched) => {
      if (matched === 'busy') {
        const reason = 'Too many passwords are being checked'
        return this.#refuse(claim, 'limit', { status: 503, reason, retryAfter: 5 })
      }
      if (matched === undefined || !this.#isValid(station, matched)) {
        attempts.failed(attempt)
        return this.#refuse(claim, 'refused', { status: 401, reason: 'The password is wrong' })
      }
      attempts.succeeded(attempt)
      verified.put(station, address, password)
      this.#used(station, matched)
      return this.#judge(claim, proof)
    })
  }

  /** Which of the passwords of a station this is. */
  async #check(
    password: Uint8Array,
    { password: present, next }: Credential,
  ): Promise<PasswordHash | 'busy' | undefined> {
    try {
      for (const hash of [next, present]) {
        if (hash !== undefined && (await this.#deps.passwords.check(password, hash))) return hash
      }
      return undefined
    } catch (error) {
      if (error instanceof PasswordsBusy) return 'busy'
      throw error
    }
  }

  /** It may have been taken away while it was checked. */
  #isValid(station: string, hash: PasswordHash): boolean {
    const { password, next } = this.#deps.credentials.of(station)
    return hash === password || hash === next
  }

  /** The station came with a new password: the old one is gone. */
  #used(station: string, matched: PasswordHash): void {
    if (this.#deps.credentials.of(station).next !== matched) return
    this.#store(station, { password: matched, next: undefined })
    const detail = 'The station uses its new password; the old one is not valid any more'
    this.#deps.events.note({ kind: 'credentials', station, detail })
  }

  #judge(claim: Claim, proof: Profile): Admission {
    const { credentials, leastProfile, onboarding } = this.#deps
    const { station } = claim
    const { profile } = credentials.of(station)
    const least = Math.max(profile, leastProfile(station))
    if (proof < least) {
      const reason = `Security profile ${least} is required, this connection proves ${proof}`
      // Without a password a station is asked for one, as most try the next thing on that.
      const status = proof === 0 && least < 3 ? 401 : 403
      return this.#refuse(claim, proof < profile ? 'downgrade' : 'refused', { status, reason })
    }
    const { rejected } = credentials.of(station)
    const waits = rejected || (onboarding === 'approve' && proof < 3 && !this.isKnown(station))
    return { ok: true, proof, waits }
  }

  /** A station was let in for good: what it proved is the least from now on. */
  entered(station: string, proof: Profile): void {
    if (proof > this.#deps.credentials.of(station).profile) this.#store(station, { profile: proof })
  }

  #store(station: string, change: Partial<Credential>): void {
    this.#deps.credentials
      .change(station, change)
      .catch((error) => this.#deps.onUnstored(station, error))
  }

  #refuse(
    { station, address }: Claim,
    kind: SecurityKind,
    refused: Omit<Extract<Admission, { ok: false }>, 'ok'>,
  ): Admission {
    this.#deps.events.note({ kind, station, address, detail: refused.reason })
    return { ok: false, ...refused }
  }
}
