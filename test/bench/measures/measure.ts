import type { Contestant } from '../contestants.ts'
import type { Files } from '../machine/program.ts'
import type { Options } from '../options.ts'

/** What a measure needs. */
export interface Bench {
  readonly files: Files
  /** Folder of the sources. */
  readonly root: string
  readonly options: Options
  /** The first is what the others are compared with. */
  readonly contestants: readonly Contestant[]
  /** Says what goes on. */
  say(text: string): void
}

/** The values of one server, one for each round. */
export interface Series {
  /** What was measured, with its unit. */
  readonly measure: string
  readonly server: string
  readonly values: readonly number[]
}

/** What came out of a measure. */
export interface Outcome {
  /** Servers of the same measure follow each other; the first is the base of the ratios. */
  readonly series: readonly Series[]
  /** What helps to judge the figures. */
  readonly notes: readonly string[]
  /** What went wrong; figures of such a run are worth nothing. */
  readonly problems: readonly string[]
}

/** One kind of measurement. */
export type Measure = (bench: Bench) => Promise<Outcome>

/** Resolves after some seconds. */
export function seconds(count: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, count * 1000))
}
