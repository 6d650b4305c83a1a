import type { Phase, Sample, Traits } from '../model.ts'

/** What samples are shaped by. */
export interface SampleContext {
  readonly traits: Traits['meter']
  /** Whether a transaction runs. */
  readonly charging: boolean
}

const lines: readonly Phase[] = ['L1', 'L2', 'L3']
/** Voltage taken where none is measured, V. */
const nominal = 230

/** Samples as they are meant, by the traits of a family: left out, scaled, moved to their phase, derived. */
export function shapeSamples(samples: readonly Sample[], context: SampleContext): Sample[] {
  const shaped = samples.flatMap((sample) => shapeOne(sample, context) ?? [])
  if (context.traits.power === 'reported') return shaped
  // One message may hold the samples of several moments.
  const moments = new Set(shaped.map(({ at }) => at))
  return [...moments].flatMap((at) => {
    const together = shaped.filter((sample) => sample.at === at)
    const power = powerOf(together.filter(isAtOutlet), context.traits.power)
    if (power === undefined) return together
    return [...together.filter((sample) => !isPower(sample) || sample.phase !== ''), power]
  })
}

function shapeOne(sample: Sample, { traits, charging }: SampleContext): Sample | undefined {
  const { measurand } = sample
  if (traits.ignore.includes(measurand)) return undefined
  if (measurand === 'Voltage') {
    if (traits.zeroVoltageIsNone && sample.value === 0) return undefined
    if (traits.voltageOnlyWhileCharging && !charging) return undefined
  }
  const phase = traits.phases[sample.phase]
  if (phase === null) return undefined
  const factor = traits.scale[measurand]
  if (phase === undefined && factor === undefined) return sample
  return { ...sample, phase: phase ?? sample.phase, value: sample.value * (factor ?? 1) }
}

/** The power that takes the place of the reported one, if any does. */
function powerOf(samples: readonly Sample[], how: Traits['meter']['power']): Sample | undefined {
  switch (how) {
    case 'reported':
      return undefined
    case 'sumPhases':
      return powerOfPhases(samples)
    case 'voltageTimesCurrent':
      return powerOfCurrents(samples)
    case 'reportedOrDerived':
      return samples.some((one) => isPower(one) && one.value !== 0)
        ? undefined
        : powerOfCurrents(samples)
  }
}

function powerOfPhases(samples: readonly Sample[]): Sample | undefined {
  const parts = samples.filter((one) => isPower(one) && lines.includes(one.phase))
  return total(parts, (sample) => sample.value)
}

/** Power from currents, with the voltage of the phase, else any voltage, else the nominal one (quirks M10, M11). */
function powerOfCurrents(samples: readonly Sample[]): Sample | undefined {
  const of = (measurand: Sample['measurand']) => samples.filter((s) => s.measurand === measurand)
  const currents = of('Current.Import').filter(({ phase }) => lines.includes(phase))
  const voltages = of('Voltage')
  const voltage = (phase: Phase) =>
    (voltages.find((v) => v.phase === phase) ?? voltages.find((v) => v.value > 50))?.value ??
    nominal
  const sum = total(currents, (sample) => sample.value * voltage(sample.phase))
  return sum === undefined ? undefined : { ...sum, measurand: 'Power.Active.Import' }
}

function total(parts: readonly Sample[], value: (sample: Sample) => number): Sample | undefined {
  const [first] = parts
  if (first === undefined) return undefined
  const sum = parts.reduce((all, sample) => all + value(sample), 0)
  return { ...first, phase: '', value: sum }
}

function isAtOutlet({ location }: Sample): boolean {
  return location === '' || location === 'Outlet'
}

function isPower({ measurand }: Sample): boolean {
  return measurand === 'Power.Active.Import'
}
