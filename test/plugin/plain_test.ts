import fc from 'fast-check'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { plain, same } from '../../runtime/plugin/plain.ts'
import { runnerLimits } from '../../runtime/plugin/runner.ts'

test('any JSON value is copied as it is', () => {
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 5 }), (value) => {
      const copied = plain(value)
      assert.ok(copied.ok)
      assert.is(JSON.stringify(copied.ok && copied.value), JSON.stringify(value))
      assert.ok(same(copied.ok && copied.value, value))
    }),
  )
})

test('a copy is what a trip through JSON would give', () => {
  const value = { a: undefined, b: Number.NaN, c: [undefined, 1], d: Number.POSITIVE_INFINITY }
  assert.equal(plain(value), { ok: true, value: { b: null, c: [null, 1], d: null } })
  assert.equal(plain(undefined), { ok: true, value: undefined })
})

test('a copy shares nothing with what it was made from', () => {
  const value = { list: [{ a: 1 }] }
  const copied = plain(value)
  value.list.push({ a: 2 })
  assert.equal(copied, { ok: true, value: { list: [{ a: 1 }] } })
})

const circle: Record<string, unknown> = {}
circle.self = circle
const refused: readonly [what: string, value: unknown, message: string][] = [
  ['a function', { a: () => 1 }, 'no plain data: it holds a function'],
  ['a symbol', [Symbol('a')], 'no plain data: it holds a symbol'],
  ['a big number', 1n, 'no plain data: it holds a bigint'],
  ['a class', { at: new Date(0) }, 'no plain data: it holds an object of a class'],
  ['a circle', circle, `nested deeper than ${runnerLimits.depth}`],
  ['a long text', 'x'.repeat(runnerLimits.output + 1), 'longer than 262144 characters'],
  ['a long list', Array.from({ length: 300_000 }), 'longer than 262144 characters'],
  [
    'a getter that throws',
    {
      get a() {
        throw new Error('no')
      },
    },
    'unreadable',
  ],
]

for (const [what, value, message] of refused) {
  test(`${what} is refused`, () => assert.equal(plain(value), { ok: false, message }))
}

test('a list that claims to be endless costs no time', () => {
  const list: unknown[] = []
  list.length = 2 ** 32 - 1
  assert.equal(plain(list), { ok: false, message: 'longer than 262144 characters' })
})

test('a member called __proto__ stays a member', () => {
  const copied = plain(JSON.parse('{"__proto__":{"polluted":true}}'))
  assert.is(JSON.stringify(copied.ok && copied.value), '{"__proto__":{"polluted":true}}')
  assert.is(Reflect.get(Object(copied.ok && copied.value), 'polluted'), undefined)
})

test('values are the same whatever the order of their members, and not otherwise', () => {
  assert.ok(same({ a: 1, b: [2, { c: null }] }, { b: [2, { c: null }], a: 1 }))
  assert.ok(same({ a: 1, b: undefined }, { a: 1 }))
  for (const [a, b] of [
    [{ a: 1 }, { a: 1, b: 2 }],
    [{ a: 1 }, { b: 1 }],
    [
      [1, 2],
      [2, 1],
    ],
    [[1], { 0: 1 }],
    [{}, []],
    [null, {}],
    ['1', 1],
    [0, null],
  ]) {
    assert.not(same(a, b))
    assert.not(same(b, a))
  }
})

test.run()
