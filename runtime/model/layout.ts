import type { Sample } from './words.ts'

/** What a sample is of. */
export type Channel = Pick<Sample, 'measurand' | 'phase' | 'location'>

/** Most layouts that are shared; stations that make up ever new ones have their own. */
const most = 4096

/**
 * Channels in the order they were first met. Connectors that meet the same channels in the same order,
 * as those of one model do, share one layout: what is found out about it is found out once.
 */
export class Layout {
  /** That of a connector without samples. */
  static readonly empty = new Layout([])
  static #shared = 0
  readonly channels: readonly Channel[]
  readonly #longer: Layout[] = []

  private constructor(channels: readonly Channel[]) {
    this.channels = channels
  }

  /** This layout with one more channel. */
  with({ measurand, phase, location }: Channel): Layout {
    const channel = { measurand, phase, location }
    const known = this.#longer.find(({ channels }) => isSame(channels.at(-1), channel))
    if (known !== undefined) return known
    const longer = new Layout([...this.channels, channel])
    if (Layout.#shared < most) {
      Layout.#shared += 1
      this.#longer.push(longer)
    }
    return longer
  }

  /** Position of a channel, -1 when it is none of these; `guess` is where it is likely to be. */
  find(channel: Channel, guess: number): number {
    const { channels } = this
    if (isSame(channels[guess], channel)) return guess
    for (let i = 0; i < channels.length; i++) if (isSame(channels[i], channel)) return i
    return -1
  }
}

function isSame(a: Channel | undefined, b: Channel): boolean {
  return (
    a !== undefined &&
    a.measurand === b.measurand &&
    a.phase === b.phase &&
    a.location === b.location
  )
}
