/** Resolution of history, ms: finer than any wallbox samples. */
export const tick = 100
/** Ticks of an hour, the unit in which history is kept. */
export const ticksPerHour = 36_000
/** An hour, ms. */
export const hourLength = tick * ticksPerHour

/** The hour since the epoch in which a moment lies, ms since the epoch. */
export function hourOf(at: number): number {
  return Math.floor(at / hourLength)
}

/** The tick within its hour, from 0, in which a moment lies. */
export function tickOf(at: number): number {
  return Math.floor((at - hourOf(at) * hourLength) / tick)
}

/** The moment at which a tick of an hour begins, ms since the epoch. */
export function momentOf(hour: number, ticks: number): number {
  return hour * hourLength + ticks * tick
}
