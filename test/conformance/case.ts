import type { Trial } from './trial.ts'

/** Who begins: the station, or the host by a call or an item. */
export type Begins = 'station' | 'host'

/** What is said of a case, besides how it is tried. */
interface About {
  readonly by: Begins
  /** What must hold, on the wire and in the records. */
  readonly must: string
}

/** Tries something; rejects when it does not hold. */
export type Run = (trial: Trial) => Promise<void>

/** How a case is tried, or why it is not. */
export type Way =
  | {
      readonly run: Run
      /** What must be refused, or must change nothing: the same case gone wrong, in a trial of its own. */
      readonly twin?: { readonly must: string; readonly run: Run }
      /** The server it needs; `plain` by default. */
      readonly server?: string
    }
  /** The product does not do this, and why. */
  | { readonly outOfScope: string }
  /** The product is to do this and does not yet, or it is not tried yet; and why. */
  | { readonly pending: string }

/** A case as its file writes it. */
export type CaseEntry = About & Way

/** One case of a conformance table. */
export type Case = CaseEntry & {
  readonly id: string
  readonly group: string
}

/** A case that is tried. */
export type TriedCase = Extract<Case, { readonly run: unknown }>

/** The cases of one OCPP version. */
export interface Table {
  /** Name of the version, for people. */
  readonly version: string
  /** Subprotocol of its stations. */
  readonly protocol: string
  readonly cases: readonly Case[]
}

/** The cases of a group, by their ids. */
export function group(name: string, entries: Readonly<Record<string, CaseEntry>>): readonly Case[] {
  return Object.entries(entries).map(([id, entry]) => ({ id, group: name, ...entry }))
}

/** Whether a case is tried. */
export function isTried(one: Case): one is TriedCase {
  return 'run' in one
}
