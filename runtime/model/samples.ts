import { type Channel, Layout } from './layout.ts'
import type { Context, Location, Measurand, Phase, Sample } from './words.ts'

/** How well a sample fits what is looked for: 0 = not at all, else the higher the better. */
export type Fit = (location: Location, context: Context) => number

const noContexts: Context[] = []
const noNumbers: number[] = []

/**
 * The latest sample of every channel of a connector. It is kept in lists side by side, since stations
 * take their turns: what is known of one has left the caches when its next message comes, and must be
 * small and in few places.
 */
export class Samples implements Iterable<Sample> {
  #layout = Layout.empty
  /** Of a connector without samples all share one. */
  #contexts: Context[] = noContexts
  #values: number[] = noNumbers
  #times: number[] = noNumbers

  /** What is at which position. */
  get layout(): Layout {
    return this.#layout
  }

  /** Number of channels. */
  get size(): number {
    return this.#values.length
  }

  /** Position of the channel of a sample, -1 when it is new; `guess` is where it is likely to be. */
  find(sample: Sample, guess = 0): number {
    return this.#layout.find(sample, guess)
  }

  /** Position of the sample that fits best, of several the first; -1 when none does. */
  best(measurand: Measurand, phase: Phase, fit: Fit): number {
    const { channels } = this.#layout
    let best = -1
    let highest = 0
    for (let i = 0; i < channels.length; i++) {
      const channel = channels[i]
      if (channel?.measurand !== measurand || channel.phase !== phase) continue
      const found = fit(channel.location, this.context(i))
      if (found <= highest) continue
      highest = found
      best = i
    }
    return best
  }

  /** Value at a position, in the base unit; `NaN` where there is none. */
  value(index: number): number {
    return this.#values[index] ?? Number.NaN
  }

  /** Time at a position, ms since the epoch; `NaN` where there is none. */
  at(index: number): number {
    return this.#times[index] ?? Number.NaN
  }

  /** Context at a position. */
  context(index: number): Context {
    return this.#contexts[index] ?? 'Sample.Periodic'
  }

  /** Keeps a sample of a new channel. */
  add(sample: Sample): void {
    if (this.#contexts === noContexts) {
      this.#contexts = []
      this.#values = []
      this.#times = []
    }
    this.#layout = this.#layout.with(sample)
    this.#contexts.push(sample.context)
    this.#values.push(sample.value)
    this.#times.push(sample.at)
  }

  /** Keeps a sample in place of the one at a position. */
  replace(index: number, sample: Sample): void {
    this.#contexts[index] = sample.context
    this.#values[index] = sample.value
    this.#times[index] = sample.at
  }

  /** Sets the samples that a test picks, given channel and time, to 0; `true` when there were any. */
  reset(at: number, isOver: (channel: Channel, at: number) => boolean): boolean {
    let any = false
    for (const [i, channel] of this.#layout.channels.entries()) {
      if (!isOver(channel, this.at(i))) continue
      this.#values[i] = 0
      this.#times[i] = at
      any = true
    }
    return any
  }

  *[Symbol.iterator](): Generator<Sample, void> {
    const { channels } = this.#layout
    for (let i = 0; i < channels.length; i++) {
      const channel = channels[i]
      if (channel === undefined) continue
      const { measurand, phase, location } = channel
      const [context, value, at] = [this.context(i), this.value(i), this.at(i)]
      yield { measurand, phase, location, context, value, at }
    }
  }
}
