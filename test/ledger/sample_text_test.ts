import fc from 'fast-check'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { decodeSamples, encodeSamples } from '../../runtime/ledger/sample_text.ts'
import {
  contexts,
  locations,
  type Measurand,
  measurands,
  phases,
  type Sample,
} from '../../runtime/model.ts'

const sample = fc.record(
  {
    measurand: fc.constantFrom(...measurands),
    phase: fc.constantFrom(...phases),
    location: fc.constantFrom(...locations),
    context: fc.constantFrom(...contexts),
    value: fc.oneof(
      fc.integer({ min: -1e12, max: 1e12 }),
      fc.double({ min: -1e12, max: 1e12, noNaN: true }).map((value) => value + 0),
    ),
    at: fc.integer({ min: 1.7e12, max: 1.8e12 }),
  },
  { noNullPrototype: true },
)

test('Any samples are read as they were written', () => {
  fc.assert(
    fc.property(fc.array(sample, { minLength: 1, maxLength: 12 }), (samples) => {
      const text = encodeSamples(samples)
      assert.equal(decodeSamples(text, samples[0]?.at ?? 0), samples)
    }),
  )
})

test('Ten samples of three phases take well below 200 bytes', () => {
  const at = Date.UTC(2026, 10, 22)
  const of = (measurand: Measurand, phase: Sample['phase'], value: number): Sample => ({
    measurand,
    phase,
    location: '',
    context: 'Sample.Periodic',
    value,
    at,
  })
  const samples = [
    of('Energy.Active.Import.Register', '', 12_345_678),
    of('Power.Active.Import', '', 11_034.5),
    of('Current.Import', 'L1', 16.02),
    of('Current.Import', 'L2', 15.98),
    of('Current.Import', 'L3', 16.01),
    of('Voltage', 'L1', 230.12),
    of('Voltage', 'L2', 231.4),
    of('Voltage', 'L3', 229.87),
    of('Temperature', '', 31.5),
    of('Current.Offered', '', 16),
  ]
  assert.is(
    encodeSamples(samples),
    'i12345678k11034.5aA16.02aB15.98aC16.01vA230.12vB231.4vC229.87t31.5c16',
  )
})

test('What cannot be read is left out', () => {
  assert.equal(decodeSamples('z12?a', 0), [])
  assert.is(decodeSamples('!!i5', 7)[0]?.value, 5)
})

test.run()
