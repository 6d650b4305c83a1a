import { coreTraits, type ItemValue, type Traits } from '../model.ts'
import { fitOf, type MatchFacts } from './match.ts'
import type { TraitsPatch, Variant } from './plugin.ts'
import type { Manifest } from './schema.ts'

/** The traits of one station, and where each of them comes from. */
export interface StationTraits {
  /** Frozen through and through. */
  readonly traits: Traits
  /** By path, such as `setup.chunk`; what is not there is the core's. */
  readonly origins: ReadonlyMap<string, TraitOrigin>
  /** Positions of the variants that hold. */
  readonly variants: readonly number[]
}

/** Where a trait comes from: the plugin itself, or the variant at this position. */
export type TraitOrigin =
  | { readonly from: 'plugin' }
  | { readonly from: 'variant'; readonly variant: number; readonly because: string }

const groups = ['transport', 'setup', 'profile', 'control', 'meter'] as const

/**
 * Puts the traits of a station together: the core's, then the plugin's, then those of every variant
 * that holds, in their order; the last one that names a trait says its whole value. Hints add up.
 */
export function traitsFor(
  { traits, variants = [] }: Pick<Manifest, 'traits' | 'variants'>,
  facts: MatchFacts,
  options: Readonly<Record<string, ItemValue>>,
): StationTraits {
  const layers: { readonly patch: TraitsPatch; readonly origin: TraitOrigin }[] = []
  if (traits !== undefined) layers.push({ patch: traits, origin: { from: 'plugin' } })
  const holding: number[] = []
  variants.forEach((one, variant) => {
    const because = reasonFor(one, facts, options)
    if (because === undefined) return
    holding.push(variant)
    layers.push({ patch: one.traits, origin: { from: 'variant', variant, because } })
  })
  if (layers.length === 0) return { traits: freeze(coreTraits), origins: new Map(), variants: [] }
  let merged = coreTraits
  const origins = new Map<string, TraitOrigin>()
  for (const { patch, origin } of layers) {
    merged = {
      transport: over(merged.transport, patch.transport),
      setup: over(merged.setup, patch.setup),
      profile: over(merged.profile, patch.profile),
      control: over(merged.control, patch.control),
      meter: over(merged.meter, patch.meter),
      hints: [...merged.hints, ...(patch.hints ?? [])],
    }
    for (const group of groups) {
      for (const name of Object.keys(patch[group] ?? {})) origins.set(`${group}.${name}`, origin)
    }
    if (patch.hints !== undefined) origins.set('hints', origin)
  }
  return { traits: freeze(merged), origins, variants: holding }
}

/** Every trait by its path, in the order of the interface. */
export function traitPaths(traits: Traits): readonly (readonly [path: string, value: unknown])[] {
  return [
    ...groups.flatMap((group) =>
      Object.entries(traits[group]).map(([name, value]) => [`${group}.${name}`, value] as const),
    ),
    ['hints', traits.hints],
  ]
}

/** Why a variant holds, in words; `undefined` when it does not. */
function reasonFor(
  { traits: _, option = {}, ...match }: Variant,
  facts: MatchFacts,
  options: Readonly<Record<string, ItemValue>>,
): string | undefined {
  const set = Object.entries(option)
  if (!set.every(([name, value]) => options[name] === value)) return undefined
  const fitting = fitOf(match, facts)
  if (fitting === undefined) return undefined
  return [
    ...fitting.map(({ fact, pattern, value }) =>
      fact === 'keys' ? `key ${value}` : `${fact} ${value} fits ${pattern}`,
    ),
    ...set.map(([name, value]) => `option ${name} is ${value}`),
  ].join(', ')
}

/** A group nobody changes stays the same object, by which its reader sees that it is the core's. */
function over<G extends object>(group: G, patch: Partial<G> | undefined): G {
  return patch === undefined ? group : { ...group, ...patch }
}

/** Freezes plain data through and through. */
export function freeze<T>(value: T): T {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value
  for (const member of Object.values(value)) freeze(member)
  return Object.freeze(value)
}
