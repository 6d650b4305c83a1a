import fc from 'fast-check'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { NamedValues } from '../../runtime/model/named_values.ts'

const name = fc.oneof(
  fc.constantFrom('a', 'b', 'c', 'toString', '__proto__'),
  fc.nat(30).map((n) => `key ${n}`),
  fc.constant('of one station only, as it is too long'.repeat(3)),
)
const entry = fc.tuple(name, fc.nat(9))

test('NamedValues :: are what a Map would be, whatever others have', () => {
  const one = fc.array(fc.array(entry, { maxLength: 20 }), { maxLength: 5 })
  fc.assert(
    fc.property(fc.array(one, { minLength: 1, maxLength: 4 }), (all) => {
      const made = all.map((steps) => {
        const values = new NamedValues<number>()
        const model = new Map<string, number>()
        for (const entries of steps) {
          const [[first, value] = ['a', 0]] = entries
          values.set(first, value)
          model.set(first, value)
          values.setAll(entries, {
            nameOf: ([given]) => given,
            valueFor: ([, added], before = 0) => before + added,
          })
          for (const [given, added] of entries) model.set(given, (model.get(given) ?? 0) + added)
        }
        return { values, model }
      })
      for (const { values, model } of made) {
        assert.equal([...values], [...model])
        assert.equal([...values.values()], [...model.values()])
        for (const given of [...model.keys(), 'nobody has this', 'a', 'valueOf']) {
          assert.is(values.get(given), model.get(given))
          assert.is(values.has(given), model.has(given))
        }
      }
    }),
  )
})

test.run()
