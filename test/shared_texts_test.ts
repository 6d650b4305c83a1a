import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { SharedTexts } from '../runtime/shared_texts.ts'

test('a text comes back as it is, however many there were', () => {
  const texts = new SharedTexts(2)
  for (const text of ['a', 'b', 'a', 'c', 'd', 'a', '']) assert.is(texts.of(text), text)
})

test.run()
