import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { ValueCodes } from '../../runtime/history/value_codes.ts'

test('A value has one code as long as somebody holds it, and is forgotten after that', () => {
  const codes = new ValueCodes()
  const charging = codes.hold('Charging')
  assert.is(codes.hold('Charging'), charging)
  assert.is.not(codes.hold('true'), codes.hold(true))
  assert.is(codes.size, 3)
  codes.release(charging)
  assert.is(codes.value(charging), 'Charging')
  codes.release(charging)
  assert.is(codes.value(charging), null)
  assert.is(codes.size, 2)
  assert.is(codes.hold('Finishing'), charging)
})

test('Nothing known has the code 0, which is never given back', () => {
  const codes = new ValueCodes()
  assert.is(codes.hold(null), 0)
  codes.release(0)
  assert.is(codes.value(0), null)
  assert.is.not(codes.hold(''), 0)
})

test.run()
