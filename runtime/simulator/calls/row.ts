import * as v from 'valibot'
import type { Cards } from '../cards.ts'
import type { Connector } from '../connector.ts'
import type { ConnectorHost } from '../connector_host.ts'
import type { WireAnswer } from '../wire.ts'

/** What the calls of a server can do to a station. */
export interface Box extends ConnectorHost {
  readonly connectors: readonly Connector[]
  readonly cards: Cards
  /** Brings all connectors up to date. */
  settle(): void
  /** Sends a BootNotification. */
  boot(): void
  heartbeat(): void
  /** Reports connector 0. */
  report(): void
  /** Starts the station anew, with another firmware if one is named. */
  restart(reset: 'Soft' | 'Hard', firmware?: string): void
  /** Takes up changed intervals. */
  retime(): void
  /** Runs through the states of an upload or an update; each takes a while. */
  progress(action: string, states: readonly string[], done?: () => void): void
  /** The last state of such a run, `Idle` at first. */
  progressOf(action: string): string
}

/** How a station answers one action. */
export type CallRow = (payload: unknown, box: Box) => WireAnswer

/** A row from the shape of the payload and what is done with one that has it. */
export function row<S extends v.GenericSchema>(
  schema: S,
  handle: (payload: v.InferOutput<S>, box: Box) => WireAnswer,
): CallRow {
  return (payload, box) => {
    const result = v.safeParse(schema, payload)
    if (result.success) return handle(result.output, box)
    const [issue] = result.issues
    const place = v.getDotPath(issue) ?? 'payload'
    return { error: 'FormationViolation', description: `${place}: ${issue.message}` }
  }
}

/** An answer that is one status word. */
export function status(word: string, after?: () => void): WireAnswer {
  return { answer: { status: word }, after }
}

/** The number of a connector, or of anything else that is counted from 0. */
export const natural = v.pipe(v.number(), v.integer(), v.minValue(0))
/** Any whole number. */
export const whole = v.pipe(v.number(), v.integer())
/** A card. */
export const idTag = v.pipe(v.string(), v.maxLength(20))
/** A time, as ms since the epoch. */
export const time = v.pipe(
  v.string(),
  v.check((text) => !Number.isNaN(Date.parse(text))),
  v.transform((text) => Date.parse(text)),
)

/** The connectors a number means: 0 = all, and none for a number that does not exist. */
export function meant(box: Box, id: number): readonly Connector[] {
  return id === 0 ? box.connectors : box.connectors.filter((one) => one.id === id)
}
