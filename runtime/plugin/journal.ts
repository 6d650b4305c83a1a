import type { Fault } from './fault.ts'
import type { HookName } from './plugin.ts'

/** How often a hook ran, changed something, and failed. */
export interface HookCounts {
  readonly runs: number
  readonly repairs: number
  readonly faults: number
}

/** A line that a plugin logged. */
export interface LogLine {
  /** ms since the epoch. */
  readonly at: number
  readonly station: string
  readonly hook: HookName
  readonly text: string
}

/** A fault of a hook. */
export interface FaultEntry {
  /** ms since the epoch. */
  readonly at: number
  readonly station: string
  readonly hook: HookName
  readonly fault: Fault
}

const mostLines = 100
const mostFaults = 20

/** Counts by hook. */
export class HookTally {
  readonly #counts = new Map<HookName, { runs: number; repairs: number; faults: number }>()

  /** Adds one. */
  count(hook: HookName, what: keyof HookCounts): void {
    const known = this.#counts.get(hook)
    if (known !== undefined) known[what] += 1
    else this.#counts.set(hook, { runs: 0, repairs: 0, faults: 0, [what]: 1 })
  }

  /** Hooks that ran, by name. */
  toRecord(): Readonly<Partial<Record<HookName, HookCounts>>> {
    return Object.fromEntries([...this.#counts].map(([hook, counts]) => [hook, { ...counts }]))
  }
}

/** What a plugin did, over all stations; the last of it, not all. */
export class PluginJournal {
  readonly tally = new HookTally()
  readonly #lines: LogLine[] = []
  readonly #faults: FaultEntry[] = []

  /** Lines logged last, oldest first. */
  get lines(): readonly LogLine[] {
    return this.#lines
  }

  /** Faults of hooks, oldest first. */
  get faults(): readonly FaultEntry[] {
    return this.#faults
  }

  /** Takes a line. */
  log(line: LogLine): void {
    this.#lines.push(line)
    if (this.#lines.length > mostLines) this.#lines.shift()
  }

  /** Takes a fault. */
  fault(entry: FaultEntry): void {
    this.#faults.push(entry)
    if (this.#faults.length > mostFaults) this.#faults.shift()
  }
}
