import type { Measurand, Phase, Sample } from '../model.ts'
import { type Conversion, convert as convertUnit, toItemUnit } from '../units.ts'
import type { Evidence, Source } from './read_source.ts'
import type { Item, ReadOf } from './schema.ts'

/** Measurands whose phases add up to the total. */
const additive = /^(Energy|Power)\.(?!Factor)/
const lines: readonly Phase[] = ['L1', 'L2', 'L3']
const noSamples: readonly Sample[] = []

/** Reads meter samples: one phase, or several reduced to one value. */
export function meterSource(read: ReadOf<'MeterValues'>, item: Item): Source {
  const { measurand } = read
  const conversion = conversionOf(measurand, item)
  const picks = picker(read)
  const wanted = phasesOf(read)
  const convert = (value: number) => convertUnit(value, conversion)
  const steps = [
    ...(wanted === undefined ? [] : [`phases ${wanted.join(', ')}`]),
    ...(read.above === undefined ? [] : [`above ${read.above}`]),
    ...(read.reduce === undefined ? [] : [read.reduce]),
    ...(conversion === same ? [] : [`to ${item.unit}`]),
  ]
  const get: Source['get'] = (facts, evidence) => {
    const samples = facts.samples.get(measurand) ?? noSamples
    if (wanted === undefined) {
      const total = pick(samples, '', picks) ?? sumOfLines(samples, measurand, picks)
      return total === undefined ? undefined : convert(see(total, evidence))
    }
    if (read.reduce === undefined) {
      for (const phase of wanted) {
        const sample = pick(samples, phase, picks)
        if (sample !== undefined) return convert(see(sample, evidence))
      }
      return undefined
    }
    return reduced(samples, wanted)(evidence)
  }
  const reduced = (samples: readonly Sample[], of: readonly Phase[]) => (evidence: Evidence) => {
    let seen = 0
    let count = 0
    let sum = 0
    let min = Number.POSITIVE_INFINITY
    let max = Number.NEGATIVE_INFINITY
    for (const phase of of) {
      const sample = pick(samples, phase, picks)
      if (sample === undefined) continue
      seen += 1
      const value = convert(see(sample, evidence))
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

type Picks = (sample: Sample) => number

/** How well a sample fits the location and context wanted: 0 = not at all. */
function picker(read: ReadOf<'MeterValues'>): Picks {
  const { location, context } = read
  return (sample) => {
    if (context !== undefined && sample.context !== context) return 0
    if (location === undefined)
      return sample.location === '' ? 3 : sample.location === 'Outlet' ? 2 : 1
    if (sample.location === location) return 3
    // A sample that does not say where it was taken was taken at the outlet.
    return sample.location === '' && location === 'Outlet' ? 2 : 0
  }
}

function pick(samples: readonly Sample[], phase: Phase, picks: Picks): Sample | undefined {
  let best: Sample | undefined
  let fit = 0
  for (const sample of samples) {
    if (sample.phase !== phase) continue
    const f = picks(sample)
    if (f > fit) {
      fit = f
      best = sample
    }
  }
  return best
}

/** The total of a measurand that was only sent phase by phase (quirk M12). */
function sumOfLines(
  samples: readonly Sample[],
  measurand: Measurand,
  picks: Picks,
): Sample | undefined {
  if (!additive.test(measurand)) return undefined
  let total: Sample | undefined
  for (const phase of lines) {
    const sample = pick(samples, phase, picks)
    if (sample === undefined) continue
    total = {
      ...sample,
      phase: '',
      value: sample.value + (total?.value ?? 0),
      at: Math.max(sample.at, total?.at ?? 0),
    }
  }
  return total
}

function see(sample: Sample, evidence: Evidence): number {
  if (!evidence.metered || sample.at > evidence.at) evidence.at = sample.at
  evidence.metered = true
  return sample.value
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
