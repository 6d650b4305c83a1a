import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { compare } from './compare.ts'

test('messages that are recognized have the answers, facts and items of those that are parsed', async () => {
  for (const { version, messages, recognized } of await compare({ messages: 1000, each: 500 })) {
    // Else nothing was compared.
    assert.ok(recognized > messages / 20, `${version}: only ${recognized} of ${messages}`)
  }
})

test.run()
