import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { allowedOf, checkValue } from '../../runtime/descriptor/check_value.ts'
import type { Item } from '../../runtime/descriptor/schema.ts'

const bare = { key: 'one', name: 'One', direction: 'OUT', read: [] } as const

function item(more: Partial<Item> & Pick<Item, 'type'>): Item {
  return { ...bare, ...more }
}

function check(one: Item, value: unknown): unknown {
  const checked = checkValue(one, value)
  return checked.ok ? [checked.value] : checked.detail
}

test('numbers within their range and on their step', () => {
  const amps = item({ type: 'number', unit: 'A', minimum: 0, maximum: 80, multipleOf: 0.1 })
  for (const value of [0, 0.1, 6.3, 16.1, 79.9, 80]) assert.equal(check(amps, value), [value])
  assert.is(check(amps, -0.1), '-0.1 is below the minimum of one, 0 A')
  assert.is(check(amps, 80.1), '80.1 is above the maximum of one, 80 A')
  assert.is(check(amps, 6.05), '6.05 is not a multiple of 0.1, the step of one')
  assert.is(check(amps, '16'), 'one takes a number, not "16"')
  for (const value of [Number.NaN, Number.POSITIVE_INFINITY, null, undefined, [], {}, true]) {
    assert.type(check(amps, value), 'string')
  }
  assert.equal(allowedOf(amps), {
    type: 'number',
    unit: 'A',
    minimum: 0,
    maximum: 80,
    multipleOf: 0.1,
  })
})

test('whole numbers, flags and times', () => {
  assert.equal(check(item({ type: 'integer' }), -3), [-3])
  assert.is(check(item({ type: 'integer' }), 1.5), 'one takes an integer, not 1.5')
  assert.is(check(item({ type: 'integer' }), 2 ** 53), 'one takes an integer, not 9007199254740992')
  assert.equal(check(item({ type: 'boolean' }), false), [false])
  assert.is(check(item({ type: 'boolean' }), 0), 'one takes a boolean, not 0')
  assert.equal(check(item({ type: 'datetime' }), '2026-01-01T00:00:00Z'), ['2026-01-01T00:00:00Z'])
  for (const text of ['soon', 'soon 5', '-5', '12', '2026-13-01', '']) {
    const said = `one takes an ISO 8601 time, not "${text}"`
    assert.is(check(item({ type: 'datetime' }), text), said)
  }
})

test('text by its length and pattern; a number is text where text is declared', () => {
  const card = item({ type: 'string', maxLength: 4, pattern: '^[A-Z0-9]*$' })
  assert.equal(check(card, 'A1'), ['A1'])
  assert.equal(check(card, 1), ['1'])
  assert.is(check(card, 'A1234'), 'The text has 5 characters; one takes at most 4')
  assert.is(check(card, 'ä'), 'The text does not match the pattern of one, ^[A-Z0-9]*$')
  assert.is(check(card, true), 'one takes a string, not true')
  assert.is(check(card, { a: 1 }), 'one takes a string, not an object')
})

test('one of the values, where there are some', () => {
  const mode = item({
    type: 'integer',
    values: [
      { value: 1, name: 'One' },
      { value: 3, name: 'Three', label: 'three phases' },
    ],
  })
  assert.equal(check(mode, 3), [3])
  assert.is(check(mode, 2), '2 is none of the values of one')
  assert.equal(allowedOf(mode), {
    type: 'integer',
    values: [
      { value: 1, name: 'One' },
      { value: 3, name: 'Three' },
    ],
  })
})

test.run()
