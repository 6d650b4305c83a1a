import type { StationEvent } from '../../../runtime/model.ts'
import type { BookKeeper } from './book_keeper.ts'

/** A minute, ms. */
export const minute = 60_000
/** When the first transaction of the station S starts at its connector 1, ms since the epoch. */
export const begin = Date.UTC(2026, 10, 1)

/** Has a message of the station S taken; `false` when it could not be stored. */
export type Tell = (keeper: BookKeeper) => Promise<boolean>

/** A transaction starts at this minute. */
export function start(id: string | number, meterStart: number, from = 0): Tell {
  return told([{ ...startedAt(from), id, meterStart, connector: 1 }])
}

/** A transaction starts at this minute, and where is not told. */
export function startSomewhere(id: string, from: number): Tell {
  return told([{ ...startedAt(from), id, meterStart: 100, connector: 0 }])
}

/** Readings of its register, each with its minute. */
export function readings(
  transaction: string | number,
  ...all: readonly (readonly [minute: number, Wh: number])[]
): Tell {
  const measurand = 'Energy.Active.Import.Register' as const
  const about = { measurand, phase: '', location: '', context: 'Sample.Periodic' } as const
  const samples = all.map(([at, value]) => ({
    value,
    at: begin + at * minute,
    ...about,
  }))
  return told([{ kind: 'Metered', connector: 1, transaction, samples }], transaction)
}

/** It goes on at this minute, by its message of this number; the first and the last are 0 and 1. */
export function news(id: string | number, order: number, on: number): Tell {
  const at = begin + on * minute
  return told([{ kind: 'TransactionUpdated', id, connector: 1, order, at }])
}

/** It ends at this minute. */
export function end(id: string | number, meterStop: number, to: number): Tell {
  const about = { id, reason: 'Local', samples: [], order: 1, at: begin + to * minute }
  return told([{ kind: 'TransactionEnded', meterStop, ...about }])
}

function startedAt(from: number) {
  const about = { idTag: 'A', cardStatus: 'Accepted', known: true, order: 0 } as const
  return { kind: 'TransactionStarted', at: begin + from * minute, ...about } as const
}

function told(events: readonly StationEvent[], runs?: string | number): Tell {
  return (keeper) => {
    keeper.report('S', events, runs)
    return keeper.settle()
  }
}
