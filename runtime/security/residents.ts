import type { Profile } from './credentials.ts'

/** A connection that is in as a station. */
export interface Resident {
  /** What it proved. */
  readonly proof: Profile
  /** Whether it is over TLS. */
  readonly secure: boolean
  /** Remote IP address. */
  readonly address: string
  /** Whether the other side still lives; decided within this time, ms. */
  probe(ms: number): Promise<boolean>
  /** Ends it. */
  close(code: number, reason: string): void
}

/** Who is in as which station: one each. */
export class Residents {
  readonly #residents = new Map<string, Resident>()

  get(station: string): Resident | undefined {
    return this.#residents.get(station)
  }

  /** Takes the place of the one before. */
  enter(station: string, resident: Resident): void {
    this.#residents.set(station, resident)
  }

  left(station: string, resident: Resident): void {
    if (this.#residents.get(station) === resident) this.#residents.delete(station)
  }
}
