import { test } from 'uvu'
import * as assert from 'uvu/assert'
import {
  CallWriter,
  readDefinitionText,
  readReply,
} from '../../../runtime/plugin/isolate/envelope.ts'
import { contextOf, faultOf, given } from './support/isolated.ts'

const last = { a: 1 }

test('reads a value, nothing, and the last argument again', async () => {
  assert.equal(await given(readReply('{"b":2}\n', last)), { b: 2 })
  assert.is(await given(readReply('\n', last)), undefined)
  assert.is(await given(readReply('=\n', last)), last)
})

test('reads effects', () => {
  const text = '1\n{"memory":{"n":1},"log":["a"],"send":[{"kind":"Reset"}]}'
  assert.equal(readReply(text, last), {
    ok: true,
    value: 1,
    memory: { n: 1 },
    log: ['a'],
    send: [{ kind: 'Reset' }],
  })
})

const deep = (depth: number) => '['.repeat(depth) + ']'.repeat(depth)
const effects = (given: object) => `1\n${JSON.stringify({ log: [], send: [], ...given })}`

/** What a guest might write that lost all manners. */
const refused: readonly [what: string, text: string][] = [
  ['nothing at all', ''],
  ['one line', '1'],
  ['no JSON', 'x\n'],
  ['half of some JSON', '{"a":\n'],
  ['nesting that exhausts a stack', `${deep(50_000)}\n`],
  ['nesting beyond what others take', `${deep(33)}\n`],
  ['a prototype', '{"a":[{"__proto__":{"polluted":1}}]}\n'],
  ['a prototype in other letters', '{"\\u005f_proto__":1}\n'],
  ['a constructor', '{"constructor":1}\n'],
  ['effects that are no JSON', '1\nx'],
  ['effects that are a list', '1\n[]'],
  ['a log that is no list', effects({ log: 'x' })],
  ['a log of other things', effects({ log: [{}] })],
  ['a log that is too long', effects({ log: Array(51).fill('x') })],
  ['a line that is too long', effects({ log: ['x'.repeat(501)] })],
  ['too many commands', effects({ send: Array(9).fill({}) })],
  ['a command with a prototype', '1\n{"log":[],"send":[{"__proto__":{}}]}'],
  ['a memory that is a list', effects({ memory: [1] })],
  ['a memory that is too large', effects({ memory: { a: 'x'.repeat(4096) } })],
  ['a memory that is nested too deep', `1\n{"log":[],"send":[],"memory":{"a":${deep(40)}}}`],
]

for (const [what, text] of refused) {
  test(`refuses ${what}`, async () => {
    assert.match(await faultOf(readReply(text, last)), /^output: What the hook gave is /)
  })
}

test('reads a definition', () => {
  assert.equal(readDefinitionText('{"name":"acme"}\n'), { ok: true, value: { name: 'acme' } })
  assert.not.ok(readDefinitionText('{"__proto__":1}\n').ok)
  assert.not.ok(readDefinitionText('x\n').ok)
})

test('writes five lines, whatever is in the texts', () => {
  const writer = new CallWriter()
  const context = contextOf({ station: 'a\nb', memory: { text: '\n' } })
  const lines = writer.write('payload', ['a\nb', 'c\r\n\u2028'], context).split('\n')
  assert.is(lines.length, 5)
  const { memory, traits, options, ...rest } = context
  assert.equal(
    lines.map((line) => JSON.parse(line)),
    [['payload', 'a\nb'], 'c\r\n\u2028', memory, rest, { traits, options }],
  )
})

test('writes other traits and options when they change', () => {
  const writer = new CallWriter()
  const settings = (options: Record<string, boolean>) =>
    JSON.parse(writer.write('text', [''], contextOf({ options })).split('\n')[4] ?? '').options
  assert.equal(settings({ a: true }), { a: true })
  assert.equal(settings({ a: false }), { a: false })
})

test.run()
