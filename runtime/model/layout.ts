import type { Sample } from './words.ts'

/** What a sample is of. */
export type Channel = Pick<Sample, 'measurand' | 'phase' | 'location'>

/** Channels up to which layouts are shared; no real station has more. */
const mostShared = 64

/**
 * Channels in the order they were first met. Connectors that meet the same channels in the same order,
 * as those of one model do, share one layout: what is found out about it is found out once.
 */
export class Layout {
  /** That of a connector without samples. */
  static readonly empty = new Layout([])
  readonly channels: readonly Channel[]
  /** Keeps the way to this layout alive, so that others find it. */
  readonly shorter: Layout | undefined
  /** Layouts with one more channel, as long as somebody has one. */
  #longer: readonly WeakRef<Layout>[] = []

  private constructor(channels: readonly Channel[], shorter?: Layout) {
    this.channels = channels
    this.shorter = shorter
  }

  /** This layout with one more channel. */
  with({ measurand, phase, location }: Channel): Layout {
    const channel = { measurand, phase, location }
    const channels = [...this.channels, channel]
    if (channels.length > mostShared) return new Layout(channels)
    const alive = this.#longer.flatMap((ref) => ref.deref() ?? [])
    const known = alive.find((layout) => isSame(layout.channels.at(-1), channel))
    if (known !== undefined) return known
    const longer = new Layout(channels, this)
    this.#longer = [...alive, longer].map((layout) => new WeakRef(layout))
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
