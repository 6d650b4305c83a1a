import type { Sample, SignedValue } from '../model.ts'
import { saysNothing } from './loose.ts'
import { readNumber } from './numbers.ts'
import {
  contextWords,
  find,
  locationWords,
  type MeasurandWord,
  measurandWords,
  phaseWords,
  type SourceUnit,
  unitWords,
} from './sample_words.ts'
import { parseTimestamp } from './timestamp.ts'

/** Values of one moment, as OCPP 1.6 words them; any member may be missing. */
export interface LooseMeterValue {
  readonly timestamp?: unknown
  readonly sampledValue?: readonly LooseSampledValue[] | undefined
}

/** One measured value, as OCPP 1.6 words it; any member may be missing. */
export interface LooseSampledValue {
  readonly value?: string | number | undefined
  readonly context?: string | undefined
  readonly format?: string | undefined
  readonly measurand?: string | undefined
  readonly phase?: string | undefined
  readonly location?: string | undefined
  readonly unit?: string | undefined
}

/** Options of {@link readSamples}. */
export interface SampleOptions {
  /** ms since the epoch. */
  readonly receivedAt: number
  /** Takes why a value was left out, for example `sample:unit`, or its time replaced, `sample:time`. */
  readonly count: (what: string) => void
  /** Minutes east of UTC of times without a zone. */
  readonly zone?: number
  /** Takes readings with a signature as they came; a number among them is a sample all the same. */
  readonly onSigned?: ((signed: SignedValue) => void) | undefined
}

/** All usable samples, in base units, in the order they came. */
export function readSamples(
  meterValues: readonly LooseMeterValue[],
  { receivedAt, count, zone, onSigned }: SampleOptions,
): Sample[] {
  const samples: Sample[] = []
  for (const { timestamp, sampledValue } of meterValues) {
    if (sampledValue === undefined || sampledValue.length === 0) continue
    const { at, implausible } = parseTimestamp(timestamp, receivedAt, zone)
    if (implausible) count('sample:time')
    for (const sampled of sampledValue) {
      const sample = readSample(sampled, at)
      if (typeof sample !== 'string') samples.push(sample)
      else {
        count(`sample:${sample}`)
        if (sample === 'signed') onSigned?.({ at, value: sampled })
      }
    }
  }
  return samples
}

/** Why a value is left out. */
type Unusable =
  | 'signed'
  | 'number'
  | 'measurand'
  | 'unit'
  | 'context'
  | 'phase'
  | 'location'
  | 'magnitude'

function readSample(sampled: LooseSampledValue, at: number): Sample | Unusable {
  if (sampled.format !== undefined && isSigned(sampled.format)) return 'signed'
  const read = readNumber(sampled.value)
  if (Number.isNaN(read)) return 'number'
  const kind = kindOf(sampled)
  if (typeof kind === 'string') return kind
  const { measurand, phase, location, context, unit, word } = kind
  const value = unit === undefined ? read : inBase(read, unit, word)
  if (Math.abs(value) > largest) return 'magnitude'
  return { measurand, phase, location, context, value, at }
}

/** What the words of a value say. */
interface Kind extends Omit<Sample, 'value' | 'at'> {
  readonly word: MeasurandWord
  /** The unit it is to be taken from, if any. */
  readonly unit: SourceUnit | undefined
}

interface Words extends Pick<LooseSampledValue, 'measurand' | 'unit' | 'context' | 'phase'> {
  readonly location: string | undefined
  readonly kind: Kind | Unusable
}

/** The words met last, by a cheap number: stations send the same few all the time. */
const known: (Words | undefined)[] = new Array(64).fill(undefined)

function kindOf(sampled: LooseSampledValue): Kind | Unusable {
  const { measurand, unit, context, phase, location } = sampled
  const line = phase === undefined ? 0 : phase.length + (phase.charCodeAt(1) & 3) * 16
  const place = ((measurand === undefined ? 0 : measurand.length) + line) & 63
  const last = known[place]
  if (
    last !== undefined &&
    last.measurand === measurand &&
    last.unit === unit &&
    last.context === context &&
    last.phase === phase &&
    last.location === location
  ) {
    return last.kind
  }
  const kind = readKind(sampled)
  // What is none of these words may be as long as a message.
  if (typeof kind !== 'string') {
    known[place] = { measurand, unit, context, phase, location, kind }
  }
  return kind
}

function readKind(sampled: LooseSampledValue): Kind | Unusable {
  const named = given(sampled.measurand)
  const word = named === undefined ? energyRegister : find(measurandWords, named)
  if (word === undefined) return 'measurand'

  const unitName = given(sampled.unit)
  const unit = unitName === undefined ? undefined : find(unitWords, unitName)
  if (unitName !== undefined && !fits(unit, word, named !== undefined)) return 'unit'

  const contextName = given(sampled.context)
  // A word of its own says that the value is something else; only a measurand says what.
  const foreign = named === undefined ? undefined : 'Other'
  const context =
    contextName === undefined ? 'Sample.Periodic' : (find(contextWords, contextName) ?? foreign)
  if (context === undefined) return 'context'

  const phase = sampled.phase === undefined ? '' : find(phaseWords, sampled.phase)
  if (phase === undefined) return 'phase'
  const location = sampled.location === undefined ? '' : find(locationWords, sampled.location)
  if (location === undefined) return 'location'
  const from = unit?.kind === word.kind ? unit : undefined
  return { measurand: word.measurand, phase, location, context, unit: from, word }
}

/** Nothing a wallbox measures is larger, in any base unit. */
const largest = 1e12

const energyRegister: MeasurandWord = {
  measurand: 'Energy.Active.Import.Register',
  kind: 'energy',
  anyUnit: false,
}

const blank = 32

/** The word, if it says something. */
function given(word: string | undefined): string | undefined {
  if (word === undefined || word.length > 4) return word
  // Units are short: nothing that begins with a sign is blank, and what stands for nothing has four.
  const first = word.charCodeAt(0)
  if (word.length < 4 && first > blank && first < 127) return word
  return saysNothing(word) ? undefined : word
}

/** Whether values of a measurand may be in a unit; without a measurand only energy is sure. */
function fits(unit: SourceUnit | undefined, word: MeasurandWord, named: boolean): boolean {
  if (!named) return unit?.activeEnergy === true
  return word.anyUnit || unit?.kind === word.kind
}

function inBase(value: number, unit: SourceUnit, word: MeasurandWord): number {
  if (word.measurand === 'Power.Factor') return value / 100
  if (unit.factor === 1 && unit.offset === 0) return value
  const base = value * unit.factor + unit.offset
  // 1.005 kWh are 1005 Wh, not 1004.9999999999999.
  return Math.abs(base) < exact ? Math.round(base * 1e6) / 1e6 + 0 : base
}

/** A millionth of larger values is below the precision of a number. */
const exact = 1e9

function isSigned(format: string): boolean {
  return format !== 'Raw' && format.trim().toLowerCase() === 'signeddata'
}
