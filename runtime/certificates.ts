import type { Clock } from './clock.ts'
import { Authority } from './security/authority.ts'
import type { StationSecurity } from './security/station_security.ts'
import type { StationGuard } from './station/guard.ts'
import type { Station } from './station/station.ts'

/** What signing for stations needs. */
export interface CertificatesOptions {
  /** Folder of the own authority; `undefined` = there is none. */
  readonly folder: string | undefined
  readonly clock: Clock
  readonly security: StationSecurity
}

/** Time between two certificates for one station, ms. */
const every = 10_000

/**
 * Signs what stations ask to have signed, when there is an own authority, and sends it to them. Only
 * whoever proved to be that station, or was approved by somebody, gets a certificate: it lets its
 * owner in as that station for years.
 */
export function certificatesFor(
  options: CertificatesOptions,
): Pick<StationGuard, 'wantsCertificate'> {
  const { folder, clock } = options
  if (folder === undefined) return { wantsCertificate: () => undefined }
  const authority = new Authority(folder, clock)
  const lastAt = new WeakMap<Station, number>()
  return {
    wantsCertificate(station, csr, details) {
      if (!authority.exists) return
      const { events, residents, credentials } = options.security
      const refuse = (why: string) => {
        const detail = `The request for a certificate was refused: ${why}`
        events.note({ kind: 'certificate', station: station.id, detail })
      }
      const proof = residents.get(station.id)?.proof ?? 0
      if (proof === 0 && !credentials.of(station.id).approved) {
        return refuse('the station proved nothing, and nobody approved it')
      }
      const now = clock.now()
      if (now - (lastAt.get(station) ?? Number.NEGATIVE_INFINITY) < every) {
        return refuse('the last was signed just now')
      }
      lastAt.set(station, now)
      authority.sign(csr, station.id).then(
        async (certificate) => {
          events.note({ kind: 'issued', station: station.id, detail: 'A certificate was issued' })
          const answer = await send(station, certificate, details)
          if (answer !== 'Accepted') refuse(`the station did not take it: ${answer}`)
        },
        (error) => refuse(error instanceof Error ? error.message : String(error)),
      )
    },
  }
}

/** Sends a certificate; what else the request said of its kind and number is said again. */
async function send(station: Station, certificate: string, details: object): Promise<string> {
  const { certificateType, requestId }: { certificateType?: unknown; requestId?: unknown } = details
  const payload = JSON.stringify({ certificateChain: certificate, certificateType, requestId })
  const result = await station.call('CertificateSigned', payload)
  if (result.kind === 'error') return result.code
  if (result.kind !== 'result') return result.kind
  const { payload: answer } = result
  const isAnswer = typeof answer === 'object' && answer !== null && 'status' in answer
  return isAnswer ? String(answer.status) : 'no status'
}
