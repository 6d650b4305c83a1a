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
  const { descriptors, forced, fallback, station } = input
  const named = forced === undefined ? undefined : descriptors.get(forced)
  if (named !== undefined) return { readers: named, reason: `Set for station ${station}` }
  let best: { readers: Readers; reason: string; score: number } | undefined
  for (const name of [...descriptors.keys()].sort()) {
    const readers = descriptors.get(name)
    if (readers === undefined) continue
    const fit = fitOf(readers, input)
    if (fit !== undefined && fit.score > (best?.score ?? -1)) {
      best = { readers, reason: fit.reason, score: fit.score }
    }
  }
  if (best !== undefined) return { readers: best.readers, reason: best.reason }
  const last = descriptors.get(fallback)
  return last === undefined ? undefined : { readers: last, reason: 'Used when no other fits' }
}

function fitOf(
  { descriptor }: Readers,
  { station, identity, fallback, descriptors }: AssignmentInput,
): { score: number; reason: string } | undefined {
  const { match } = descriptor
  if (match === undefined) {
    const own = [fallback, ...(descriptors.get(fallback)?.descriptor.bases ?? [])]
    if (own.includes(descriptor.slug)) return undefined
    return { score: 0, reason: 'It has no match, so it fits every station' }
  }
  const facts = {
    vendor: identity.chargePointVendor,
    model: identity.chargePointModel,
    firmware: identity.firmwareVersion,
    chargePointId: station,
  }
  let best: { score: number; reason: string } | undefined
  match.forEach((entry, index) => {
    const wanted = Object.entries(entry).filter(([, pattern]) => pattern !== undefined)
    const fits = wanted.every(([key, pattern]) => fitsPattern(String(pattern), key, facts))
    if (!fits || wanted.length <= (best?.score ?? 0)) return
    const said = wanted.map(([key, pattern]) => `${key} ${pattern}`).join(', ')
    best = { score: wanted.length, reason: `match[${index}] fits: ${said}` }
  })
  return best
}

function fitsPattern(
  pattern: string,
  key: string,
  facts: Readonly<Record<string, string | undefined>>,
): boolean {
  const value = facts[key]?.trim()
  if (value === undefined || value === '') return false
  return key === 'firmware' ? firmwareFits(pattern, value) : globFits(pattern, value)
}
