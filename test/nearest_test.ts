import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { nearest } from '../runtime/nearest.ts'

const legal = ['--port', '--host', '--http-port', '--http-host']
const cases: [found: string, expected: string | undefined][] = [
  ['--prot', '--port'],
  ['--PORT', '--port'],
  ['--http-prot', '--http-port'],
  ['--htp-host', '--http-host'],
  ['--frobnicate', undefined],
  ['', undefined],
]

for (const [found, expected] of cases) {
  test(`nearest() ${JSON.stringify(found)} is ${expected}`, () => {
    assert.is(nearest(found, legal), expected)
  })
}

test('nearest() needs no time for a very long text', () => {
  assert.is(nearest('x'.repeat(1_000_000), legal), undefined)
})

test.run()
