import type { TransactionRow } from '../transactions.ts'

/** What a transaction is called by its station. */
export type TransactionName = Pick<TransactionRow, 'station' | 'transaction'>

const none: readonly string[] = []

/** Ids of transactions by their names: a name is mostly that of one, and looked for with any message. */
export class TransactionNames {
  readonly #ids = new Map<string, string | readonly string[]>()

  /** Those with a name. */
  of(name: TransactionName): readonly string[] {
    const ids = this.#ids.get(keyOf(name)) ?? none
    return typeof ids === 'string' ? [ids] : ids
  }

  add(name: TransactionName, id: string): void {
    const others = this.of(name)
    this.#ids.set(keyOf(name), others.length === 0 ? id : [...others, id])
  }

  delete(name: TransactionName, id: string): void {
    const others = this.of(name).filter((other) => other !== id)
    if (others.length === 0) this.#ids.delete(keyOf(name))
    else this.#ids.set(keyOf(name), others)
  }
}

function keyOf({ station, transaction }: TransactionName): string {
  return `${station.length}\n${station}${transaction}`
}
