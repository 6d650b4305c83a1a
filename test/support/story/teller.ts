import type { RealStation } from '../real_station.ts'
import type { TestClock } from '../test_clock.ts'

/** What the meter of a station shows. */
export interface Reading {
  /** V between phase and neutral, by phase. */
  readonly volts: readonly [number, number, number]
  /** A, by phase. */
  readonly amperes: readonly [number, number, number]
  /** W. */
  readonly power: number
  /** Wh. */
  readonly register: number
}

/** A limit that a station was given. */
export interface GivenLimit {
  readonly limit: unknown
  readonly unit: unknown
  readonly purpose: unknown
}

/** Tells what happens at one outlet in the words of a version, as a station of it would. */
export interface Teller extends AsyncDisposable {
  readonly station: RealStation
  boots(): Promise<void>
  isAvailable(): Promise<void>
  /** A vehicle is plugged in; nothing else happens. */
  isPlugged(): Promise<void>
  /** A card is held to the reader. */
  showsCard(idTag: string): Promise<void>
  /** Charging begins with a card. */
  starts(idTag: string, register: number): Promise<void>
  meters(reading: Reading): Promise<void>
  /** The station stops charging for a limit. */
  isPaused(): Promise<void>
  charges(): Promise<void>
  /** The vehicle takes no more. */
  isFull(): Promise<void>
  /** The transaction ends, the vehicle stays. */
  stops(register: number): Promise<void>
  isUnplugged(): Promise<void>
  fails(code: string, info: string): Promise<void>
  isMended(): Promise<void>
  /** Goes away without a goodbye. */
  loses(): Promise<void>
  /** Comes back and tells that the transaction ended while it was away. */
  comesBack(ended: { readonly at: number; readonly register: number }): Promise<void>
  /** The limit it was given last. */
  readonly limit: GivenLimit | undefined
  /** Measurands it was asked to send, and how often, s. */
  readonly sampling: { readonly measurands: string; readonly interval: string }
  /** Cards of the starts it was told. */
  readonly started: readonly unknown[]
  /** Transactions it was told to stop. */
  readonly stopped: readonly unknown[]
  /** The transaction that runs, or ran last. */
  readonly transaction: string | number | undefined
  /** Messages sent, answers included. */
  readonly sent: number
}

/** How a teller is made. */
export interface TellerOptions {
  readonly identity: string
  readonly clock: TestClock
  /** Connects as the station. */
  connect(handlers: Readonly<Record<string, (payload: unknown) => object>>): Promise<RealStation>
}

/** A moment as stations write it. */
export function iso(ms: number): string {
  return new Date(ms).toISOString()
}
