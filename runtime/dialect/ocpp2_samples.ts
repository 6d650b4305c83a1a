import type { Sample } from '../model.ts'
import {
  type LooseMeterValue,
  type LooseSampledValue,
  readSamples,
  type SampleOptions,
} from './samples.ts'
import { parseTimestamp } from './timestamp.ts'

/** Values of one moment, as OCPP 2.x words them; any member may be missing. */
export interface LooseMeterValue2 {
  readonly timestamp?: string | undefined
  readonly sampledValue?: readonly LooseSampledValue2[] | undefined
}

/** One measured value, as OCPP 2.x words it; any member may be missing. */
export interface LooseSampledValue2 {
  readonly value?: number | undefined
  readonly context?: string | undefined
  readonly measurand?: string | undefined
  readonly phase?: string | undefined
  readonly location?: string | undefined
  readonly unitOfMeasure?:
    | { readonly unit?: string | undefined; readonly multiplier?: number | undefined }
    | undefined
  readonly signedMeterValue?: object | undefined
}

/** Options of {@link readSamples2}. */
export interface SampleOptions2 extends SampleOptions {
  /** Register of the transaction the values belong to, Wh, where it is known. */
  readonly register?: number | undefined
}

/** All usable samples, in base units, in the order they came. */
export function readSamples2(
  meterValues: readonly LooseMeterValue2[],
  options: SampleOptions2,
): Sample[] {
  const { onSigned, receivedAt, zone } = options
  const worded: LooseMeterValue[] = []
  for (const { timestamp, sampledValue = [] } of meterValues) {
    const values: LooseSampledValue[] = []
    for (const sampled of sampledValue) {
      const isPlain = sampled.signedMeterValue === undefined
      if (!isPlain && onSigned !== undefined) {
        const { at } = parseTimestamp(timestamp, receivedAt, zone)
        onSigned({ at, value: sampled })
      }
      const unit = isPlain
        ? sampled.unitOfMeasure?.unit
        : signedUnit(sampled, sampledValue, options)
      if (unit !== null) values.push(inWords(sampled, unit))
    }
    worded.push({ timestamp, sampledValue: values })
  }
  return readSamples(worded, options)
}

/** Names that a later version gives to a measurand. */
const renamed: ReadonlyMap<string, string> = new Map([
  ['Current.Import.Offered', 'Current.Offered'],
  ['Power.Import.Offered', 'Power.Offered'],
  ['Display.PresentSOC', 'SoC'],
])

function inWords(sampled: LooseSampledValue2, unit: string | undefined): LooseSampledValue {
  const { value, context, phase, location, measurand, unitOfMeasure } = sampled
  const multiplier = unitOfMeasure?.multiplier ?? 0
  const scaled = multiplier === 0 || value === undefined ? value : scale(value, multiplier)
  const named = measurand === undefined ? undefined : (renamed.get(measurand) ?? measurand)
  return { value: scaled, context, phase, location, measurand: named, unit }
}

/** Powers of ten as text, since 0.1 is no exact factor: 23 with -1 is 2.3, not 2.3000000000000003. */
function scale(value: number, multiplier: number): number {
  const text = String(value)
  return text.includes('e') ? value * 10 ** multiplier : Number(`${text}e${multiplier}`)
}

/**
 * Unit of a value that comes with its signature, `null` when it is to be left out: the same value may
 * stand beside it without one, and its unit may be another than it says (quirk M17).
 */
function signedUnit(
  sampled: LooseSampledValue2,
  all: readonly LooseSampledValue2[],
  { count, register }: SampleOptions2,
): string | null | undefined {
  const isTwin = (other: LooseSampledValue2) =>
    other.signedMeterValue === undefined &&
    (other.measurand ?? energy) === (sampled.measurand ?? energy) &&
    other.phase === sampled.phase &&
    (other.location ?? 'Outlet') === (sampled.location ?? 'Outlet')
  if (all.some(isTwin)) return null
  const unit = sampled.unitOfMeasure?.unit
  const isEnergy = (sampled.measurand ?? energy) === energy
  if (unit !== undefined || !isEnergy || register === undefined) return unit
  const value = Number(inWords(sampled, unit).value)
  if (value >= register - rounding) return 'Wh'
  if (value * 1000 >= register - rounding) return 'kWh'
  count('sample:signed')
  return null
}

const energy = 'Energy.Active.Import.Register'
/** Falls smaller than this are rounding, Wh. */
const rounding = 100
