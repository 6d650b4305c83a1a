/** What a station tells of a transaction; by default that it goes on. */
export interface Happening {
  readonly type?: 'Started' | 'Updated' | 'Ended'
  readonly trigger?: string
  readonly state?: string
  readonly evse?: number
  readonly idToken?: string
  /** Register, Wh. */
  readonly register?: number
  /** Further sampled values. */
  readonly values?: readonly object[]
  readonly stopped?: string
  /** Seconds from now. */
  readonly when?: number
  readonly seqNo?: number
  readonly offline?: boolean
  readonly reservationId?: number
  readonly remoteStartId?: number
}

const contexts = {
  Started: 'Transaction.Begin',
  Updated: 'Sample.Periodic',
  Ended: 'Transaction.End',
}

/** The payload of a TransactionEvent. */
export function eventPayload(
  transactionId: string,
  happening: Happening & { readonly seqNo: number },
  time: (plus: number) => string,
): object {
  const { type = 'Updated', trigger = 'MeterValuePeriodic', when = 0, seqNo } = happening
  const { state, stopped, evse, idToken, register, values = [], remoteStartId } = happening
  const timestamp = time(when)
  const context = contexts[type]
  const energy = { measurand: 'Energy.Active.Import.Register', unitOfMeasure: { unit: 'Wh' } }
  const sampledValue = [
    ...(register === undefined ? [] : [{ value: register, context, ...energy }]),
    ...values.map((value) => ({ context, ...value })),
  ]
  return {
    eventType: type,
    triggerReason: trigger,
    timestamp,
    seqNo,
    transactionInfo: {
      transactionId,
      ...given({ chargingState: state, stoppedReason: stopped, remoteStartId }),
    },
    ...given({
      offline: happening.offline,
      reservationId: happening.reservationId,
      evse: evse === undefined ? undefined : { id: evse, connectorId: 1 },
      idToken: idToken === undefined ? undefined : { idToken, type: 'ISO14443' },
      meterValue: sampledValue.length === 0 ? undefined : [{ timestamp, sampledValue }],
    }),
  }
}

function given(members: Readonly<Record<string, unknown>>): object {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined))
}
