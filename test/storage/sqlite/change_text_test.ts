import fc from 'fast-check'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { changesOf, changesText } from '../../../runtime/storage/sqlite/change_text.ts'
import type { Change } from '../../../runtime/storage/store.ts'

const text = fc.string({ unit: 'grapheme' })
const reading = fc
  .record({
    transaction: text,
    at: fc.oneof(fc.integer(), fc.double({ noNaN: true, noDefaultInfinity: true })),
    samples: text,
    signed: fc.option(text, { nil: undefined, freq: 4 }),
  })
  .map((row): Change => ({ kind: 'reading', row }))
const document = fc
  .record({ key: text, value: fc.jsonValue() })
  .map((of): Change => ({ kind: 'put', collection: 'station', ...of }))
const forgotten = fc
  .nat()
  .map((stoppedBefore): Change => ({ kind: 'forget-transactions', stoppedBefore }))

test('Any changes arrive as they were sent', () => {
  const some = fc.array(fc.oneof(reading, document, forgotten), { maxLength: 3 })
  const changes = fc.oneof(
    some,
    reading.map((one) => [one]),
  )
  let alone = 0
  fc.assert(
    fc.property(changes, (given) => {
      const sent = changesText(given)
      if (!sent.startsWith('[')) alone += 1
      const arrived = changesOf(sent).map((change): unknown => {
        if ('kind' in change) return change
        const [form, a, b, c] = change
        if (form === 'put')
          return { kind: 'put', collection: a, key: b, value: JSON.parse(c ?? '') }
        const [, transaction, at, samples, signed] = change
        return { kind: 'reading', row: { transaction, at: at + 0, samples, signed } }
      })
      const expected = given.map((change) =>
        change.kind === 'put'
          ? { ...change, value: JSON.parse(JSON.stringify(change.value)) }
          : change.kind === 'reading'
            ? { ...change, row: { ...change.row, at: change.row.at + 0 } }
            : change,
      )
      assert.equal(arrived, expected)
    }),
    { numRuns: 500 },
  )
  assert.ok(alone > 20, `${alone} readings alone`)
})

test.run()
