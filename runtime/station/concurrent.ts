import type { TransactionId } from '../model.ts'
import type { Station } from './station.ts'

/** The transaction that a card is for. */
export interface OwnTransaction {
  readonly station: Station
  readonly transaction: TransactionId
}

/** Whether another transaction runs that this card was accepted for. */
export function chargesElsewhere(
  stations: Iterable<{ readonly station: Station }>,
  idTag: string,
  own: OwnTransaction,
): boolean {
  const card = idTag.toLowerCase()
  for (const { station } of stations) {
    for (const { facts } of station.connectors.outlets()) {
      const { transaction } = facts
      if (transaction?.active !== true || transaction.idTag?.toLowerCase() !== card) continue
      if (station === own.station && transaction.id === own.transaction) continue
      if (facts.card?.authorized === true) return true
    }
  }
  return false
}
