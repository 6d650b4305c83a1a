import type { Measurand } from '../model.ts'
import { nominalVoltage } from './limits.ts'

/** What flows through a connector at one moment. */
export interface Flow {
  /** Current of each phase the vehicle uses, A; 0 = it does not charge. */
  readonly current: number
  readonly phases: number
  /** What the station offers, A per phase. */
  readonly offered: number
  /** Register, Wh. */
  readonly register: number
}

/** One value as it goes into a message. */
export interface SampledValue {
  readonly value: string
  readonly context: string
  readonly measurand: Measurand
  readonly location: string
  readonly unit?: string
  readonly phase?: string
}

/** The readings of one moment, of which any number of measurands can be told. */
export interface Readings {
  /** A for each of the three phases. */
  readonly currents: readonly number[]
  /** V for each of the three phases. */
  readonly voltages: readonly number[]
  /** W, all phases together. */
  readonly power: number
  /** Wh. */
  readonly register: number
  readonly offered: { readonly current: number; readonly power: number }
  readonly frequency: number
  readonly temperature: number
}

/** Reads the meter; `random` adds a little noise, never above what is offered. */
export function readMeter(flow: Flow, random: () => number): Readings {
  const lines = [0, 1, 2]
  const voltages = lines.map(() => rounded(nominalVoltage - 2 + 4 * random(), 1))
  const currents = lines.map((line) =>
    line < flow.phases && flow.current > 0 ? rounded(flow.current * (1 - 0.02 * random()), 2) : 0,
  )
  const power = lines.reduce((sum, line) => sum + (voltages[line] ?? 0) * (currents[line] ?? 0), 0)
  return {
    currents,
    voltages,
    power: rounded(power, 0),
    register: rounded(flow.register, 0),
    offered: {
      current: rounded(flow.offered, 1),
      power: rounded(flow.offered * flow.phases * nominalVoltage, 0),
    },
    frequency: rounded(49.98 + 0.04 * random(), 2),
    temperature: rounded(30 + flow.current / 2 + random(), 1),
  }
}

/** The readings as the values of a message, one or more for each measurand. */
export function sampledValues(
  readings: Readings,
  { wanted, context }: { readonly wanted: readonly string[]; readonly context: string },
): SampledValue[] {
  return wanted.flatMap((word) => {
    const values = tellers[word]?.(readings) ?? []
    return values.map(({ value, ...rest }) => ({
      value: String(value),
      context,
      location: 'Outlet',
      ...rest,
    }))
  })
}

type Told = Omit<SampledValue, 'value' | 'context' | 'location'> & {
  readonly value: number
  readonly location?: string
}

const tellers: Readonly<Record<string, (readings: Readings) => Told[]>> = {
  'Current.Import': ({ currents }) =>
    currents.map((value, line) => ({
      value,
      measurand: 'Current.Import',
      phase: `L${line + 1}`,
      unit: 'A',
    })),
  'Current.Offered': ({ offered }) => [
    { value: offered.current, measurand: 'Current.Offered', unit: 'A' },
  ],
  'Energy.Active.Import.Register': ({ register }) => [
    { value: register, measurand: 'Energy.Active.Import.Register', unit: 'Wh' },
  ],
  Frequency: ({ frequency }) => [{ value: frequency, measurand: 'Frequency' }],
  'Power.Active.Import': ({ power }) => [
    { value: power, measurand: 'Power.Active.Import', unit: 'W' },
  ],
  'Power.Factor': () => [{ value: 1, measurand: 'Power.Factor' }],
  'Power.Offered': ({ offered }) => [
    { value: offered.power, measurand: 'Power.Offered', unit: 'W' },
  ],
  Temperature: ({ temperature }) => [
    { value: temperature, measurand: 'Temperature', location: 'Body', unit: 'Celsius' },
  ],
  Voltage: ({ voltages }) =>
    voltages.map((value, line) => ({
      value,
      measurand: 'Voltage',
      phase: `L${line + 1}-N`,
      unit: 'V',
    })),
}

function rounded(value: number, decimals: number): number {
  const factor = 10 ** decimals
  return Math.round(value * factor) / factor
}
