import type { Change } from '../store.ts'

/**
 * A change on its way to the thread that makes it: as it is, or, of the kinds of which there are very
 * many, as a list, which is written and read faster. The value of a document is text already.
 */
export type SentChange = Change | SentReading | SentDocument

/** A reading on its way. */
export type SentReading = readonly [
  form: 'reading',
  transaction: string,
  at: number,
  samples: string,
  signed?: string,
]

/** A document on its way. */
export type SentDocument = readonly [form: 'put', collection: string, key: string, text: string]

/** Changes that stand or fall together, as JSON text of a list of {@link SentChange}. */
export function changesText(changes: readonly Change[]): string {
  return JSON.stringify(changes.map(sent))
}

function sent(change: Change): SentChange {
  if (change.kind === 'put') {
    return ['put', change.collection, change.key, JSON.stringify(change.value)]
  }
  if (change.kind !== 'reading') return change
  const { transaction, at, samples, signed } = change.row
  return signed === undefined
    ? ['reading', transaction, at, samples]
    : ['reading', transaction, at, samples, signed]
}
