/** A moment as the station tells it. */
export interface Moment {
  /** ISO 8601. */
  readonly timestamp: string
  /** Wh. */
  readonly register: number
}

/** A call. */
export type Call = readonly [action: string, payload: unknown]

/** What is said of one session, in its order. */
export interface SessionWords {
  start(of: Moment): Call
  /** Reads the id of the transaction in the answer to the start. */
  idIn(answer: unknown): string | number
  reading(of: Moment): Call
  stop(of: Moment): Call
}

/** How a station says what it does. */
export interface Words {
  readonly subprotocol: string
  readonly boot: Call
  session(idTag: string): SessionWords
}

/** The host gives the ids, and messages have no number. */
export const words16: Words = {
  subprotocol: 'ocpp1.6',
  boot: ['BootNotification', { chargePointVendor: 'Maker', chargePointModel: 'Box' }],
  session(idTag) {
    let transactionId = 0
    return {
      start: ({ timestamp, register: meterStart }) => [
        'StartTransaction',
        { connectorId: 1, idTag, meterStart, timestamp },
      ],
      idIn(answer) {
        transactionId = Number(Reflect.get(Object(answer), 'transactionId'))
        return transactionId
      },
      reading({ timestamp, register }) {
        const meterValue = [{ timestamp, sampledValue: [{ value: String(register) }] }]
        return ['MeterValues', { connectorId: 1, transactionId, meterValue }]
      },
      stop: ({ timestamp, register: meterStop }) => [
        'StopTransaction',
        { transactionId, idTag, meterStop, timestamp },
      ],
    }
  },
}

/** The station gives the ids, and numbers its messages. */
export const words201: Words = {
  subprotocol: 'ocpp2.0.1',
  boot: [
    'BootNotification',
    { reason: 'PowerUp', chargingStation: { vendorName: 'Maker', model: 'Box' } },
  ],
  session(idTag) {
    let seqNo = 0
    const call = (eventType: string, { timestamp, register }: Moment, more: object): Call => {
      const meterValue = [{ timestamp, sampledValue: [{ value: register }] }]
      const transactionInfo = { transactionId: idTag, chargingState: 'Charging' }
      const about = { eventType, timestamp, seqNo: seqNo++, evse: { id: 1 } }
      return ['TransactionEvent', { ...about, transactionInfo, meterValue, ...more }]
    }
    const triggerReason = 'MeterValuePeriodic'
    return {
      start: (of) =>
        call('Started', of, {
          triggerReason: 'Authorized',
          idToken: { idToken: idTag, type: 'ISO14443' },
        }),
      idIn: () => idTag,
      reading: (of) => call('Updated', of, { triggerReason }),
      stop: (of) => call('Ended', of, { triggerReason: 'StopAuthorized' }),
    }
  },
}
