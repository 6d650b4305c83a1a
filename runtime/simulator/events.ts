import type { StatusWord } from '../model.ts'

/** What happens at a simulated station; powers in W, currents in A, energies in Wh. */
export type SimulatorEvent = { readonly station: string } & (
  | { readonly kind: 'connected'; readonly url: string }
  | { readonly kind: 'disconnected'; readonly reason: string; readonly retryIn: number }
  | { readonly kind: 'booted'; readonly status: string; readonly interval: number }
  | { readonly kind: 'status'; readonly connector: number; readonly status: StatusWord }
  | {
      readonly kind: 'card'
      readonly connector: number
      readonly idTag: string
      readonly status: string
    }
  /** A card was accepted, or a start came from afar, before there is a cable. */
  | { readonly kind: 'permitted'; readonly connector: number; readonly idTag: string }
  | { readonly kind: 'started'; readonly connector: number; readonly idTag: string }
  | { readonly kind: 'numbered'; readonly connector: number; readonly transaction: number }
  | {
      readonly kind: 'metered'
      readonly connector: number
      readonly power: number
      readonly currents: readonly number[]
      /** Energy of the transaction. */
      readonly energy: number
    }
  /** The vehicle has what it wanted. */
  | { readonly kind: 'full'; readonly connector: number }
  | {
      readonly kind: 'stopped'
      readonly connector: number
      readonly reason: string
      readonly energy: number
    }
  /** The current the station offers changed. */
  | { readonly kind: 'limited'; readonly connector: number; readonly current: number }
  | { readonly kind: 'configured'; readonly key: string; readonly value: string }
  /** A call of the server, and the status in the answer or the error. */
  | { readonly kind: 'called'; readonly action: string; readonly answer: string }
  /** A call of ours that the server did not answer as it should. */
  | { readonly kind: 'refused'; readonly action: string; readonly error: string }
  | { readonly kind: 'resetting'; readonly reset: string }
)

/** An event as the parts of a station raise it, without the name of the station. */
export type PartEvent = SimulatorEvent extends infer E
  ? E extends SimulatorEvent
    ? Omit<E, 'station'>
    : never
  : never
