import type { Fit, Measurand, Phase, Samples } from '../model.ts'
import { type Conversion, convert as convertUnit, toItemUnit } from '../units.ts'
import type { Evidence, Source } from './read_source.ts'
import type { Item, ReadOf } from './schema.ts'

/** Measurands whose phases add up to the total. */
const additive = /^(Energy|Power)\.(?!Factor)/
const lines: readonly Phase[] = ['L1', 'L2', 'L3']

/** Reads meter samples: one phase, or several reduced to one value. */
export function meterSource(read: ReadOf<'MeterValues'>, item: Item): Source {
  const { measurand } = read
  const conversion = conversionOf(measurand, item)
  const fit = fitOf(read)
  const adds = additive.test(measurand)
  const wanted = phasesOf(read)
  const convert = (value: number) => convertUnit(value, conversion)
  const steps = [
    ...(wanted === undefined ? [] : [`phases ${wanted.join(', ')}`]),
    ...(read.above === undefined ? [] : [`above ${read.above}`]),
    ...(read.reduce === undefined ? [] : [read.reduce]),
    ...(conversion === same ? [] : [`to ${item.unit}`]),
  ]
  const one = (samples: Samples, phase: Phase, evidence: Evidence): number | undefined => {
    const index = samples.best(measurand, phase, fit)
    if (index < 0) return undefined
    see(samples.at(index), evidence)
    return samples.value(index)
  }
  /** The total of a measurand that was only sent phase by phase (quirk M12). */
  const sumOfLines = (samples: Samples, evidence: Evidence): number | undefined => {
    let sum: number | undefined
    for (const line of lines) {
      const value = one(samples, line, evidence)
      if (value !== undefined) sum = (sum ?? 0) + value
    }
    return sum
  }
  const get: Source['get'] = ({ samples }, evidence) => {
    if (wanted === undefined) {
      const total = one(samples, '', evidence) ?? (adds ? sumOfLines(samples, evidence) : undefined)
      return total === undefined ? undefined : convert(total)
    }
    if (read.reduce === undefined) {
      for (const phase of wanted) {
        const value = one(samples, phase, evidence)
        if (value !== undefined) return convert(value)
      }
      return undefined
    }
    return reduced(samples, wanted, evidence)
  }
  const reduced = (samples: Samples, of: readonly Phase[], evidence: Evidence) => {
    let seen = 0
    let count = 0
    let sum = 0
    let min = Number.POSITIVE_INFINITY
    let max = Number.NEGATIVE_INFINITY
    for (const phase of of) {
      const raw = one(samples, phase, evidence)
      if (raw === undefined) continue
      seen += 1
      const value = convert(raw)
      if (read.above !== undefined && value <= read.above) continue
      count += 1
      sum += value
      if (value < min) min = value
      if (value > max) max = value
    }
    if (seen === 0) return undefined
    if (read.reduce === 'count') return count
    if (count === 0) return undefined
    if (read.reduce === 'sum') return sum
    if (read.reduce === 'mean') return sum / count
    return read.reduce === 'min' ? min : max
  }
  return { get, steps }
}

/** How well a sample fits the location and context wanted. */
function fitOf(read: ReadOf<'MeterValues'>): Fit {
  const { location: wanted, context: only } = read
  return (location, context) => {
    if (only !== undefined && context !== only) return 0
    if (wanted === undefined) return location === '' ? 3 : location === 'Outlet' ? 2 : 1
    if (location === wanted) return 3
    // A sample that does not say where it was taken was taken at the outlet.
    return location === '' && wanted === 'Outlet' ? 2 : 0
  }
}

function see(at: number, evidence: Evidence): void {
  if (!evidence.metered || at > evidence.at) evidence.at = at
  evidence.metered = true
}

function phasesOf(read: ReadOf<'MeterValues'>): readonly Phase[] | undefined {
  if (read.phase === undefined) return undefined
  const list = Array.isArray(read.phase) ? read.phase : [read.phase]
  return list.map(canonical)
}

function canonical(word: NonNullable<Extract<ReadOf<'MeterValues'>['phase'], string>>): Phase {
  if (word === 'L1-N') return 'L1'
  if (word === 'L2-N') return 'L2'
  return word === 'L3-N' ? 'L3' : word
}

const same: Conversion = { factor: 1, offset: 0 }

function conversionOf(measurand: Measurand, item: Item): Conversion {
  const conversion = item.unit === undefined ? undefined : toItemUnit(measurand, item.unit)
  return conversion === undefined || (conversion.factor === 1 && conversion.offset === 0)
    ? same
    : conversion
}
