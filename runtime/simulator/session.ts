import * as v from 'valibot'
import { type Readings, type SampledValue, sampledValues } from './meter.ts'

/** A transaction as the station sees it; its number comes from the server. */
export interface Session {
  readonly idTag: string
  /** ms since the epoch. */
  readonly startedAt: number
  /** Wh. */
  readonly meterStart: number
  /** Values at the start, for the stop message. */
  readonly begin: readonly SampledValue[]
  /** Absent until the server has given it. */
  number?: number
}

const startAnswer = v.object({
  transactionId: v.number(),
  idTagInfo: v.object({ status: v.string() }),
})

/** The number and the card's status in the answer to a start; `undefined` for any other answer. */
export function readStartAnswer(
  answer: unknown,
): { readonly number: number; readonly status: string } | undefined {
  const result = v.safeParse(startAnswer, answer)
  if (!result.success) return undefined
  return { number: result.output.transactionId, status: result.output.idTagInfo.status }
}

/** A StartTransaction. */
export function startMessage(
  connector: number,
  session: Session,
  reservation: number | undefined,
): object {
  return {
    connectorId: connector,
    idTag: session.idTag,
    meterStart: session.meterStart,
    timestamp: new Date(session.startedAt).toISOString(),
    ...(reservation !== undefined && { reservationId: reservation }),
  }
}

/** How a transaction ended. */
export interface Stop {
  readonly reason: string
  readonly idTag?: string | undefined
  /** ms since the epoch. */
  readonly at: number
  readonly readings: Readings
  /** Measurands to tell of start and end. */
  readonly wanted: readonly string[]
}

/** A StopTransaction; a start that was never answered leaves it without a number, sent as -1. */
export function stopMessage(session: Session, stop: Stop): object {
  const end = sampledValues(stop.readings, { wanted: stop.wanted, context: 'Transaction.End' })
  const data = [
    { timestamp: new Date(session.startedAt).toISOString(), sampledValue: session.begin },
    { timestamp: new Date(stop.at).toISOString(), sampledValue: end },
  ].filter(({ sampledValue }) => sampledValue.length > 0)
  return {
    transactionId: session.number ?? -1,
    meterStop: stop.readings.register,
    timestamp: new Date(stop.at).toISOString(),
    reason: stop.reason,
    ...(stop.idTag !== undefined && { idTag: stop.idTag }),
    ...(data.length > 0 && { transactionData: data }),
  }
}

/** A MeterValues message. */
export function meterMessage(
  connector: number,
  session: Session | undefined,
  { at, values }: { readonly at: number; readonly values: readonly SampledValue[] },
): object {
  return {
    connectorId: connector,
    ...(session?.number !== undefined && { transactionId: session.number }),
    meterValue: [{ timestamp: new Date(at).toISOString(), sampledValue: values }],
  }
}
