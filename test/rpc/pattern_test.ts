import { Buffer } from 'node:buffer'
import fc from 'fast-check'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { leavesOf } from '../../runtime/rpc/json_leaves.ts'
import { Pattern, type PlaceKind } from '../../runtime/rpc/pattern.ts'

/** A pattern of `["<id>",<kind>]`, and what it last found. */
function patternOf(kind: PlaceKind, example: string) {
  const text = `["x",${example}]`
  const found: (string | number)[] = []
  const inQuotes = kind === 'text' || kind === 'decimal' ? 1 : 0
  const range = { min: kind === 'text' ? 0 : -100, max: kind === 'text' ? 5 : 1e15 }
  const pattern = new Pattern(text, [
    { kind: 'text', start: 2, end: 3, min: 0, max: 36, put: (value) => found.push(value) },
    {
      kind,
      start: 5 + inQuotes,
      end: text.length - 1 - inQuotes,
      ...range,
      put: (value) => found.push(value),
    },
  ])
  return (what: string) => {
    found.length = 0
    return pattern.match(Buffer.from(what)) ? [...found] : undefined
  }
}

test('what stands at the places is found, however wide it is', () => {
  const find = patternOf('decimal', '"1.5"')
  assert.equal(find('["x","1.5"]'), ['x', 1.5])
  assert.equal(find('["other","-12.250"]'), ['other', -12.25])
  assert.equal(find('["y","007"]'), ['y', 7])
  assert.equal(find('["x","1.5"]'), ['x', 1.5])
  assert.is(find('["x", "1.5"]'), undefined)
  assert.is(find('["x","1.5"] '), undefined)
  assert.is(find('["x\\"","1.5"]'), undefined)
  assert.is(find('["é","1.5"]'), undefined)
  assert.equal(find('["z","2"]'), ['z', 2])
})

test('limits are kept', () => {
  const text = patternOf('text', '"abc"')
  assert.equal(text('["x","abcde"]'), ['x', 'abcde'])
  assert.is(text('["x","abcdef"]'), undefined)
  const integer = patternOf('integer', '7')
  assert.equal(integer('["x",-100]'), ['x', -100])
  for (const wrong of ['-101', '7.0', '07', '1e3', '', '1000000000000001', '"7"', 'null']) {
    assert.is(integer(`["x",${wrong}]`), undefined, wrong)
  }
})

test('a number is read as JSON reads it, or not at all', () => {
  const find = patternOf('number', '1')
  const text = fc.oneof(
    fc.stringMatching(/^-?\d{1,17}(\.\d{0,17})?([eE]-?\d)?$/),
    fc.double({ noNaN: true, noDefaultInfinity: true }).map(String),
    fc.string({ maxLength: 6 }),
  )
  fc.assert(
    fc.property(text, (number) => {
      const found = find(`["x",${number}]`)
      if (found !== undefined) assert.ok(Object.is(found[1], JSON.parse(number)), number)
    }),
    { numRuns: 3000 },
  )
})

test('decimals in text are what Number takes them for', () => {
  const find = patternOf('decimal', '"1"')
  fc.assert(
    fc.property(fc.stringMatching(/^-?\d{1,12}(\.\d{1,12})?$/), (number) => {
      const found = find(`["x","${number}"]`)
      if (found !== undefined) assert.is(found[1], Number(number), number)
    }),
    { numRuns: 3000 },
  )
})

test('leaves are where JSON has them', () => {
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 3 }), fc.constantFrom(0, 1), (value, indent) => {
      const text = JSON.stringify(value, undefined, indent)
      for (const { path, start, end } of leavesOf(text) ?? []) {
        let at: unknown = value
        for (const step of path) at = Object(at)[step]
        assert.equal(JSON.parse(text.slice(start, end)), JSON.parse(JSON.stringify(at)))
      }
    }),
  )
  assert.is(leavesOf('{"a":{"b":1,"b":2}}'), undefined)
  assert.is(leavesOf('{"a":1,"\\u0061":2}'), undefined)
  assert.equal(leavesOf('[[],{}]'), [])
})

test.run()
