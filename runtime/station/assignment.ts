import type { Readers } from '../descriptor/read.ts'
import { firmwareFits, globFits } from '../match_text.ts'
import type { Identity } from '../model.ts'
import type { Choice } from './device.ts'

/** What a descriptor is chosen by. */
export interface AssignmentInput {
  readonly station: string
  readonly identity: Identity
  /** Readers of the active descriptors by name. */
  readonly descriptors: ReadonlyMap<string, Readers>
  /** Descriptor that a setting names for this station. */
  readonly forced: string | undefined
  /** Descriptor used when none fits better. */
  readonly fallback: string
}

/**
 * Chooses the descriptor of a station: the one a setting names; else the one whose `match` fits by
 * most keys; else one without `match`, which fits every station; the fallback only when there is no
 * other but those it builds on. An empty `match` fits none. Among equals the first name in the
 * alphabet wins.
 */
export function assign(input: AssignmentInput): Choice | undefined {
  const { descriptors, forced, fallback, station, identity } = input
  const named = forced === undefined ? undefined : descriptors.get(forced)
  if (named !== undefined) return { readers: named, reason: `Set for station ${station}` }
  const last = descriptors.get(fallback)
  const said: Said = {
    vendor: identity.chargePointVendor?.trim(),
    model: identity.chargePointModel?.trim(),
    firmware: identity.firmwareVersion?.trim(),
    chargePointId: station.trim(),
  }
  let best: { readonly name: string; readonly readers: Readers; readonly fit: Fit } | undefined
  for (const [name, readers] of descriptors) {
    const { slug, match } = readers.descriptor
    const isLast = slug === fallback || last?.descriptor.bases.includes(slug) === true
    const fit = match !== undefined ? fitOf(match, said) : isLast ? undefined : unconditional
    if (fit === undefined) continue
    const ahead = best === undefined ? 1 : fit.score - best.fit.score
    if (ahead > 0 || (ahead === 0 && name < (best?.name ?? ''))) best = { name, readers, fit }
  }
  if (best !== undefined) return choiceOf(best.readers, best.fit.reason)
  return last === undefined ? undefined : choiceOf(last, 'Used when no other fits')
}

/** Most stations are described alike: those that come one after the other have one object for it. */
let latest: Choice | undefined

function choiceOf(readers: Readers, reason: string): Choice {
  if (latest?.readers !== readers || latest.reason !== reason) latest = { readers, reason }
  return latest
}

/** What a station says of itself. */
type Said = Readonly<Record<string, string | undefined>>
type Match = NonNullable<Readers['descriptor']['match']>

interface Fit {
  readonly score: number
  readonly reason: string
}

/** An entry of a `match`, and what fits when all that it wants does. */
interface Wanted extends Fit {
  readonly patterns: readonly (readonly [key: string, pattern: string])[]
}

const unconditional: Fit = { score: 0, reason: 'It has no match, so it fits every station' }

function fitOf(match: Match, said: Said): Fit | undefined {
  let best: Fit | undefined
  for (const wanted of wantedBy(match)) {
    if (wanted.score > (best?.score ?? 0) && fitsAll(wanted, said)) best = wanted
  }
  return best
}

function fitsAll({ patterns }: Wanted, said: Said): boolean {
  for (const [key, pattern] of patterns) {
    const value = said[key]
    if (value === undefined || value === '') return false
    const fits = key === 'firmware' ? firmwareFits(pattern, value) : globFits(pattern, value)
    if (!fits) return false
  }
  return true
}

/** Stations are judged often, descriptors change seldom. */
const wantedByAll = new WeakMap<Match, readonly Wanted[]>()

function wantedBy(match: Match): readonly Wanted[] {
  const known = wantedByAll.get(match)
  if (known !== undefined) return known
  const all = match.map((entry, index): Wanted => {
    const patterns = Object.entries(entry).flatMap(([key, pattern]) =>
      pattern === undefined ? [] : [[key, String(pattern)] as const],
    )
    const said = patterns.map(([key, pattern]) => `${key} ${pattern}`).join(', ')
    return { patterns, score: patterns.length, reason: `match[${index}] fits: ${said}` }
  })
  wantedByAll.set(match, all)
  return all
}
