import { firmwareFits, globFits, isRange } from '../match_text.ts'
import type { Identity } from '../model.ts'
import type { Match } from './plugin.ts'

/** What a station is recognised by. A text is `''` when the station says none, `undefined` while it was not heard. */
export interface MatchFacts {
  readonly station: string
  /** Path of the request it connected with. */
  readonly path?: string | undefined
  readonly vendor?: string | undefined
  readonly model?: string | undefined
  readonly firmware?: string | undefined
  /** Serial numbers it gave; more than one where its box has one of its own. */
  readonly serials: readonly string[]
  /** Names of its configuration keys, lower case; empty until they were read. */
  readonly keys: ReadonlySet<string>
}

/** What a station said of itself, as facts; before it boots there is no identity. */
export function factsOf(
  station: string,
  known: {
    readonly path?: string | undefined
    readonly identity?: Identity | undefined
    readonly keys?: ReadonlySet<string>
  },
): MatchFacts {
  const { identity, path, keys = new Set() } = known
  if (identity === undefined) return { station, path, serials: [], keys }
  const serials = [identity.chargePointSerialNumber, identity.chargeBoxSerialNumber]
  return {
    station,
    path,
    vendor: identity.chargePointVendor?.trim() ?? '',
    model: identity.chargePointModel?.trim() ?? '',
    firmware: identity.firmwareVersion?.trim() ?? '',
    serials: serials.flatMap((serial) => serial?.trim() || []),
    keys,
  }
}

/** What a station says of itself, without what it does not say, as JSON has it. */
export function saidOf(identity: Identity): Identity {
  return Object.fromEntries(Object.entries(identity).filter(([, value]) => value !== undefined))
}

/** A fact that fitted: what was asked for, and what the station has. */
export interface MatchedFact {
  readonly fact: keyof Match
  readonly pattern: string
  readonly value: string
}

/** How a station fits an entry of `match`. */
export interface Fit {
  /** Position of the entry. */
  readonly entry: number
  /** See {@link scoreOf}. */
  readonly score: number
  readonly facts: readonly MatchedFact[]
}

/**
 * How much an entry says, whichever station it meets. Each fact weighs more than all that more
 * stations share: station, serial, model, vendor, keys, path, firmware. Between entries that name the
 * same facts the letters of their patterns that are no `*` decide, up to 999 of them; a range has none.
 */
export function scoreOf(match: Match): number {
  let score = 0
  let letters = 0
  for (const [fact, weight] of weights) {
    const asked = match[fact]
    if (asked === undefined) continue
    const texts = typeof asked === 'string' ? [asked] : asked
    score += weight
    for (const text of texts) letters += fact === 'firmware' && isRange(text) ? 0 : lettersOf(text)
  }
  return score * 1000 + Math.min(letters, 999)
}

/** The entry that fits best; among equals the first. */
export function bestFit(match: readonly Match[], facts: MatchFacts): Fit | undefined {
  let best: Fit | undefined
  for (let entry = 0; entry < match.length; entry++) {
    const one = match[entry]
    const fitting = one && fitOf(one, facts)
    if (fitting === undefined || one === undefined) continue
    const score = scoreOf(one)
    if (best === undefined || score > best.score) best = { entry, score, facts: fitting }
  }
  return best
}

/** The facts that fit, all of those asked for; `undefined` when one does not. */
export function fitOf(match: Match, facts: MatchFacts): readonly MatchedFact[] | undefined {
  // Nearly always the first one asked for does not fit, and nothing is made.
  let fitting: MatchedFact[] | undefined
  for (let i = 0; i < factNames.length; i++) {
    const fact = factNames[i]
    const asked = fact && match[fact]
    if (fact === undefined || asked === undefined) continue
    const count = typeof asked === 'string' ? 1 : asked.length
    for (let at = 0; at < count; at++) {
      const pattern = typeof asked === 'string' ? asked : (asked[at] ?? '')
      const value = valueFor(fact, pattern, facts)
      if (value === undefined) return undefined
      fitting ??= []
      fitting.push({ fact, pattern, value })
    }
  }
  return fitting ?? []
}

const weights: readonly (readonly [keyof Match, number])[] = [
  ['station', 64],
  ['serial', 32],
  ['model', 16],
  ['vendor', 8],
  ['keys', 4],
  ['path', 2],
  ['firmware', 1],
]

const factNames = weights.map(([fact]) => fact)

function lettersOf(pattern: string): number {
  return pattern.replaceAll('*', '').length
}

/** What the station has that fits, if anything does. */
function valueFor(fact: keyof Match, pattern: string, facts: MatchFacts): string | undefined {
  if (fact === 'keys') return facts.keys.has(pattern.toLowerCase()) ? pattern : undefined
  if (fact === 'serial') return facts.serials.find((serial) => fits(fact, pattern, serial))
  const value = facts[fact]
  return fits(fact, pattern, value) ? value : undefined
}

/** A fact that a station does not say fits only where that is asked for. */
function fits(fact: keyof Match, pattern: string, value: string | undefined): boolean {
  if (value === undefined) return false
  if (value === '') return pattern === ''
  return fact === 'firmware' ? firmwareFits(pattern, value) : globFits(pattern, value)
}
