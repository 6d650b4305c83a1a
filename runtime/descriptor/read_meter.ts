import type { Measurand, Phase, Samples } from '../model.ts'
import { type Conversion, convert as convertUnit, toItemUnit } from '../units.ts'
import { placesOf } from './meter_places.ts'
import type { Evidence, Source } from './read_source.ts'
import type { Item, ReadOf } from './schema.ts'

/** Measurands whose phases add up to the total. */
const additive = /^(Energy|Power)\.(?!Factor)/
const lines: readonly Phase[] = ['L1', 'L2', 'L3']

/** Reads meter samples: one phase, or several reduced to one value. */
export function meterSource(read: ReadOf<'MeterValues'>, item: Item): Source {
  const { measurand } = read
  const conversion = conversionOf(measurand, item)
  const adds = additive.test(measurand)
  const wanted = phasesOf(read)
  const convert = (value: number) => convertUnit(value, conversion)
  const steps = [
    ...(wanted === undefined ? [] : [`phases ${wanted.join(', ')}`]),
    ...(read.above === undefined ? [] : [`above ${read.above}`]),
    ...(read.reduce === undefined ? [] : [read.reduce]),
    ...(conversion === same ? [] : [`to ${item.unit}`]),
  ]
  const wholeAt = placesOf(read, [''])
  const linesAt = placesOf(read, wanted ?? lines)
  const sumOfLines = (samples: Samples, evidence: Evidence): number | undefined => {
    const places = linesAt(samples)
    const from = since(samples, places)
    let sum: number | undefined
    for (const place of places) {
      if (place < 0 || samples.at(place) < from) continue
      sum = (sum ?? 0) + see(samples, place, evidence)
    }
    return sum
  }
  const total = (samples: Samples, evidence: Evidence): number | undefined => {
    const [whole = -1] = wholeAt(samples)
    // A total that is not sent any more gives way to the sum of lines that are (quirk M12).
    const isCurrent = !adds || timeOf(samples, whole) >= since(samples, linesAt(samples))
    if (whole >= 0 && isCurrent) return see(samples, whole, evidence)
    return adds ? sumOfLines(samples, evidence) : undefined
  }
  const get: Source['get'] = ({ samples }, evidence) => {
    if (wanted === undefined) {
      const value = total(samples, evidence)
      return value === undefined ? undefined : convert(value)
    }
    if (read.reduce !== undefined) return reduced(samples, evidence)
    const place = linesAt(samples).find((one) => one >= 0)
    return place === undefined ? undefined : convert(see(samples, place, evidence))
  }
  const reduced = (samples: Samples, evidence: Evidence): number | undefined => {
    const places = linesAt(samples)
    const from = since(samples, places)
    let seen = false
    let count = 0
    let sum = 0
    let min = Number.POSITIVE_INFINITY
    let max = Number.NEGATIVE_INFINITY
    for (const place of places) {
      if (place < 0 || samples.at(place) < from) continue
      seen = true
      const value = convert(see(samples, place, evidence))
      if (read.above !== undefined && value <= read.above) continue
      count += 1
      sum += value
      min = Math.min(min, value)
      max = Math.max(max, value)
    }
    if (read.reduce === 'count') return seen ? count : undefined
    if (count === 0) return undefined
    if (read.reduce === 'sum') return sum
    if (read.reduce === 'mean') return sum / count
    return read.reduce === 'min' ? min : max
  }
  return { get, steps }
}

/** Samples this far apart are not of one moment, ms. */
const moment = 30_000

/** Time before which a line is not of the moment of the newest one: it is not sent any more. */
function since(samples: Samples, places: readonly number[]): number {
  let newest = Number.NEGATIVE_INFINITY
  for (const place of places) newest = Math.max(newest, timeOf(samples, place))
  return newest - moment
}

function timeOf(samples: Samples, place: number): number {
  return place < 0 ? Number.NEGATIVE_INFINITY : samples.at(place)
}

function see(samples: Samples, place: number, evidence: Evidence): number {
  const at = samples.at(place)
  if (!evidence.metered || at > evidence.at) evidence.at = at
  evidence.metered = true
  return samples.value(place)
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
