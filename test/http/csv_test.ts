import fc from 'fast-check'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { originalText, parseCsv, plainText, toCsv } from '../../runtime/http/csv.ts'

test('What is written is read again, whatever the cells hold', () => {
  const cell = fc.oneof(
    fc.string({ unit: 'grapheme' }),
    fc.string({ unit: fc.constantFrom('"', ',', ';', '\n', '\r', 'a') }),
  )
  // A row of one empty cell is an empty line.
  const row = fc.array(cell, { minLength: 2, maxLength: 4 })
  fc.assert(
    fc.property(fc.array(row, { maxLength: 5 }), (rows) => {
      const head = ['a', 'b', 'c', 'd', 'e']
      const parsed = parseCsv(toCsv([head, ...rows]))
      assert.ok(parsed.ok)
      assert.equal(
        parsed.records.map(({ cells }) => cells),
        [head, ...rows],
      )
    }),
  )
})

test('Any text is read or refused with its line', () => {
  const text = fc.string({ unit: fc.constantFrom('"', ',', ';', '\n', '\r', 'a') })
  fc.assert(
    fc.property(text, (source) => {
      const parsed = parseCsv(source)
      const lines = source.split(/\r\n|\r|\n/).length
      if (parsed.ok) for (const { line } of parsed.records) assert.ok(line >= 1 && line <= lines)
      else assert.ok(parsed.line >= 1 && parsed.line <= lines)
    }),
  )
})

test('No cell with foreign text is a formula, and the text is read again as it was', () => {
  const begin = fc.constantFrom('', "'", "''", '=', '+', '-', '@', '\t', '\r', "'=")
  fc.assert(
    fc.property(begin, fc.string(), (first, rest) => {
      const text = first + rest
      assert.not.match(String(plainText(text)), /^[=+\-@\t\r]/)
      assert.is(originalText(String(plainText(text))), text)
    }),
  )
  assert.equal([plainText(-1.5), plainText(null)], [-1.5, null])
})

test.run()
