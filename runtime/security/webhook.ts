import type { Clock } from '../clock.ts'
import type { Log } from '../log.ts'
import type { SecurityEvent, SecurityListener } from './events.ts'

/** What telling events to a URL needs. */
export interface WebhookOptions {
  readonly url: string
  readonly clock: Clock
  readonly log: Log
}

/** Events told to a URL. */
export interface Webhook {
  readonly listener: SecurityListener
  /** Tells nothing more, and waits for nobody. */
  close(): void
}

/** Events that may wait; of more the oldest are lost, and the next one says how many. */
const mostWaiting = 100
/** Time for an answer, ms. */
const patience = 5000

/**
 * Tells events to a URL of the settings, one after the other, by POST of JSON. Nobody waits for it, no
 * redirection is followed, and one that is not taken is not told again: the log has them all.
 */
export function webhookTo({ url, clock, log }: WebhookOptions): Webhook {
  const waiting: SecurityEvent[] = []
  let lost = 0
  let isBusy = false
  let isClosed = false
  let underWay: AbortController | undefined
  const post = async (body: string) => {
    underWay = new AbortController()
    const { signal } = underWay
    const timer = clock.after(patience, () => underWay?.abort(new Error('No answer in time')))
    try {
      const headers = { 'content-type': 'application/json' }
      const answer = await fetch(url, { method: 'POST', headers, body, redirect: 'error', signal })
      await answer.body?.cancel()
      if (!answer.ok) throw new Error(`It answered ${answer.status}`)
    } finally {
      timer.cancel()
    }
  }
  const work = async () => {
    isBusy = true
    for (let event = waiting.shift(); event !== undefined; event = waiting.shift()) {
      const at = new Date(event.at).toISOString()
      const body = JSON.stringify({ ...event, at, lost })
      lost = 0
      await post(body).catch((error: unknown) => {
        lost += 1
        if (!isClosed) log.warn({ error }, 'A security event was not taken')
      })
    }
    isBusy = false
  }
  return {
    listener(event) {
      if (isClosed) return
      waiting.push(event)
      if (waiting.length > mostWaiting) {
        waiting.shift()
        lost += 1
      }
      if (!isBusy) void work()
    },
    close() {
      isClosed = true
      waiting.length = 0
      underWay?.abort()
    },
  }
}
