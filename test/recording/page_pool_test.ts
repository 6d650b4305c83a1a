import fc from 'fast-check'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { noPage, PagePool } from '../../runtime/recording/page_pool.ts'

test('Pages are taken once each, as many as there may be, and again when they were given back', () => {
  const most = fc.constantFrom(1, 5, 1024, 1030, 2048)
  const steps = fc.array(fc.oneof(fc.constant('give'), fc.integer({ min: 1, max: 1500 })), {
    maxLength: 30,
  })
  fc.assert(
    fc.property(most, steps, (most, steps) => {
      const pool = new PagePool(most)
      /** Chains of pages, as they are to come after each other. */
      const chains: number[][] = []
      for (const step of steps) {
        const inUse = chains.flat()
        if (step === 'give') {
          const chain = chains.pop() ?? []
          let page = chain[0] ?? noPage
          for (const next of chain) {
            assert.is(page, next)
            page = pool.give(page)
          }
          assert.is(page, noPage)
          continue
        }
        const chain: number[] = []
        for (let i = 0; i < step; i++) {
          const page = pool.take(chain.at(-1))
          if (page === noPage) break
          assert.is(pool.used(page), 0)
          pool.filled(page, 7)
          chain.push(page)
        }
        assert.is(chain.length, Math.min(step, most - inUse.length))
        assert.is(new Set([...chain, ...inUse]).size, chain.length + inUse.length)
        if (chain.length > 0) chains.push(chain)
      }
    }),
    { numRuns: 60 },
  )
})

test.run()
