import * as assert from 'node:assert/strict'
import fc from 'fast-check'
import { suite } from 'uvu'
import {
  formatCell,
  formatRow,
  parseCell,
  parseRow,
  publishedTypes,
} from '../../runtime/descriptor/published.ts'

const test = suite('published tables')

/** Value, name and label of each entry; nothing for a cell that is no enumeration. */
function entries(text: string): (readonly [number, string | undefined, string])[] | undefined {
  const cell = parseCell(text)
  if (cell.kind === 'text') return undefined
  return cell.entries.map(({ value, name, label }) => [value, name, label] as const)
}

test('reads the enumerations of published cells', () => {
  assert.deepEqual(
    entries('65= A (no car), 66= B (car connected), 68= D (charging with ventilation)'),
    [
      [65, 'A', 'no car'],
      [66, 'B', 'car connected'],
      [68, 'D', 'charging with ventilation'],
    ],
  )
  assert.deepEqual(
    entries('0=no cable, 1=station connect, 2=station locked, 3=car connected, 4=car locked'),
    [
      [0, undefined, 'no cable'],
      [1, undefined, 'station connect'],
      [2, undefined, 'station locked'],
      [3, undefined, 'car connected'],
      [4, undefined, 'car locked'],
    ],
  )
  assert.deepEqual(entries('1=Cable plugged'), [[1, undefined, 'Cable plugged']])
  assert.deepEqual(entries('1=fault'), [[1, undefined, 'fault']])
  assert.deepEqual(entries('1='), [[1, undefined, '']])
  assert.deepEqual(entries('1=a, b, 2=c'), [
    [1, undefined, 'a, b'],
    [2, undefined, 'c'],
  ])
})

test('takes any other cell as text', () => {
  for (const text of ['', 'kW', 'V', '65', '65=A ... x', 'a=1', ',1=a', '01=a', '-0=a']) {
    if (text !== '65=A ... x') assert.equal(entries(text), undefined, text)
    assert.equal(formatCell(parseCell(text)), text)
  }
})

const gap = fc.constantFrom('', ' ', '  ')
const word = fc.stringMatching(/^[A-Za-z]{1,8}$/)
const label = fc.stringMatching(/^[A-Za-z]{1,8}( [A-Za-z]{1,8}){0,3}$/)
const entry = fc.record({
  value: fc.integer({ min: -9, max: 999 }),
  name: fc.option(word, { nil: undefined }),
  label,
  gaps: fc.tuple(gap, gap, gap),
  comma: fc.constantFrom(',', ', ', ',\n'),
})

test('reads any enumeration without loss, in all published layouts', () => {
  fc.assert(
    fc.property(fc.array(entry, { minLength: 1, maxLength: 8 }), (list) => {
      const text = list
        .map(({ value, name, label, gaps: [left, right, between], comma }, index) => {
          const words = name === undefined ? label : `${name}${between}(${label})`
          return `${index === 0 ? '' : comma}${value}${left}=${right}${words}`
        })
        .join('')
      assert.deepEqual(
        entries(text),
        list.map(({ value, name, label }) => [value, name, label]),
      )
      assert.equal(formatCell(parseCell(text)), text)
    }),
  )
})

test('gives back any text, character by character', () => {
  const unit = fc.constantFrom(...'0123-=,() Ab\n')
  for (const text of [fc.string({ unit }), fc.string({ unit: 'binary' })]) {
    fc.assert(fc.property(text, (cell) => assert.equal(formatCell(parseCell(cell)), cell)))
  }
})

test('reads rows whose empty cells were dropped', () => {
  assert.deepEqual(parseRow(['0', 'Car state', '65=A', 'int', 'IN']), {
    id: 0,
    name: 'Car state',
    unit: '65=A',
    type: 'int',
    direction: 'IN',
  })
  assert.deepEqual(parseRow(['27', 'CHARGEPOINT', 'string', 'IN'])?.type, 'string')
  assert.deepEqual(parseRow(['10', 'Error State', '1=fault', 'IN'])?.unit, '1=fault')
  assert.deepEqual(parseRow(['6', 'Rfid', 'IN']), {
    id: 6,
    name: 'Rfid',
    unit: '',
    type: '',
    direction: 'IN',
  })
})

test('takes nothing else for a row', () => {
  const rows = [[], ['1'], ['1', 'IN'], ['1', 'a', 'INOUT'], ['x', 'a', 'IN'], ['01', 'a', 'IN']]
  for (const row of [
    ...rows,
    ['1', 'a', 'V', 'A', 'IN'],
    ['1', 'a', 'V', 'A', 'int', 'IN'],
    ['1', 'a', '', 'IN'],
  ]) {
    assert.equal(parseRow(row), undefined, row.join('|'))
  }
})

test('reads any row without loss, and gives back its cells', () => {
  const units = fc
    .oneof(fc.constantFrom('', 'V', 'kW', '1=fault'), label)
    .filter((unit) => !publishedTypes.some((type) => type === unit))
  const row = fc.record({
    id: fc.nat({ max: 999_999_999 }),
    name: label,
    unit: units,
    type: fc.constantFrom('', ...publishedTypes),
    direction: fc.constantFrom('IN' as const, 'OUT' as const),
  })
  fc.assert(fc.property(row, (one) => assert.deepEqual(parseRow(formatRow(one)), { ...one })))
})

test.run()
