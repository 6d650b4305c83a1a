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
  const timeOf = (samples: Samples, phase: Phase): number => {
    const index = samples.best(measurand, phase, fit)
    return index < 0 ? Number.NEGATIVE_INFINITY : samples.at(index)
  }
  /** Time before which a line is not of the moment of the newest one: it is not sent any more. */
  const since = (samples: Samples, of: readonly Phase[]): number => {
    let newest = Number.NEGATIVE_INFINITY
    for (const phase of of) newest = Math.max(newest, timeOf(samples, phase))
    return newest - moment
  }
  /** The total of a measurand that was only sent phase by phase (quirk M12). */
  const sumOfLines = (samples: Samples, evidence: Evidence): number | undefined => {
    const from = since(samples, lines)
    let sum: number | undefined
    for (const line of lines) {
      if (timeOf(samples, line) < from) continue
      const value = one(samples, line, evidence)
      if (value !== undefined) sum = (sum ?? 0) + value
    }
    return sum
  }
  const total = (samples: Samples, evidence: Evidence): number | undefined => {
    // A total that is not sent any more gives way to the sum of lines that are.
    const isCurrent = !adds || timeOf(samples, '') >= since(samples, lines)
    const said = isCurrent ? one(samples, '', evidence) : undefined
    return said ?? (adds ? sumOfLines(samples, evidence) : undefined)
  }
  const get: Source['get'] = ({ samples }, evidence) => {
    if (wanted === undefined) {
      const value = total(samples, evidence)
      return value === undefined ? undefined : convert(value)
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
    const from = since(samples, of)
    const values: number[] = []
    let seen = false
    for (const phase of of) {
      if (timeOf(samples, phase) < from) continue
      const raw = one(samples, phase, evidence)
      if (raw === undefined) continue
      seen = true
      const value = convert(raw)
      if (read.above === undefined || value > read.above) values.push(value)
    }
    return seen ? reduce(values, read.reduce) : undefined
  }
  return { get, steps }
}

/** Samples this far apart are not of one moment, ms. */
const moment = 30_000

function reduce(values: readonly number[], how: ReadOf<'MeterValues'>['reduce']) {
  if (how === 'count') return values.length
  if (values.length === 0) return undefined
  if (how === 'min') return Math.min(...values)
  if (how === 'max') return Math.max(...values)
  const sum = values.reduce((all, value) => all + value, 0)
  return how === 'mean' ? sum / values.length : sum
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
