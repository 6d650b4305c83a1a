import type { LoadedPlugin } from './loaded.ts'
import { bestFit, type MatchedFact, type MatchFacts } from './match.ts'

/** The plugin of a station, or none, and why. */
export interface PluginChoice {
  readonly plugin: LoadedPlugin | undefined
  readonly reason: string
  /** The facts that fitted; none where a setting decided. */
  readonly matched: readonly MatchedFact[]
  /** Others that fit no worse, which should not be: the first name in the alphabet won. */
  readonly equals: readonly string[]
}

/** What the user fixed for a station. */
export interface PluginWish {
  /** The plugin it must have. */
  readonly plugin?: string | undefined
  /** Plugins it must not have; `*` stands for all. */
  readonly forbid?: readonly string[]
}

/** Chooses the plugin of a station: the one that is wished for, else the one that fits best. */
export function choosePlugin(
  plugins: Iterable<LoadedPlugin>,
  facts: MatchFacts,
  { plugin: wanted, forbid = [] }: PluginWish,
): PluginChoice {
  const all = [...plugins].sort((a, b) => (a.manifest.name < b.manifest.name ? -1 : 1))
  if (wanted !== undefined) {
    const found = all.find(({ manifest }) => manifest.name === wanted)
    if (found !== undefined) return choice(found, `Set for station ${facts.station}`)
    const reason = `Set for station ${facts.station} is ${wanted}, but there is no such plugin`
    return choice(undefined, reason)
  }
  if (forbid.includes('*')) {
    return choice(undefined, `Every plugin is forbidden for station ${facts.station}`)
  }
  const fitting = all
    .filter(({ manifest }) => !forbid.includes(manifest.name))
    .flatMap((plugin) => {
      const fit = bestFit(plugin.manifest.match, facts)
      return fit === undefined ? [] : [{ plugin, fit }]
    })
    .sort((a, b) => b.fit.score - a.fit.score)
  const [best, ...others] = fitting
  if (best === undefined) {
    if (forbid.length === 0) return unfit
    const spared = `No plugin fits, other than ${forbid.join(', ')}, which is forbidden`
    return choice(undefined, `${spared}; the tolerant core serves this station`)
  }
  const said = best.fit.facts.map(({ fact, pattern }) => `${fact} ${pattern || '""'}`).join(', ')
  return {
    ...choice(best.plugin, `match[${best.fit.entry}] fits: ${said}`),
    matched: best.fit.facts,
    equals: others
      .filter(({ fit }) => fit.score === best.fit.score)
      .map(({ plugin }) => plugin.manifest.name),
  }
}

function choice(plugin: LoadedPlugin | undefined, reason: string): PluginChoice {
  return { plugin, reason, matched: [], equals: [] }
}

/** Most stations have none: one for all of them. */
const unfit = choice(undefined, 'No plugin fits; the tolerant core serves this station')
