import type { Sample, SignedValue } from '../model.ts'
import type { ReadingRow } from '../storage/transactions.ts'
import { decodeProgress, encodeProgress, type Progress } from './progress.ts'
import { decodeSamples, encodeSamples } from './sample_text.ts'

/** What one message measured. */
export interface Measured {
  readonly samples: readonly Sample[]
  readonly signed?: readonly SignedValue[] | undefined
}

/**
 * It as a row of the transaction with this id, and that its message came, where that is numbered;
 * `undefined` when there is nothing to tell.
 */
export function readingRow(
  transaction: string,
  { samples, signed }: Measured,
  progress?: Progress,
): ReadingRow | undefined {
  const at = samples[0]?.at ?? signed?.[0]?.at ?? progress?.at
  if (at === undefined) return undefined
  const text = encodeSamples(samples)
  const told = progress === undefined ? text : encodeProgress(progress, at) + text
  const row = { transaction, at, samples: told }
  return signed === undefined ? row : { ...row, signed: JSON.stringify(signed) }
}

/** What was measured, by such a row. */
export function measuredOf({ at, samples, signed }: ReadingRow): Measured {
  return {
    samples: decodeSamples(samples, at),
    ...(signed === undefined ? {} : { signed: JSON.parse(signed) }),
  }
}

/** That its message came, by such a row, where it says so. */
export function progressOf({ at, samples }: ReadingRow): Progress | undefined {
  return decodeProgress(samples, at)
}
