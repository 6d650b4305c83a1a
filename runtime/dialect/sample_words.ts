import {
  type Context,
  contexts,
  type Location,
  locations,
  type Measurand,
  measurands,
  type Phase,
  phases,
} from '../model.ts'
import { baseUnitOf } from '../units.ts'

/** What can be added and compared: a value in one unit of a kind has an equal in every other. */
export type UnitKind =
  | 'current'
  | 'voltage'
  | 'power'
  | 'energy'
  | 'temperature'
  | 'ratio'
  | 'frequency'
  | 'rotation'

/** A unit that stations use: `base = value * factor + offset`. */
export interface SourceUnit {
  readonly kind: UnitKind
  readonly factor: number
  readonly offset: number
  /** A register of active energy may be in it. */
  readonly activeEnergy: boolean
}

/** How to take the values of a measurand. */
export interface MeasurandWord {
  readonly measurand: Measurand
  readonly kind: UnitKind
  /** OCPP 1.6 has no unit for it, so stations send any: what does not fit is not looked at. */
  readonly anyUnit: boolean
}

/** Words by their exact spelling, and, as a last resort, by their lower-case one. */
export interface Words<T> {
  readonly exact: ReadonlyMap<string, T>
  readonly lower: ReadonlyMap<string, T>
}

/** The meaning of a word; `undefined` if it has none. */
export function find<T>(words: Words<T>, text: string): T | undefined {
  return words.exact.get(text) ?? words.lower.get(text.trim().toLowerCase())
}

/** How a value in a unit becomes one in the base unit of its kind; `undefined` for an unknown unit. */
export function unitFactor(unit: string): SourceUnit | undefined {
  return find(unitWords, unit)
}

const kinds: Readonly<Record<string, UnitKind>> = {
  A: 'current',
  V: 'voltage',
  W: 'power',
  var: 'power',
  Wh: 'energy',
  varh: 'energy',
  '%': 'ratio',
  '': 'ratio',
  '°C': 'temperature',
  Hz: 'frequency',
  '1/min': 'rotation',
}

const unitless: ReadonlySet<Measurand> = new Set<Measurand>(['Frequency', 'Power.Factor', 'RPM'])

/** Measurands. */
export const measurandWords: Words<MeasurandWord> = words(
  measurands.map((measurand) => [
    measurand,
    {
      measurand,
      kind: kinds[baseUnitOf(measurand)] ?? 'ratio',
      anyUnit: unitless.has(measurand),
    },
  ]),
)

/** Phases; between a phase and neutral is the phase itself. */
export const phaseWords: Words<Phase> = words<Phase>([
  ...phases.map((phase): [string, Phase] => [phase, phase]),
  ['L1-N', 'L1'],
  ['L2-N', 'L2'],
  ['L3-N', 'L3'],
  ['null', ''],
])

/**
 * Locations. Not said means the outlet, so that both are one: some stations say it in one message and
 * not in the next, and the older value must not stand beside the newer.
 */
export const locationWords: Words<Location> = words<Location>([
  ...locations.map((location): [string, Location] => [location, location]),
  ['Outlet', ''],
  ['null', ''],
])

/** Contexts. */
export const contextWords: Words<Context> = words<Context>(
  contexts.map((context) => [context, context]),
)

/** Apparent and reactive power and energy are told from active ones by the measurand, not the unit. */
export const unitWords: Words<SourceUnit> = words<SourceUnit>([
  ...spelled('current', 1, 'A', 'Amp', 'Amps', 'Ampere', 'Amperes'),
  ...spelled('current', 0.001, 'mA'),
  ...spelled('voltage', 1, 'V', 'Volt', 'Volts'),
  ...spelled('voltage', 0.001, 'mV'),
  ...spelled('voltage', 1000, 'kV'),
  ...spelled('power', 1, 'W', 'VA', 'var', 'Watt', 'Watts'),
  ...spelled('power', 1000, 'kW', 'kVA', 'kvar'),
  ...spelled('energy', 1, 'varh', 'VAh'),
  ...spelled('energy', 1000, 'kvarh', 'kVAh'),
  ...spelled('ratio', 1, 'Percent', '%'),
  ...spelled('frequency', 1, 'Hz', 'Hertz'),
  ...spelled('rotation', 1, '1/min', 'rpm'),
  ...spelled('temperature', 1, 'Celsius', 'Celcius', 'C', '°C', 'degC'),
  ...['Wh'].map(activeEnergy(1)),
  ...['kWh'].map(activeEnergy(1000)),
  ...['MWh'].map(activeEnergy(1_000_000)),
  ...['K', 'Kelvin'].map(shifted(1, -273.15)),
  ...['Fahrenheit', 'F', '°F'].map(shifted(5 / 9, -160 / 9)),
])

function spelled(kind: UnitKind, factor: number, ...names: string[]): [string, SourceUnit][] {
  return names.map((name) => [name, { kind, factor, offset: 0, activeEnergy: false }])
}

function activeEnergy(factor: number): (name: string) => [string, SourceUnit] {
  return (name) => [name, { kind: 'energy', factor, offset: 0, activeEnergy: true }]
}

function shifted(factor: number, offset: number): (name: string) => [string, SourceUnit] {
  return (name) => [name, { kind: 'temperature', factor, offset, activeEnergy: false }]
}

function words<T>(pairs: readonly (readonly [string, T])[]): Words<T> {
  return {
    exact: new Map(pairs),
    lower: new Map(pairs.map(([name, value]) => [name.toLowerCase(), value])),
  }
}
