import * as assert from 'node:assert/strict'
import fc from 'fast-check'
import { suite } from 'uvu'
import {
  type LooseMeterValue,
  type LooseSampledValue,
  readSamples,
} from '../../runtime/dialect/samples.ts'
import { contexts, locations, measurands, phases, type Sample } from '../../runtime/model.ts'

const receivedAt = Date.UTC(2026, 4, 2, 12, 0, 0)
const timestamp = '2026-05-02T11:59:00Z'
const at = receivedAt - 60_000

interface Read {
  readonly samples: Sample[]
  readonly counts: string[]
}

function read(...sampledValue: LooseSampledValue[]): Read {
  return readAll([{ timestamp, sampledValue }])
}

function readAll(meterValues: readonly LooseMeterValue[]): Read {
  const counts: string[] = []
  return {
    samples: readSamples(meterValues, { receivedAt, count: (what) => counts.push(what) }),
    counts,
  }
}

const register: Sample = {
  measurand: 'Energy.Active.Import.Register',
  phase: '',
  location: '',
  context: 'Sample.Periodic',
  value: 0,
  at,
}

const test = suite('dialect/samples')

test('a value alone is the register of active energy, in Wh', () => {
  assert.deepEqual(read({ value: '2110000.0' }), {
    samples: [{ ...register, value: 2110000 }],
    counts: [],
  })
})

test('every word of a sample is taken', () => {
  const { samples, counts } = read({
    value: '7.36',
    context: 'Sample.Clock',
    format: 'Raw',
    measurand: 'Power.Active.Import',
    phase: 'L1-N',
    location: 'Inlet',
    unit: 'kW',
  })
  assert.deepEqual(samples, [
    {
      measurand: 'Power.Active.Import',
      phase: 'L1',
      location: 'Inlet',
      context: 'Sample.Clock',
      value: 7360,
      at,
    },
  ])
  assert.deepEqual(counts, [])
})

// --- Units ---

const units: readonly [string, string | undefined, string | number, number][] = [
  ['Energy.Active.Import.Register', 'kWh', '0.505', 505],
  ['Energy.Active.Import.Register', 'kWh', '1.005', 1005],
  ['Energy.Active.Import.Register', 'kWh', '4296944.685', 4296944685],
  ['Energy.Active.Import.Register', undefined, 604.213, 604.213],
  ['Energy.Active.Import.Register', '', '12', 12],
  ['Energy.Active.Import.Register', 'WH', '12', 12],
  ['Energy.Reactive.Import.Register', 'kvarh', '2', 2000],
  ['Power.Active.Import', undefined, '2300', 2300],
  ['Power.Offered', 'kVA', '11', 11000],
  ['Power.Reactive.Import', 'var', '5', 5],
  ['Power.Factor', undefined, '0.98', 0.98],
  ['Power.Factor', 'Percent', '98', 0.98],
  ['Current.Import', 'A', ' 15.98 ', 15.98],
  ['Current.Import', 'mA', '12160', 12.16],
  ['Current.Import', 'Amp', '16', 16],
  ['Voltage', 'kV', '0.4', 400],
  ['Voltage', 'null', '230,5', 230.5],
  ['Frequency', 'Hz', '50.02', 50.02],
  ['Frequency', 'Hertz', '50', 50],
  ['Frequency', 'Wh', '50', 50],
  ['RPM', undefined, '1500', 1500],
  ['SoC', 'Percent', '35', 35],
  ['SoC', '%', '35', 35],
  ['Temperature', 'Celsius', '35', 35],
  ['Temperature', 'Celcius', '35', 35],
  ['Temperature', 'K', '300', 26.85],
  ['Temperature', 'Fahrenheit', '212', 100],
  ['Temperature', 'Fahrenheit', '32', 0],
]
for (const [measurand, unit, value, expected] of units) {
  test(`${measurand} ${JSON.stringify(value)} ${unit} is ${expected}`, () => {
    const { samples, counts } = read({ measurand, unit, value })
    assert.deepEqual(
      samples.map((sample) => [sample.measurand, sample.value]),
      [[measurand, expected]],
    )
    assert.deepEqual(counts, [])
  })
}

test('values and units come through unchanged, however they are split up', () => {
  const pairs = fc.constantFrom<readonly [string, string, number]>(
    ['Energy.Active.Import.Register', 'kWh', 1000],
    ['Power.Active.Import', 'kW', 1000],
    ['Current.Import', 'mA', 0.001],
  )
  fc.assert(
    fc.property(pairs, fc.integer({ min: -1e8, max: 1e8 }), ([measurand, unit, factor], n) => {
      const base = n / 1000
      const [sample] = read({ measurand, unit, value: String(base) }).samples
      assert.ok(sample && Math.abs(sample.value - base * factor) <= 1e-6)
      assert.equal(sample.value, Math.round(sample.value * 1e6) / 1e6)
    }),
  )
})

