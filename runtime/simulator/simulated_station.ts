import type { Clock } from '../clock.ts'
import type { StatusWord } from '../model.ts'
import type { SimulatorEvent } from './events.ts'
import { Station } from './station.ts'

/** Options of {@link createSimulatedStation}. */
export interface SimulatedStationOptions {
  /** ChargepointID. */
  readonly id: string
  /** Server, for example `ws://127.0.0.1:8550`; the id is put at its end. */
  readonly url: string
  readonly clock: Clock
  readonly connectors?: number
  /** How many times faster than real the station lives; what it tells of times stays real. */
  readonly speed?: number
}

/** Which connector something is about; 1 when left out. */
export interface AtConnector {
  readonly connector?: number
}

/** Which vehicle is plugged in where; 1 = three phases, 16 A, never full, when left out. */
export interface PlugOptions extends AtConnector {
  readonly phases?: number
  /** A. */
  readonly maxCurrent?: number
  /** Energy after which it is full, Wh. */
  readonly wanted?: number
}

/** A wallbox made of software, in the hands of whoever holds this. */
export interface SimulatedStation {
  readonly id: string
  /** Calls `listener` with everything that happens. @returns a function that ends this */
  watch(listener: (event: SimulatorEvent) => void): () => void
  /** The next event that passes the test; rejects when the signal says so. */
  until(
    test: (event: SimulatorEvent) => boolean,
    options?: { readonly signal?: AbortSignal },
  ): Promise<SimulatorEvent>
  /** Plugs a vehicle in and, when a card is named, shows it. */
  plugIn(card?: string, options?: PlugOptions): void
  /** Shows a card: it starts a transaction, or ends the one it started. */
  showCard(card: string, options?: AtConnector): void
  unplug(options?: AtConnector): void
  /** Sets a fault, in the words of a StatusNotification's error code; without one it is gone. */
  fault(errorCode?: string, options?: AtConnector): void
  /** Cuts the connection for so many seconds. */
  disconnect(seconds: number): void
  status(options?: AtConnector): StatusWord
  /** Whether a transaction runs. */
  isCharging(options?: AtConnector): boolean
  /** Number of the running transaction, as the server gave it. */
  transaction(options?: AtConnector): number | undefined
  /** Waits until the server has answered everything, or cannot be reached. */
  idle(): Promise<void>
  close(): Promise<void>
}

/**
 * A station that behaves like a good wallbox over a real connection; it connects at once.
 * @throws when a connector is named that it does not have
 */
export function createSimulatedStation(options: SimulatedStationOptions): SimulatedStation {
  const { id, url, clock, connectors = 1, speed = 1 } = options
  const station = new Station({ id, url, clock, connectors, speed })
  const at = ({ connector = 1 }: AtConnector = {}) => {
    const found = station.connectors[connector - 1]
    if (!found) throw new Error(`Cannot use connector ${connector} of ${id}: it has ${connectors}`)
    return found
  }
  const showCard = (card: string, where?: AtConnector) => {
    const connector = at(where)
    const { session } = connector
    if (session?.idTag.toLowerCase() === card.toLowerCase()) return connector.stop('Local', card)
    station.cards.decide(card, (info) => {
      station.emit({ kind: 'card', connector: connector.id, idTag: card, status: info.status })
      if (info.status !== 'Accepted' || session) return
      const { reservation } = connector
      const isFree = !reservation || reservation.idTag.toLowerCase() === card.toLowerCase()
      if (isFree || (info.parent !== undefined && info.parent === reservation.parent)) {
        connector.permit(card)
      }
    })
  }
  station.connect()
  return {
    id,
    watch: (listener) => station.watch(listener),
    until: (test, { signal } = {}) => until(station, test, signal),
    plugIn(
      card,
      { phases = 3, maxCurrent = 16, wanted = Number.POSITIVE_INFINITY, ...where } = {},
    ) {
      at(where).plugIn({ phases, maxCurrent, wanted })
      if (card !== undefined && !at(where).session) showCard(card, where)
    },
    showCard,
    unplug: (where) => at(where).unplug(),
    fault: (errorCode, where) => at(where).setFault(errorCode),
    disconnect: (seconds) => station.disconnect(seconds),
    status: (where) => at(where).status,
    isCharging: (where) => at(where).session !== undefined,
    transaction: (where) => at(where).session?.number,
    idle: () => new Promise((resolve) => station.whenIdle(resolve)),
    close: () => station.close(),
  }
}

function until(
  station: Station,
  test: (event: SimulatorEvent) => boolean,
  signal: AbortSignal | undefined,
): Promise<SimulatorEvent> {
  return new Promise((resolve, reject) => {
    const abort = () => {
      stop()
      reject(signal?.reason)
    }
    const stop = station.watch((event) => {
      if (!test(event)) return
      stop()
      signal?.removeEventListener('abort', abort)
      resolve(event)
    })
    if (signal?.aborted) abort()
    else signal?.addEventListener('abort', abort, { once: true })
  })
}
