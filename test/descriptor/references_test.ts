import * as assert from 'node:assert/strict'
import fc from 'fast-check'
import { suite } from 'uvu'
import { parseTemplate, referencesIn } from '../../runtime/descriptor/references.ts'

const test = suite('descriptor references')

const single: readonly (readonly [string, object])[] = [
  ['$value', { kind: 'value' }],
  ['$transaction.id', { kind: 'transaction' }],
  ['$reservation.id', { kind: 'reservation' }],
  ['$connectorId', { kind: 'connector' }],
  ['$now', { kind: 'now', plus: 0 }],
  ['$now+900s', { kind: 'now', plus: 900 }],
  ['$item.rfid', { kind: 'item', key: 'rfid' }],
]
for (const [text, reference] of single) {
  test(`${text} is a reference`, () => {
    assert.deepEqual(parseTemplate(text), [reference])
    assert.deepEqual(parseTemplate(`a${text}-b`), ['a', reference, '-b'])
  })
}

for (const text of [
  '$Value',
  '$values',
  '$item',
  '$item.Rfid',
  '$item.a.b',
  '$transaction.idTag',
  '$now+1m',
  '$now+1234567890s',
]) {
  test(`${text} stands for nothing`, () => {
    assert.deepEqual(parseTemplate(text), [{ kind: 'unknown', text }])
  })
}

test('a dollar sign of its own is text, two are one', () => {
  assert.deepEqual(parseTemplate('5$'), ['5$'])
  assert.deepEqual(parseTemplate('$5 $$value $$$value'), ['$5 $value $', { kind: 'value' }])
  assert.deepEqual(parseTemplate(''), [''])
})

test('a dot or comma after a reference ends it', () => {
  assert.deepEqual(parseTemplate('$value. $item.rfid, x'), [
    { kind: 'value' },
    '. ',
    { kind: 'item', key: 'rfid' },
    ', x',
  ])
})

test('only text holds references', () => {
  for (const value of [5, true, null, undefined]) assert.deepEqual(referencesIn(value), [])
  assert.deepEqual(referencesIn('$now and $value'), [{ kind: 'now', plus: 0 }, { kind: 'value' }])
})

test('text without a dollar sign stays as it is', () => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      const plain = text.replaceAll('$', '')
      assert.deepEqual(parseTemplate(plain), [plain])
      assert.deepEqual(parseTemplate(text.replaceAll('$', '$$$$')), [text])
    }),
  )
})

test.run()