// --- Words ---

test('all words of the model are read as themselves', () => {
  for (const measurand of measurands) {
    assert.equal(read({ measurand, value: '1' }).samples[0]?.measurand, measurand)
    const spelled = measurand.toUpperCase()
    assert.equal(read({ measurand: spelled, value: '1' }).samples[0]?.measurand, measurand)
  }
  for (const phase of phases) assert.equal(read({ phase, value: '1' }).samples[0]?.phase, phase)
  for (const location of locations) {
    // Not said, it is the outlet: one place, whatever a station says of it.
    const place = location === 'Outlet' ? '' : location
    assert.equal(read({ location, value: '1' }).samples[0]?.location, place)
  }
  for (const context of contexts) {
    assert.equal(read({ context, value: '1' }).samples[0]?.context, context)
  }
})

test('phases are told by the conductor', () => {
  const phasesOf = (...names: string[]) =>
    read(...names.map((phase) => ({ phase, value: '1' }))).samples.map((sample) => sample.phase)
  assert.deepEqual(phasesOf('L1', 'L2-N', 'l3-n', 'N', 'L1-L2', 'null'), [
    'L1',
    'L2',
    'L3',
    'N',
    'L1-L2',
    '',
  ])
})

const left: readonly [string, LooseSampledValue][] = [
  ['sample:number', {}],
  ['sample:number', { value: '' }],
  ['sample:number', { value: 'NaN' }],
  ['sample:number', { value: '0x1F' }],
  ['sample:number', { value: 'Infinity', measurand: 'Voltage' }],
  ['sample:signed', { value: '12', format: 'SignedData' }],
  ['sample:measurand', { value: '1', measurand: 'Grid.Mood' }],
  ['sample:unit', { value: '1', measurand: 'Voltage', unit: 'A' }],
  ['sample:unit', { value: '1', measurand: 'Current.Import', unit: 'furlong' }],
  ['sample:unit', { value: '14.0', context: 'CurrentMax', unit: 'A' }],
  ['sample:unit', { value: '1', unit: 'varh' }],
  ['sample:context', { value: '1', context: 'CurrentMax' }],
  ['sample:context', { value: '1', context: 'CurrentMax', unit: 'kWh' }],
  ['sample:phase', { value: '1', phase: 'L4' }],
  ['sample:location', { value: '1', location: 'Upstream' }],
  ['sample:magnitude', { value: '1e13' }],
  ['sample:magnitude', { value: '1e10', unit: 'kWh' }],
]
for (const [what, sampled] of left) {
  test(`${JSON.stringify(sampled)} is left out alone`, () => {
    const { samples, counts } = read(sampled, { value: '5' })
    assert.deepEqual(samples, [{ ...register, value: 5 }])
    assert.deepEqual(counts, [what])
  })
}

test('an unknown context with a measurand is another one', () => {
  const { samples } = read({ value: '14', context: 'CurrentMax', measurand: 'Current.Import' })
  assert.deepEqual(
    samples.map(({ context, value }) => [context, value]),
    [['Other', 14]],
  )
})

// --- Times ---

test('a time that cannot be right is the receipt, and counted once a moment', () => {
  const sampledValue = [{ value: '1' }, { value: '2' }]
  const { samples, counts } = readAll([
    { timestamp: '1970-01-01T00:00:12Z', sampledValue },
    { sampledValue },
    { timestamp: 'never', sampledValue: [] },
    { timestamp },
    { timestamp, sampledValue },
  ])
  assert.deepEqual(
    samples.map((sample) => sample.at),
    [receivedAt, receivedAt, receivedAt, receivedAt, at, at],
  )
  assert.deepEqual(counts, ['sample:time', 'sample:time'])
})

test('whatever the texts, samples are whole', () => {
  const text = fc.option(fc.oneof(fc.string(), fc.constantFrom('L1', 'W', 'Voltage', 'null')), {
    nil: undefined,
  })
  const sampled = fc.record({
    value: fc.oneof(text, fc.double()),
    context: text,
    format: text,
    measurand: text,
    phase: text,
    location: text,
    unit: text,
  })
  fc.assert(
    fc.property(fc.array(sampled), (list) => {
      const { samples, counts } = read(...list)
      assert.equal(samples.length + counts.length, list.length)
      for (const sample of samples) {
        assert.ok(measurands.includes(sample.measurand) && phases.includes(sample.phase))
        assert.ok(locations.includes(sample.location) && contexts.includes(sample.context))
        assert.ok(Number.isFinite(sample.value) && Math.abs(sample.value) <= 1e12)
      }
    }),
  )
})

test.run()
