import type { Handled, Host } from './dialect.ts'

/** A SignCertificate as it comes. */
export interface LooseRequest {
  readonly certificateType?: string | undefined
}

/**
 * Shown, for the own authority or somebody else to sign. Only certificates of stations: those for
 * vehicles come from a public key infrastructure (ISO 15118) that the host has no part in (A02, A03).
 */
export function signCertificate(payload: LooseRequest, host: Host): Handled {
  const { certificateType = ofStation } = payload
  const reply =
    certificateType === ofStation
      ? '{"status":"Accepted"}'
      : '{"status":"Rejected","statusInfo":{"reasonCode":"UnsupportedRequest"}}'
  return {
    reply,
    events: [{ kind: 'Noticed', action: 'SignCertificate', payload, at: host.now }],
  }
}

const ofStation = 'ChargingStationCertificate'
