import type { Clock } from '../clock.ts'
import type { Closing, Opening, RecordingLine } from './format.ts'
import { RecentLines } from './recent_lines.ts'

/** Sees what goes over one connection; nothing it does is waited for. */
export interface Tap {
  /** A message of the station. */
  received(text: string): void
  /** A message of the host. */
  sent(text: string): void
  /** The connection is over. */
  closed(closing: Closing): void
}

/** What is known of a connection when it begins. */
export interface Tapped {
  readonly identity: string
  /** Subprotocol agreed on; `''` when there is none. */
  readonly subprotocol: string
  readonly opening: Opening
}

/** Where lines go besides memory. */
export interface LineSink {
  /** Takes a line at once and writes it later. */
  take(line: RecordingLine): void
  /** Resolves when everything taken is written. */
  close(): Promise<void>
}

/** Limits of what is kept in memory. */
export const recentLimits = {
  /** Minutes. */
  minutes: 10,
  /** Characters of one station, its lines counted with 100 more each. */
  station: 256 * 1024,
  /** Characters of all stations together, about: beyond, each has its share. */
  total: 64 * 1024 * 1024,
} as const

/** Records all stations: the last minutes of each in memory, and everything in a sink if there is one. */
export class Recorder {
  readonly #clock: Clock
  readonly #sink: LineSink | undefined
  readonly #recent = new Map<string, RecentLines>()
  /** Ends the recording of the present connection of a station. */
  readonly #ends = new Map<string, () => void>()

  constructor(options: { readonly clock: Clock; readonly sink?: LineSink | undefined }) {
    this.#clock = options.clock
    this.#sink = options.sink
  }

  /** Records a connection from now on. */
  tap({ identity, subprotocol, opening }: Tapped): Tap {
    const clock = this.#clock
    const recent = this.#recent.get(identity) ?? new RecentLines()
    this.#recent.set(identity, recent)
    const put = (line: RecordingLine) => {
      recent.push(line, this.#limits(line.at))
      this.#sink?.take(line)
    }
    // An older connection is over with the newer one, whatever still comes over it.
    this.#ends.get(identity)?.()
    let over = false
    const closed = (closing: Closing) => {
      if (over) return
      over = true
      this.#ends.delete(identity)
      put({ at: clock.now(), identity, subprotocol, kind: 'close', closing })
    }
    this.#ends.set(identity, () => closed({ code: 1000, reason: 'Replaced by a newer connection' }))
    put({ at: clock.now(), identity, subprotocol, kind: 'open', opening })
    return {
      received(text) {
        if (!over) put({ at: clock.now(), identity, subprotocol, kind: 'cp->csms', text })
      },
      sent(text) {
        if (!over) put({ at: clock.now(), identity, subprotocol, kind: 'csms->cp', text })
      },
      closed,
    }
  }

  /** The last minutes of a station, secrets included; `undefined` when it was never connected. */
  recent(identity: string): readonly RecordingLine[] | undefined {
    return this.#recent.get(identity)?.list(this.#limits(this.#clock.now()))
  }

  /** Resolves when everything is written. */
  async close(): Promise<void> {
    await this.#sink?.close()
  }

  #limits(now: number) {
    const share = Math.floor(recentLimits.total / this.#recent.size)
    return {
      characters: Math.min(recentLimits.station, share),
      since: now - recentLimits.minutes * 60_000,
    }
  }
}
