import type { Admission, Claim } from '../security/gate.ts'
import type { Resident } from '../security/residents.ts'
import type { StationSecurity } from '../security/station_security.ts'
import { verdictOn } from '../security/takeover.ts'

/** Let in, with what was proved and whether it must wait, or refused with an HTTP status. */
export type Entrance =
  | Extract<Admission, { ok: true }>
  | {
      readonly ok: false
      readonly status: 401 | 403 | 409 | 429 | 503
      readonly reason: string
      /** Seconds. */
      readonly retryAfter?: number | undefined
    }

/** Time in which a connection must show that it lives, ms: a real one is back within three seconds. */
const patience = 2000
/** Seconds after which one that is refused may ask again. */
const retryAfter = 30

/** Decides who comes in as which station: by its credentials, and by who is in already. */
export class Doorman {
  readonly #security: StationSecurity

  constructor(security: StationSecurity) {
    this.#security = security
  }

  /** Decides; at once unless a password or the present connection has to be checked. */
  admit(claim: Claim): Entrance | Promise<Entrance> {
    const admission = this.#security.gate.admit(claim)
    return admission instanceof Promise
      ? admission.then((decided) => this.#settle(claim, decided))
      : this.#settle(claim, admission)
  }

  /** A connection is in as this station. */
  entered(station: string, resident: Resident): void {
    this.#security.residents.enter(station, resident)
    this.#security.gate.entered(station, resident.proof)
  }

  #settle(claim: Claim, admission: Admission): Entrance | Promise<Entrance> {
    if (!admission.ok || admission.waits) return admission
    const { station, address } = claim
    const old = this.#security.residents.get(station)
    if (old === undefined) return admission
    const { flaps, residents } = this.#security
    const rivals = { old, fresh: { proof: admission.proof, address } }
    const frozen = flaps.frozen(station)
    const isFlapping = frozen > 0 && admission.proof <= old.proof
    if (verdictOn(rivals) === 'fresh' && !isFlapping) {
      flaps.count(station)
      if (old.address !== address || old.proof !== admission.proof) {
        this.#tellTakeover(claim, 'It proved more than the connection before, which was closed')
      }
      return admission
    }
    return old.probe(patience).then((lives) => {
      if (residents.get(station) !== old) return this.#settle(claim, admission)
      if (!lives) {
        if (old.address !== address) {
          this.#tellTakeover(claim, 'The connection before did not answer any more')
        }
        return admission
      }
      return isFlapping ? this.#freeze(claim, frozen) : this.#quarantine(claim, old)
    })
  }

  #freeze({ station, address }: Claim, frozen: number): Entrance {
    const detail = 'Two connections tear at this identity; the present one is kept for a while'
    this.#security.events.note({ kind: 'flapping', station, address, detail })
    const seconds = Math.ceil(frozen / 1000)
    return { ok: false, status: 503, reason: 'Taken over too often', retryAfter: seconds }
  }

  #quarantine({ station, address }: Claim, old: Resident): Entrance {
    const detail = `The station is connected from ${old.address} and answers; this one was refused`
    this.#security.events.note({ kind: 'quarantine', station, address, detail })
    const reason = 'This station is connected from elsewhere'
    return { ok: false, status: 409, reason, retryAfter }
  }

  #tellTakeover({ station, address }: Claim, detail: string): void {
    this.#security.events.note({ kind: 'takeover', station, address, detail })
  }
}
