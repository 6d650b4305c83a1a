import fc from 'fast-check'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { repairText } from '../../runtime/rpc/text_repair.ts'

const mended: readonly (readonly [what: string, text: string, value: unknown])[] = [
  [
    'a comma after a bracket',
    '[2,"a","X",{"l":[,{"a":1},{"b":2}]}]',
    [2, 'a', 'X', { l: [{ a: 1 }, { b: 2 }] }],
  ],
  ['several commas', '[2,,"a",{"b":1,,"c":2,}]', [2, 'a', { b: 1, c: 2 }]],
  ['a member without a value', '[2,"a",{"t":,"b":1}]', [2, 'a', { b: 1 }]],
  ['a last member without a value', '[2,"a",{"b":1,"t":}]', [2, 'a', { b: 1 }]],
  ['an only member without a value', '[2,"a",{"t":}]', [2, 'a', {}]],
  ['a trailing comma', '[2,"a",{"b":[1,2,],},]', [2, 'a', { b: [1, 2] }]],
  ['control characters in text', '[2,"a\u0001b\nc"]', [2, 'a\u0001b\nc']],
  ['blanks of other kinds', '\ufeff[2,\u00a0"a",{}]', [2, 'a', {}]],
  ['an answer without its end', '[3,"a",{"k":[]', [3, 'a', { k: [] }]],
  ['an answer cut after a comma', '[3,"a",{"k":[1,', [3, 'a', { k: [1] }]],
  ['a key that holds quotes', '[2,"a",{"x\\"y":,"b":1}]', [2, 'a', { b: 1 }]],
  ['commas inside text', '[2,"a,,]",{"b":",}",}]', [2, 'a,,]', { b: ',}' }]],
]

for (const [what, text, value] of mended) {
  test(`mends ${what}`, () => {
    assert.equal(repairText(text), value)
  })
}

const hopeless: readonly (readonly [what: string, text: string])[] = [
  ['a call that was cut', '[2,"a","StartTransaction",{"idTag":"A"'],
  ['text that was cut', '[3,"a",{"status":"Acc'],
  ['words without quotes', '[2,a,b,{}]'],
  ['nothing', ''],
  ['a sentence', 'hello world'],
  ['a bracket too many', '[2,"a"]]'],
]

for (const [what, text] of hopeless) {
  test(`makes nothing up for ${what}`, () => {
    assert.is(repairText(text), undefined)
  })
}

test('what is JSON stays what it is', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      const text = JSON.stringify(value)
      assert.equal(repairText(text), JSON.parse(text))
    }),
    { numRuns: 200 },
  )
})

test('any text is taken, in time that grows with its length only', () => {
  fc.assert(
    fc.property(fc.stringMatching(/^[[\]{},:"\\a1 ]*$/), (text) => {
      repairText(text)
    }),
    { numRuns: 300 },
  )
  for (const part of ['[', '{"a":', ',', '"', '":', '\\', '[,']) repairText(part.repeat(20_000))
})

test.run()
