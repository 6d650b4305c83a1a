import type { Clock, Timer } from './clock.ts'
import type { Log } from './log.ts'
import type { Store } from './storage/store.ts'

/** Time between two looks at what is too old, ms. */
const every = 6 * 3_600_000
const day = 86_400_000

/** What forgetting transactions needs. */
export interface RetentionOptions {
  readonly clock: Clock
  readonly log: Log
  readonly store: Pick<Store, 'commit'>
  /** Days for which they are kept after their end; `undefined` = for ever. */
  readonly days: number | undefined
}

/**
 * Has transactions forgotten that ended too long ago, now and from time to time.
 * @returns a function that ends it
 */
export function forgetTransactions({ clock, log, store, days }: RetentionOptions): () => void {
  if (days === undefined) return () => undefined
  let timer: Timer | undefined
  const look = () => {
    timer = clock.after(every, look)
    const stoppedBefore = clock.now() - days * day
    store.commit([{ kind: 'forget-transactions', stoppedBefore }]).catch((error: unknown) => {
      log.warn({ error }, 'Old transactions are not forgotten yet')
    })
  }
  look()
  return () => timer?.cancel()
}
