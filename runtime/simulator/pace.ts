import type { Clock } from '../clock.ts'

/** A clock that runs `speed` times as fast as another from now on, for what a station does. */
export function pacedClock(clock: Clock, speed: number): Clock {
  const start = clock.now()
  return {
    now: () => start + (clock.now() - start) * speed,
    after: (ms, fn) => clock.after(ms / speed, fn),
    soon: (fn) => clock.soon(fn),
    random: () => clock.random(),
    uuid: () => clock.uuid(),
  }
}

/** A clock whose random numbers follow from a seed, so that a run can be repeated. */
export function seededClock(clock: Clock, seed: number): Clock {
  const random = generator(seed)
  return {
    now: () => clock.now(),
    after: (ms, fn) => clock.after(ms, fn),
    soon: (fn) => clock.soon(fn),
    random,
    uuid: () => uuidFrom(random),
  }
}

/** The mulberry32 generator: 32 bits of state are enough for noise. */
function generator(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296
  }
}

function uuidFrom(random: () => number): string {
  return 'xxxxxxxx-xxxx-4xxx-8xxx-xxxxxxxxxxxx'.replace(/x/g, () =>
    Math.floor(random() * 16).toString(16),
  )
}
