import type { Change } from '../store.ts'
import type { ReadingRow } from '../transactions.ts'

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

/**
 * Changes that stand or fall together, as text: a reading alone, as most are, by {@link readingText},
 * else JSON of a list of {@link SentChange}.
 */
export function changesText(changes: readonly Change[]): string {
  const [first] = changes
  if (changes.length === 1 && first?.kind === 'reading' && first.row.signed === undefined) {
    return readingText(first.row)
  }
  return JSON.stringify(changes.map(sent))
}

/** The changes in such a text. */
export function changesOf(text: string): readonly SentChange[] {
  return text.startsWith(mark) ? [readingIn(text)] : JSON.parse(text)
}

/** What JSON does not begin with. */
const mark = '~'

/** `~1793491200000 7 i1000k5S:tx`: time, length of the samples, these, and the transaction. */
function readingText({ transaction, at, samples }: ReadingRow): string {
  return `${mark}${at} ${samples.length} ${samples}${transaction}`
}

function readingIn(text: string): SentReading {
  const time = text.indexOf(' ')
  const length = text.indexOf(' ', time + 1)
  const from = length + 1
  const end = from + Number(text.slice(time + 1, length))
  const at = Number(text.slice(mark.length, time))
  return ['reading', text.slice(end), at, text.slice(from, end)]
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
