import type { Clock, Timer } from '../clock.ts'
import { pacedClock } from './pace.ts'
import type { SimulatedStation } from './simulated_station.ts'

/** Options of {@link drive}. */
export interface DriveOptions {
  readonly connector: number
  readonly card: string
  readonly clock: Clock
  readonly speed: number
  /** Called whenever a vehicle has left. */
  readonly onLeft?: () => void
}

/** Energy a driver wants: this much, and at most so much more, Wh; two to four minutes. */
const leastEnergy = 350
const moreEnergy = 400

/**
 * People at a connector: they come, plug in, show a card, wait until the vehicle is full, end, and
 * leave; then the next one comes. Who starts from afar comes with the cable soon.
 * @returns a function that sends them home
 */
export function drive(station: SimulatedStation, options: DriveOptions): () => void {
  const { connector, card, clock } = options
  const pace = pacedClock(clock, options.speed)
  let timer: Timer | undefined
  let isHere = false
  const later = (seconds: number, fn: () => void) => {
    timer?.cancel()
    timer = pace.after(seconds * 1000, fn)
  }
  const arrive = () => {
    isHere = true
    const wanted = Math.round(leastEnergy + moreEnergy * clock.random())
    station.plugIn(undefined, { connector, wanted })
    if (!station.isCharging({ connector })) later(2, show)
  }
  const show = () => {
    // Patience ends when the card is refused, or nobody answers.
    later(30, leave)
    if (!station.isCharging({ connector })) station.showCard(card, { connector })
  }
  const end = () => {
    later(10, leave)
    // Some end with their card, others just take the cable.
    if (clock.random() < 0.5) station.showCard(card, { connector })
    else leave()
  }
  const leave = () => {
    isHere = false
    station.unplug({ connector })
    later(5 + 10 * clock.random(), arrive)
    options.onLeft?.()
  }
  const stop = station.watch((event) => {
    if (!('connector' in event) || event.connector !== connector) return
    if (event.kind === 'permitted' && !isHere) later(2, arrive)
    if (event.kind === 'started') timer?.cancel()
    if (event.kind === 'full') later(5, end)
    if (event.kind === 'stopped' && isHere) later(3, leave)
  })
  later(2 + 6 * clock.random(), arrive)
  return () => {
    stop()
    timer?.cancel()
  }
}
