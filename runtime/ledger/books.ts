import { Book } from './book.ts'
import type { TransactionRecord } from './record.ts'

/** Stations of which transactions are at hand; identities are free to make up, memory is not. */
const mostStations = 20_000

/** The transactions of all stations that are at hand. */
export class Books {
  readonly #books = new Map<string, Book>()

  /** The book of a station, if it has one. */
  find(station: string): Book | undefined {
    return this.#books.get(station)
  }

  /** The book of a station, new if need be. */
  of(station: string): Book {
    const known = this.#books.get(station)
    if (known !== undefined) return known
    if (this.#books.size >= mostStations) this.#dropOne()
    const book = new Book()
    this.#books.set(station, book)
    return book
  }

  /** A record by what it is called. */
  get(station: string, transaction: string): TransactionRecord | undefined {
    return this.#books.get(station)?.get(transaction)
  }

  #dropOne(): void {
    for (const [station, book] of this.#books) {
      if (book.runs) continue
      this.#books.delete(station)
      return
    }
  }
}
