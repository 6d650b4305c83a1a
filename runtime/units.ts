import type { Measurand } from './model.ts'

/** Units all values are kept in. `''` is a plain ratio (power factor). */
export type BaseUnit =
  | 'A'
  | 'V'
  | 'W'
  | 'Wh'
  | 'var'
  | 'varh'
  | '%'
  | '°C'
  | 'Hz'
  | '1/min'
  | 's'
  | ''

/** `item = base * factor + offset`. */
export interface Conversion {
  readonly factor: number
  readonly offset: number
}

/** Unit in which samples of a measurand are kept. */
export function baseUnitOf(measurand: Measurand): BaseUnit {
  return baseUnits[measurand]
}

/** How a value in a base unit becomes one in an item's unit; `undefined` if it cannot. */
export function convertTo(base: BaseUnit, itemUnit: string): Conversion | undefined {
  return conversions.get(base)?.get(itemUnit)
}

/** How a sample of a measurand becomes a value in an item's unit; `undefined` if it cannot. */
export function toItemUnit(measurand: Measurand, itemUnit: string): Conversion | undefined {
  return convertTo(baseUnits[measurand], itemUnit)
}

/** A value in another unit, without the noise of a factor that is no binary fraction. */
export function convert(value: number, { factor, offset }: Conversion): number {
  const scaled = factor < 1 ? value / Math.round(1 / factor) : value * factor
  return scaled + offset
}

/** Units an item of this measurand may have, its base unit first. */
export function itemUnitsOf(measurand: Measurand): readonly string[] {
  return [...(conversions.get(baseUnits[measurand])?.keys() ?? [])]
}

const baseUnits: { readonly [M in Measurand]: BaseUnit } = {
  'Current.Export': 'A',
  'Current.Import': 'A',
  'Current.Offered': 'A',
  'Energy.Active.Export.Interval': 'Wh',
  'Energy.Active.Export.Register': 'Wh',
  'Energy.Active.Import.Interval': 'Wh',
  'Energy.Active.Import.Register': 'Wh',
  'Energy.Active.Net': 'Wh',
  'Energy.Reactive.Export.Interval': 'varh',
  'Energy.Reactive.Export.Register': 'varh',
  'Energy.Reactive.Import.Interval': 'varh',
  'Energy.Reactive.Import.Register': 'varh',
  Frequency: 'Hz',
  'Power.Active.Export': 'W',
  'Power.Active.Import': 'W',
  'Power.Factor': '',
  'Power.Offered': 'W',
  'Power.Reactive.Export': 'var',
  'Power.Reactive.Import': 'var',
  RPM: '1/min',
  SoC: '%',
  Temperature: '°C',
  Voltage: 'V',
}

const same: Conversion = { factor: 1, offset: 0 }
const thousandth: Conversion = { factor: 0.001, offset: 0 }

const conversions: ReadonlyMap<BaseUnit, ReadonlyMap<string, Conversion>> = new Map<
  BaseUnit,
  ReadonlyMap<string, Conversion>
>([
  ['A', new Map([['A', same]])],
  ['V', new Map([['V', same]])],
  // What a charger offers is often stated as apparent power; the figures are the same.
  [
    'W',
    new Map([
      ['W', same],
      ['kW', thousandth],
      ['VA', same],
    ]),
  ],
  [
    'Wh',
    new Map([
      ['Wh', same],
      ['kWh', thousandth],
    ]),
  ],
  ['var', new Map([['var', same]])],
  ['varh', new Map([['varh', same]])],
  ['%', new Map([['%', same]])],
  ['°C', new Map([['°C', same]])],
  ['Hz', new Map([['Hz', same]])],
  ['1/min', new Map([['1/min', same]])],
  [
    's',
    new Map([
      ['s', same],
      ['min', { factor: 1 / 60, offset: 0 }],
    ]),
  ],
  ['', new Map([['%', { factor: 100, offset: 0 }]])],
])
