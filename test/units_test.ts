import * as assert from 'node:assert/strict'
import fc from 'fast-check'
import { suite } from 'uvu'
import { itemUnits } from '../runtime/descriptor/words.ts'
import { unitFactor } from '../runtime/dialect/sample_words.ts'
import { measurands } from '../runtime/model.ts'
import { baseUnitOf, convert, convertTo, itemUnitsOf, toItemUnit } from '../runtime/units.ts'

const test = suite('units')

test('every measurand has a base unit, in which its values stay as they are', () => {
  for (const measurand of measurands) {
    const base = baseUnitOf(measurand)
    if (base === '') continue
    assert.deepEqual(toItemUnit(measurand, base), { factor: 1, offset: 0 }, measurand)
    assert.equal(itemUnitsOf(measurand)[0], base)
  }
})

test('a value in the unit of an item is the same value in the unit of a sample', () => {
  const pairs = measurands.flatMap((measurand) =>
    itemUnitsOf(measurand).map((unit) => ({ measurand, unit })),
  )
  fc.assert(
    fc.property(
      fc.constantFrom(...pairs),
      fc.integer({ min: -1e9, max: 1e9 }),
      ({ measurand, unit }, thousandths) => {
        const value = thousandths / 1000
        const to = toItemUnit(measurand, unit)
        const from = unitFactor(unit)
        assert.ok(to && from, `${measurand} ${unit}`)
        const item = convert(value, to)
        const scale = measurand === 'Power.Factor' ? 0.01 : from.factor
        assert.ok(Math.abs(item * scale + from.offset - value) < 1e-6, `${value} ${unit} ${item}`)
      },
    ),
  )
})

test('thousandths make no noise', () => {
  fc.assert(
    fc.property(fc.integer({ min: -1e9, max: 1e9 }), (watts) => {
      const kilo = toItemUnit('Power.Active.Import', 'kW')
      assert.ok(kilo)
      assert.equal(convert(watts, kilo), watts / 1000)
    }),
  )
  assert.equal(convert(11040, { factor: 0.001, offset: 0 }), 11.04)
})

test('units of another kind do not fit', () => {
  assert.equal(toItemUnit('Voltage', 'A'), undefined)
  assert.equal(toItemUnit('Power.Active.Import', 'kWh'), undefined)
  assert.equal(toItemUnit('Power.Active.Import', 'var'), undefined)
  assert.equal(toItemUnit('Temperature', 'K'), undefined)
  assert.equal(toItemUnit('SoC', 'constructor'), undefined)
})

test('every unit of an item can be reached', () => {
  for (const unit of itemUnits) {
    const reached = measurands.some((measurand) => toItemUnit(measurand, unit) !== undefined)
    assert.ok(reached || convertTo('s', unit) !== undefined, unit)
  }
  const minutes = convertTo('s', 'min')
  assert.ok(minutes)
  assert.equal(convert(90, minutes), 1.5)
})

test.run()
