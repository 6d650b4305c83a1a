import type { Buffer } from 'node:buffer'
import type { Clock } from '../clock.ts'
import type { Closing, FrameKind, Opening, RecordingLine } from './format.ts'
import { RecentLines } from './recent_lines.ts'
import { pageSize, RecordPages } from './record_pages.ts'

/** A message, or what its bytes and its text can be had from. */
export type Said = string | { readonly text: string; readonly bytes?: Buffer | undefined }

/** Sees what goes over one connection; nothing it does is waited for. */
export interface Tap {
  /** A message of the station; its text is asked for only when it is recorded. */
  received(message: Said): void
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
  /** Bytes of one station. */
  station: 256 * 1024,
  /** Bytes of all stations together: where there are many, each has its share. */
  total: 64 * 1024 * 1024,
  /** Stations, connected or not; more than the runtime knows, as their names are free to make up. */
  stations: 20_000,
  /** Messages a second, on average and at once, of all stations; of more there are gaps. */
  rate: 4000,
  burst: 40_000,
} as const

const mostPages = recentLimits.total / pageSize
/** Fewer are of no use. */
const fewestPages = 4
/** Messages without a look at the clock, when too many come. */
const pause = 256

/** Records all stations: the last minutes of each in memory, and everything in a sink if there is one. */
export class Recorder {
  readonly #clock: Clock
  readonly #sink: LineSink | undefined
  readonly #pool = new RecordPages(mostPages)
  readonly #recent = new Map<string, RecentLines>()
  /** Messages since the start. */
  readonly counts = { received: 0, sent: 0 }
  /** The present connection of each station. */
  readonly #taps = new Map<string, ConnectionTap>()
  /** One for all connections, as there are many. */
  readonly #target: TapTarget = {
    message: (tap, kind, said) => this.#message(tap, kind, said),
    close: (tap, closing) => this.#close(tap, closing),
  }
  #allowance: number = recentLimits.burst
  #refilledAt: number
  #pausing = 0

  constructor(options: { readonly clock: Clock; readonly sink?: LineSink | undefined }) {
    this.#clock = options.clock
    this.#sink = options.sink
    this.#refilledAt = options.clock.now()
  }

  /** Records a connection from now on; an older one of the same station is over with it. */
  tap({ identity, subprotocol, opening }: Tapped): Tap {
    this.#taps.get(identity)?.closed({ code: 1000, reason: 'Replaced by a newer connection' })
    const recent = this.#recent.get(identity) ?? this.#newRecent()
    // Those that connected last come last.
    this.#recent.delete(identity)
    this.#recent.set(identity, recent)
    const at = this.#clock.now()
    const limits = this.#limits(at)
    const opened = { at, subprotocol, opening }
    if (!recent.open(opened, limits)) {
      // Those who have more than their share, by now, give it back.
      for (const other of this.#recent.values()) other.shrink(limits.pages)
      recent.open(opened, limits)
    }
    this.#sink?.take({ ...opened, identity, kind: 'open' })
    const tap = new ConnectionTap(recent, { identity, subprotocol, target: this.#target })
    this.#taps.set(identity, tap)
    return tap
  }

  /** The last minutes of a station, secrets included; `undefined` when it was never connected, or is forgotten. */
  recent(identity: string): readonly RecordingLine[] | undefined {
    return this.#recent.get(identity)?.list(identity, this.#limits(this.#clock.now()).since)
  }

  /** Resolves when everything is written. */
  async close(): Promise<void> {
    await this.#sink?.close()
  }

  /** Where there are too many, the one that is away and connected the longest ago is forgotten. */
  #newRecent(): RecentLines {
    if (this.#recent.size >= recentLimits.stations) {
      for (const [identity, recent] of this.#recent) {
        if (this.#taps.has(identity)) continue
        recent.shrink(0)
        this.#recent.delete(identity)
        break
      }
    }
    return new RecentLines(this.#pool)
  }

  #message({ recent, identity, subprotocol }: ConnectionTap, kind: FrameKind, said: Said): void {
    if (kind === 'cp->csms') this.counts.received++
    else this.counts.sent++
    const isKept = this.#isAllowed()
    if (!isKept) recent.skipped = true
    if (!isKept && this.#sink === undefined) return
    const at = this.#clock.now()
    if (isKept) recent.message({ at, kind, said: bytesOf(said) }, this.#limits(at))
    this.#sink?.take({ at, identity, subprotocol, kind, text: textOf(said) })
  }

  #close(tap: ConnectionTap, closing: Closing): void {
    const { recent, identity, subprotocol } = tap
    if (this.#taps.get(identity) === tap) this.#taps.delete(identity)
    const at = this.#clock.now()
    recent.close({ at, closing }, this.#limits(at))
    this.#sink?.take({ at, kind: 'close', identity, subprotocol, closing })
  }

  #isAllowed(): boolean {
    if (this.#allowance > 0) {
      this.#allowance -= 1
      return true
    }
    this.#pausing -= 1
    if (this.#pausing > 0) return false
    this.#pausing = pause
    const now = this.#clock.now()
    const earned = ((now - this.#refilledAt) * recentLimits.rate) / 1000
    this.#allowance = Math.min(recentLimits.burst, Math.floor(earned))
    if (this.#allowance > 0) this.#refilledAt = now
    return false
  }

  #limits(now: number) {
    const share = Math.floor(mostPages / Math.max(1, this.#recent.size))
    const pages = Math.max(fewestPages, Math.min(recentLimits.station / pageSize, share))
    return { pages, since: now - recentLimits.minutes * 60_000 }
  }
}

function bytesOf(said: Said): string | Buffer {
  return typeof said === 'string' ? said : (said.bytes ?? said.text)
}

function textOf(said: Said): string {
  return typeof said === 'string' ? said : said.text
}

interface TapTarget {
  message(tap: ConnectionTap, kind: FrameKind, said: Said): void
  close(tap: ConnectionTap, closing: Closing): void
}

/** Records until its connection is over, or another has taken its place. */
class ConnectionTap implements Tap {
  readonly recent: RecentLines
  readonly identity: string
  readonly subprotocol: string
  readonly #target: TapTarget
  #isOver = false

  constructor(
    recent: RecentLines,
    of: Pick<Tapped, 'identity' | 'subprotocol'> & { readonly target: TapTarget },
  ) {
    this.recent = recent
    this.identity = of.identity
    this.subprotocol = of.subprotocol
    this.#target = of.target
  }

  received(message: Said): void {
    if (!this.#isOver) this.#target.message(this, 'cp->csms', message)
  }

  sent(text: string): void {
    if (!this.#isOver) this.#target.message(this, 'csms->cp', text)
  }

  closed(closing: Closing): void {
    if (this.#isOver) return
    this.#isOver = true
    this.#target.close(this, closing)
  }
}
