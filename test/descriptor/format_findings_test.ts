import * as assert from 'node:assert/strict'
import { suite } from 'uvu'
import type { Finding } from '../../runtime/descriptor/finding.ts'
import { formatFinding, formatFindings, summary } from '../../runtime/descriptor/format_findings.ts'

const test = suite('format findings')

const error: Finding = {
  level: 'error',
  rule: 'schema',
  message: 'Found "x"',
  file: 'ddf/a.ddf.json',
  line: 3,
  column: 7,
  path: 'items[0].unit',
  item: 'power',
}
const warning: Finding = { ...error, level: 'warning', line: 2, item: undefined }

test('a line has place, level, rule, message, item and path', () => {
  assert.equal(
    formatFinding(error),
    'ddf/a.ddf.json:3:7 error schema Found "x" (power, items[0].unit)',
  )
  assert.equal(
    formatFinding(warning),
    'ddf/a.ddf.json:2:7 warning schema Found "x" (items[0].unit)',
  )
  const whole = { ...error, line: 0, column: 0, path: '', item: undefined }
  assert.equal(formatFinding(whole), 'ddf/a.ddf.json error schema Found "x"')
})

test('lines come by file and place, each once', () => {
  const later = { ...error, file: 'ddf/b.ddf.json', line: 1 }
  const column = { ...error, column: 10 }
  assert.deepEqual(
    formatFindings([later, column, error, warning, error]),
    [warning, error, column, later].map(formatFinding),
  )
})

test('the summary counts each finding once', () => {
  assert.equal(summary(1, []), '1 file checked: no errors, no warnings')
  assert.equal(summary(2, [error, error, warning]), '2 files checked: 1 error, 1 warning')
  const info: Finding = { ...error, level: 'info' }
  assert.equal(
    summary(1, [error, warning, { ...warning, line: 9 }, info]),
    '1 file checked: 1 error, 2 warnings, 1 info',
  )
})

test.run()
