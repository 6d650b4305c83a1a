import { Buffer } from 'node:buffer'
import fc from 'fast-check'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { Message } from '../../runtime/rpc/message.ts'
import { ByteBlocks } from '../../runtime/station/byte_blocks.ts'
import { KeptTexts, noText } from '../../runtime/station/kept_texts.ts'

const text = fc.oneof(
  fc.string({ maxLength: 80 }),
  fc.string({ unit: 'grapheme', maxLength: 300 }),
  fc.integer({ min: 0, max: 9000 }).map((length) => 'x'.repeat(length)),
)

test('KeptTexts :: whatever else is kept, replaced and forgotten, each is the last one put there', () => {
  const step = fc.record({
    place: fc.nat(40),
    said: fc.option(text, { nil: undefined }),
    asBytes: fc.boolean(),
  })
  fc.assert(
    fc.property(fc.array(step, { maxLength: 200 }), (steps) => {
      const texts = new KeptTexts()
      const model = new Map<number, string>()
      const numbers = new Map<number, number>()
      for (const { place, said, asBytes } of steps) {
        const before = numbers.get(place) ?? noText
        if (said === undefined) {
          texts.forget(before)
          numbers.delete(place)
          model.delete(place)
        } else {
          const message = asBytes ? new Message(Buffer.from(said)) : said
          numbers.set(place, texts.replace(before, message))
          model.set(place, said)
        }
        for (const [at, number] of numbers) assert.is(texts.text(number), model.get(at))
      }
      for (const [at, number] of numbers) {
        const kept = model.get(at) ?? ''
        for (const other of [kept, `${kept}!`, `${kept.slice(0, -1)}\n`]) {
          const same = other === kept
          assert.is(texts.is(number, new Message(Buffer.from(other))), same)
          assert.is(texts.is(number, new Message(other)), same)
        }
      }
    }),
    { numRuns: 200 },
  )
})

test('KeptTexts :: nothing is kept under no number', () => {
  const texts = new KeptTexts()
  texts.forget(noText)
  assert.is(texts.text(noText), '')
  assert.is(texts.is(noText, new Message('')), false)
})

test('ByteBlocks :: blocks given back are taken again, and memory without any is let go of', () => {
  const blocks = new ByteBlocks()
  const lengths = [1, 32, 33, 500, 513, 4096, 4097, 100_000]
  const many = lengths.flatMap((length) => Array.from({ length: 700 }, () => blocks.take(length)))
  assert.is(new Set(many).size, many.length)
  const pieces = (all: readonly number[]) => new Set(all.map((block) => block >> 9))
  for (const block of many) blocks.give(block)
  for (const block of many) assert.throws(() => blocks.memory(block), 'There is no block')
  const again = lengths.flatMap((length) => Array.from({ length: 700 }, () => blocks.take(length)))
  assert.is(new Set(again).size, again.length)
  assert.equal([...pieces(again)].sort(), [...pieces(many)].sort())
})

test.run()
