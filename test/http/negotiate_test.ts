import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { negotiate } from '../../runtime/http/negotiate.ts'

const json = 'application/json'
const text = 'text/plain'

test('negotiate() picks what is liked best, of equals the first', () => {
  for (const [accept, expected] of [
    [undefined, json],
    ['', json],
    ['*/*', json],
    ['text/plain', text],
    ['TEXT/PLAIN; charset=utf-8', text],
    ['text/*', text],
    ['application/*', json],
    ['text/plain, application/json', json],
    ['text/plain, application/json;q=0.9', text],
    ['text/html, application/xhtml+xml, */*;q=0.8', json],
    ['application/json;q=0, */*', text],
    ['text/plain;q=0.1, */*;q=0.1', json],
    ['text/plain;q=1, */*;q=0.5', text],
    ['application/json;q=0.2, text/*;q=0.3', text],
    ['image/png', undefined],
    ['text/plain;q=0', undefined],
    ['text/plain;q=nonsense', undefined],
    [',,;', undefined],
  ] as const) {
    assert.is(negotiate(accept, [json, text]), expected, accept)
  }
})

test.run()
