import * as assert from 'node:assert/strict'
import fc from 'fast-check'
import { suite } from 'uvu'
import { maxDepth, maxLength, parseJson } from '../../runtime/descriptor/parse_json.ts'

const test = suite('descriptor parse_json')

/** Findings as `line:column path message`. */
function lines(text: string): string[] {
  return parseJson('f', text).findings.map(
    ({ line, column, path, message }) => `${line}:${column} ${path} ${message}`,
  )
}

test('takes comments, trailing commas and a byte order mark', () => {
  const { value, findings } = parseJson('f', '\uFEFF// a\n{"a": /* b */ [1, 2,],}\n')
  assert.deepEqual(findings, [])
  assert.equal(JSON.stringify(value), '{"a":[1,2]}')
})

const messages: readonly (readonly [string, string])[] = [
  ['', '1:1  The file is empty'],
  ['{', '1:2  Expected a closing brace, found the end of the file'],
  ['[1,2', '1:5  Expected a closing bracket, found the end of the file'],
  ['{\n  "a" 1}', '2:7  Expected a colon after the property name, found 1'],
  ['{"a":1 "b":2}', '1:8  Expected a comma, found "b"'],
  ['{"a":,}', '1:6  Expected a value, found ,'],
  ['{"a":-}', '1:6  Expected JSON (text in double quotes, a number, true, false or null), found -'],
  [
    "{'a':1}",
    "1:2  Expected JSON (text in double quotes, a number, true, false or null), found 'a'",
  ],
  ['{"a":"b\nc"}', '1:6  Expected a double quote at the end of the text, found "b'],
  ['{"a":"\\x"}', '1:6  Expected one of " \\ / b f n r t u after a backslash, found "\\x"'],
  ['{/*', '1:2  Expected */ at the end of the comment, found /*'],
  ['/* x', '1:1  Expected */ at the end of the comment, found /* x'],
  ['\r\n\r{"a":1,\n"a":2}', '4:1 a "a" is there twice'],
  ['{"b":[{"__proto__":1}]}', '1:8 b[0].__proto__ "__proto__" is no usable name'],
]
for (const [text, message] of messages) {
  test(`says what is wrong with ${JSON.stringify(text)}`, () => {
    assert.deepEqual(lines(text), [message])
  })
}

test('refuses what is nested too deep, without recursion', () => {
  assert.deepEqual(lines('['.repeat(maxDepth) + ']'.repeat(maxDepth)), [])
  for (const depth of [maxDepth + 1, 200_000]) {
    assert.deepEqual(lines('['.repeat(depth)), [
      `1:${maxDepth + 1}  Lists and objects are nested deeper than ${maxDepth} levels`,
    ])
  }
})

test('counts no brackets in text and comments', () => {
  assert.deepEqual(lines(`{"a": "${'['.repeat(99)}" /* ${'['.repeat(99)} */}`), [])
})

test('refuses what is too long', () => {
  assert.deepEqual(lines(' '.repeat(maxLength + 1)), [
    `1:1  The file has ${maxLength + 1} characters; at most ${maxLength} are read`,
  ])
})

test('gives every JSON value as it is, and findings with places for anything else', () => {
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 5 }), (value) => {
      const text = JSON.stringify(value)
      const parsed = parseJson('f', text)
      if (parsed.findings.length === 0) assert.equal(JSON.stringify(parsed.value), text)
      else assert.match(parsed.findings[0]?.message ?? '', /is no usable name|is there twice/)
    }),
  )
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom(...'{}[]":,\\/*-0eu \n') }), (text) => {
      const { value, findings } = parseJson('f', text)
      assert.ok(value !== undefined || findings.length > 0)
      for (const { line, column } of findings) assert.ok(line > 0 && column > 0)
    }),
  )
})

test('reads plain JSON as it reads what has comments, and finds the same places', () => {
  const names = fc.constantFrom('a', 'b', '1', '__proto__', 'a":', '\\', 'constructor')
  const tree = fc.letrec<{ any: unknown; object: string; list: string }>((tie) => ({
    any: fc.oneof(
      { maxDepth: 4 },
      fc.jsonValue().map((v) => JSON.stringify(v)),
      tie('object'),
      tie('list'),
    ),
    object: fc
      .array(fc.tuple(names, tie('any')), { maxLength: 4 })
      .map(
        (all) => `{${all.map(([name, text]) => `${JSON.stringify(name)} :${text}`).join(',\n')}}`,
      ),
    list: fc.array(tie('any'), { maxLength: 3 }).map((all) => `[${all.join(', ')}]`),
  }))
  fc.assert(
    fc.property(tree.object, (text) => {
      const plain = parseJson('f', text)
      const other = parseJson('f', `${text} // a comment`)
      assert.deepEqual(plain.findings, other.findings)
      assert.deepEqual(plain.value, other.value)
      assert.deepEqual(plain.source.locate(['a', 'b']), other.source.locate(['a', 'b']))
    }),
  )
})

test.run()
