import type { RecordingLine } from './format.ts'

/** What is kept of one station. */
export interface RecentLimits {
  /** Characters of messages. */
  readonly characters: number
  /** ms since the epoch; what is older goes. */
  readonly since: number
}

/**
 * The last lines of one station, as references to texts that were there anyway. Of what had to go it
 * keeps how the connection was opened and how the station booted, so that the rest can be replayed.
 */
export class RecentLines {
  #lines: RecordingLine[] = []
  #first = 0
  #characters = 0
  #opening: RecordingLine | undefined
  #boot: RecordingLine | undefined

  /** Adds a line, and lets go of those beyond the limits. */
  push(line: RecordingLine, limits: RecentLimits): void {
    this.#lines.push(line)
    this.#characters += lengthOf(line)
    this.#trim(limits)
  }

  /** All lines, oldest first. */
  list(limits: RecentLimits): readonly RecordingLine[] {
    this.#trim(limits)
    const lines = this.#lines.slice(this.#first)
    if (this.#opening !== undefined) lines.unshift(this.#opening)
    const [opened] = lines
    if (this.#boot === undefined || opened?.kind !== 'open') return lines
    // It may have booted in an earlier connection.
    const boot = { ...this.#boot, at: Math.max(this.#boot.at, opened.at) }
    return [opened, boot, ...lines.slice(1)]
  }

  #trim({ characters, since }: RecentLimits): void {
    const lines = this.#lines
    for (;;) {
      const oldest = lines[this.#first]
      if (oldest === undefined) break
      if (this.#characters <= characters && oldest.at >= since) break
      this.#characters -= lengthOf(oldest)
      this.#first += 1
      this.#keep(oldest)
    }
    if (this.#first < 64 || this.#first * 2 < lines.length) return
    this.#lines = lines.slice(this.#first)
    this.#first = 0
  }

  #keep(line: RecordingLine): void {
    if (line.kind === 'open') this.#opening = line
    else if (line.kind === 'close') this.#opening = undefined
    else if (isBoot(line)) this.#boot = line
  }
}

/** Whether a station says in this line who it is. */
export function isBoot(line: RecordingLine): boolean {
  return line.kind === 'cp->csms' && bootPattern.test(line.text)
}

const bootPattern = /^\s*\[\s*2\s*,\s*"[^"]{1,64}"\s*,\s*"BootNotification"/

function lengthOf(line: RecordingLine): number {
  // What a line costs besides its text.
  const own = 100
  return line.kind === 'open' || line.kind === 'close' ? own : own + line.text.length
}
