import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { commonName, commonValue } from '../../runtime/station/common_values.ts'
import { commonStep } from '../../runtime/station/setup_steps.ts'

const value = { key: 'Interval', value: '10', readonly: false }

test('a value is that of other stations, and what it was', () => {
  const first = commonValue({ ...value })
  assert.is(commonValue({ ...value }), first)
  const others = [
    { ...value, value: undefined },
    { ...value, value: '' },
    { ...value, readonly: true },
    { ...value, unknown: true },
    { ...value, key: 'Interval\n1', value: '0' },
    { ...value, key: 'Interval', value: '1\n0' },
    { ...value, key: 'Interval\n1\n', value: '0' },
    { ...value, key: 'Interval1', value: '0' },
  ]
  for (const other of others) assert.equal(commonValue({ ...other }), other)
  for (const other of others) assert.equal(commonValue({ ...other }), other)
  assert.equal(first, value)
})

test('nothing long is kept for all', () => {
  const long = 'x'.repeat(60_000)
  assert.is(commonName(long), long)
  for (const one of [
    { ...value, key: long },
    { ...value, value: long },
  ]) {
    assert.is.not(commonValue({ ...one }), commonValue({ ...one }))
    assert.equal(commonValue({ ...one }), one)
  }
  assert.is(commonStep('read', 'Accepted'), commonStep('read', 'Accepted'))
  assert.is.not(commonStep('read', long), commonStep('read', long))
  assert.equal(commonStep('read', long), { step: 'read', outcome: long })
  assert.equal(commonStep('a\nb', 'c'), { step: 'a\nb', outcome: 'c' })
  assert.equal(commonStep('a', 'b\nc'), { step: 'a', outcome: 'b\nc' })
})

test.run()
