import type { Fit, Layout, Phase, Samples } from '../model.ts'
import type { ReadOf } from './schema.ts'

/** Finds the samples of some phases: their positions, -1 for a phase without any. */
export type Places = (samples: Samples) => readonly number[]

/**
 * Where the samples of these phases are that fit a rule best. It is found out once for all connectors
 * of the same layout, unless the rule asks for a context, which may be another with every sample.
 */
export function placesOf(read: ReadOf<'MeterValues'>, phases: readonly Phase[]): Places {
  const { measurand } = read
  const fit = fitOf(read)
  const find: Places = (samples) => phases.map((phase) => samples.best(measurand, phase, fit))
  if (read.context !== undefined) return find
  const known = new WeakMap<Layout, readonly number[]>()
  let last: Layout | undefined
  let places: readonly number[] = []
  return (samples) => {
    const { layout } = samples
    if (layout === last) return places
    const found = known.get(layout) ?? find(samples)
    known.set(layout, found)
    last = layout
    places = found
    return found
  }
}

/** How well a sample fits the location and context wanted. */
function fitOf({ location: wanted, context: only }: ReadOf<'MeterValues'>): Fit {
  return (location, context) => {
    if (only !== undefined && context !== only) return 0
    if (wanted === undefined) return location === '' ? 3 : location === 'Outlet' ? 2 : 1
    if (location === wanted) return 3
    // A sample that does not say where it was taken was taken at the outlet.
    return location === '' && wanted === 'Outlet' ? 2 : 0
  }
}
