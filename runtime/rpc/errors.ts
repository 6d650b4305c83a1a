/**
 * Why a call cannot be answered, in no version's spelling; a dialect has the word for each.
 * OCPP-J 1.6 §4.2.3, OCPP 2.0.1 part 4 §4.3.
 */
export type RpcErrorKind =
  | 'NotImplemented'
  | 'NotSupported'
  | 'Internal'
  | 'Protocol'
  | 'Security'
  | 'Formation'
  | 'Property'
  | 'Occurrence'
  | 'Type'
  | 'Generic'
  | 'Framework'
  | 'MessageType'

/** A call cannot be answered with a result; becomes a CALLERROR. */
export class RpcError extends Error {
  override readonly name = 'RpcError'
  readonly kind: RpcErrorKind

  constructor(kind: RpcErrorKind, description: string) {
    super(description)
    this.kind = kind
  }
}
