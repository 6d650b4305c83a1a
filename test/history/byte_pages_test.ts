import fc from 'fast-check'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { BytePages } from '../../runtime/history/byte_pages.ts'

/** What is written to one of some chains; nothing = it ends. */
const step = fc.record({
  chain: fc.integer({ min: 0, max: 9 }),
  bytes: fc.option(fc.uint8Array({ minLength: 1, maxLength: 300 }), { freq: 8 }),
})

interface Chain {
  readonly head: number
  end: number
  readonly bytes: number[]
}

test('Chains come back as they were written, beside others that come and go', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 100 }), (steps) => {
      const pages = new BytePages()
      const chains = new Map<number, Chain>()
      for (const { chain: name, bytes } of steps) {
        const chain = chains.get(name)
        if (bytes === null) {
          if (chain !== undefined) pages.end(chain.head)
          chains.delete(name)
        } else if (chain === undefined) {
          const head = pages.begin()
          assert.is.not(head, 0)
          chains.set(name, { head, end: pages.first(head, written(bytes)), bytes: [...bytes] })
        } else {
          chain.end = pages.append(chain.end, written(bytes))
          chain.bytes.push(...bytes)
        }
        for (const { head, end, bytes } of chains.values())
          assert.equal([...pages.read(head, end)], bytes)
      }
    }),
    { numRuns: 200 },
  )
})

test('Memory in which nothing is any more goes back, and pages are used again', () => {
  const pages = new BytePages()
  const long = written(new Uint8Array(1_000_000))
  const begun = () => {
    const head = pages.begin()
    return { head, end: pages.first(head, long) }
  }
  const small = begun()
  const least = pages.size
  const others = [begun(), begun(), begun()]
  const most = pages.size
  assert.ok(most > least + 2_000_000)
  for (const { head } of others) pages.end(head)
  assert.ok(pages.size <= least + 300_000, String(pages.size))
  const again = [begun(), begun(), begun()]
  assert.ok(pages.size <= most)
  for (const { head } of [small, ...again]) pages.end(head)
  assert.ok(pages.size <= 300_000, String(pages.size))
})

test.run()

function written(bytes: Uint8Array) {
  return { bytes, length: bytes.length }
}
