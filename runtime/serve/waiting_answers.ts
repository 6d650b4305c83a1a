import type { Dialect, Handled, Host } from '../dialect/dialect.ts'
import type { Identity } from '../model.ts'
import { errorText, type Frame, resultText } from '../rpc/frame.ts'

/** What a station that waits for approval is told, and what it said of itself. */
export interface WaitingAnswer {
  readonly text?: string
  readonly identity?: Identity
}

/** Seconds between the boots of a station that waits, and of one that was rejected. */
const interval = 30
const retryInterval = 300

/**
 * Answers a station that waits for approval: `Pending` to a boot, or `Rejected`, an error to everything else, as OCPP
 * wants (2.0.1 B02, 1.6 §4.2). A refused handshake would be simpler, but nobody could see then who it
 * is that waits, and many a box comes back from that only after minutes (quirks T10, T11).
 */
export function waitingAnswer(
  dialect: Dialect,
  frame: Frame,
  { now, isRejected }: { readonly now: number; readonly isRejected: boolean },
): WaitingAnswer {
  if (frame.type !== 'call' || (frame.oneWay && dialect.oneWay)) return {}
  if (frame.action !== 'BootNotification') {
    const word = dialect.errorWord('Security')
    const reason = isRejected ? 'This station was rejected' : 'This station waits for approval'
    return { text: errorText(frame.id, word, reason) }
  }
  const currentTime = new Date(now).toISOString()
  const reply = JSON.stringify(
    isRejected
      ? { status: 'Rejected', currentTime, interval: retryInterval }
      : { status: 'Pending', currentTime, interval },
  )
  const identity = identityIn(dialect, frame.payload, now)
  return { text: resultText(frame.id, reply), ...(identity !== undefined && { identity }) }
}

/** What a boot says of the station, if it can be read. */
function identityIn(dialect: Dialect, payload: unknown, now: number): Identity | undefined {
  let handled: Handled | undefined
  try {
    handled = dialect.inbound.get('BootNotification')?.handle(payload, stranger(now))
  } catch {
    return undefined
  }
  for (const event of handled?.events ?? []) if (event.kind === 'Booted') return event.identity
  return undefined
}

/** A host that knows nobody and allows nothing. */
function stranger(now: number): Host {
  return {
    now,
    heartbeatInterval: interval,
    timeZone: 0,
    authorize: () => ({ status: 'Invalid', known: false }),
    authorizeStart: () => ({ status: 'Invalid', known: false }),
    sawCard: () => undefined,
    startTransaction: () => 0,
    count: () => undefined,
    takesData: () => false,
    facts: () => undefined,
    outlets: () => [],
    ofTransaction: () => undefined,
  }
}
