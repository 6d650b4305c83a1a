import type { Sample, SignedValue } from '../model.ts'
import type { ReadingRow } from '../storage/transactions.ts'
import { decodeSamples, encodeSamples } from './sample_text.ts'

/** What one message measured. */
export interface Measured {
  readonly samples: readonly Sample[]
  readonly signed?: readonly SignedValue[] | undefined
}

/** It as a row of the transaction with this id; `undefined` when it measured nothing. */
export function readingRow(
  transaction: string,
  { samples, signed }: Measured,
): ReadingRow | undefined {
  const at = samples[0]?.at ?? signed?.[0]?.at
  if (at === undefined) return undefined
  const row = { transaction, at, samples: encodeSamples(samples) }
  return signed === undefined ? row : { ...row, signed: JSON.stringify(signed) }
}

/** What such a row says. */
export function measuredOf({ at, samples, signed }: ReadingRow): Measured {
  return {
    samples: decodeSamples(samples, at),
    ...(signed === undefined ? {} : { signed: JSON.parse(signed) }),
  }
}
