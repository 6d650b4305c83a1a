import type { LoadedPlugin } from './loaded.ts'
import { bestFit, type Fit, type MatchedFact, type MatchFacts } from './match.ts'

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
  if (wanted !== undefined) {
    const found = [...plugins].find(({ manifest }) => manifest.name === wanted)
    if (found !== undefined) return choice(found, `Set for station ${facts.station}`)
    const reason = `Set for station ${facts.station} is ${wanted}, but there is no such plugin`
    return choice(undefined, reason)
  }
  if (forbid.includes('*')) {
    return choice(undefined, `Every plugin is forbidden for station ${facts.station}`)
  }
  const fitting: Fitting[] = []
  for (const plugin of plugins) {
    const { name, match } = plugin.manifest
    const fit = forbid.includes(name) ? undefined : bestFit(match, facts)
    if (fit !== undefined) fitting.push({ name, plugin, fit })
  }
  fitting.sort((a, b) => b.fit.score - a.fit.score || (a.name < b.name ? -1 : 1))
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

interface Fitting {
  readonly name: string
  readonly plugin: LoadedPlugin
  readonly fit: Fit
}

function choice(plugin: LoadedPlugin | undefined, reason: string): PluginChoice {
  return { plugin, reason, matched: [], equals: [] }
}

/** Most stations have none: one for all of them. */
const unfit = choice(undefined, 'No plugin fits; the tolerant core serves this station')
