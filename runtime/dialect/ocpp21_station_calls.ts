import { RpcError } from '../rpc/errors.ts'
import type { Handled, Host } from './dialect.ts'

/** A GetCertificateChainStatus as it comes. */
export interface LooseChain {
  readonly certificateStatusRequests?:
    | readonly {
        readonly source?: string | undefined
        readonly certificateHashData?: LooseHash | undefined
      }[]
    | undefined
}

interface LooseHash {
  readonly hashAlgorithm?: string | undefined
  readonly issuerNameHash?: string | undefined
  readonly issuerKeyHash?: string | undefined
  readonly serialNumber?: string | undefined
}

/** Bounds of what an answer holds. */
const longestHash = 128
const longestSerial = 40
const mostStatuses = 4

/** No list of revoked certificates is kept here, which each of the certificates asked for is told. */
export function certificateChain(payload: LooseChain, host: Host): Handled {
  const nextUpdate = new Date(host.now).toISOString()
  const certificateStatus = (payload.certificateStatusRequests ?? []).flatMap((request) => {
    const { source, certificateHashData: hash } = request
    const { hashAlgorithm, issuerNameHash, issuerKeyHash, serialNumber } = hash ?? {}
    const known = { hashAlgorithm, issuerNameHash, issuerKeyHash, serialNumber }
    // What is longer than any hash is none, and no answer may repeat it.
    const isHash = (part: string | undefined) => part !== undefined && part.length <= longestHash
    const whole =
      source !== undefined &&
      Object.values(known).every(isHash) &&
      (serialNumber ?? '').length <= longestSerial
    return whole ? [{ source, status: 'Failed', nextUpdate, certificateHashData: known }] : []
  })
  if (certificateStatus.length === 0) {
    throw new RpcError('Occurrence', 'GetCertificateChainStatus needs certificateHashData')
  }
  return {
    reply: JSON.stringify({ certificateStatus: certificateStatus.slice(0, mostStatuses) }),
    events: [{ kind: 'Noticed', action: 'GetCertificateChainStatus', payload, at: host.now }],
  }
}

/** A VatNumberValidation as it comes. */
export interface LooseVat {
  readonly vatNumber?: string | undefined
}

/** Nobody here knows VAT numbers. */
export function vatNumber(payload: LooseVat, host: Host): Handled {
  const number = JSON.stringify([...(payload.vatNumber ?? '')].slice(0, 20).join(''))
  return {
    reply: `{"vatNumber":${number},"status":"Rejected"}`,
    events: [{ kind: 'Noticed', action: 'VatNumberValidation', payload, at: host.now }],
  }
}
