import fc from 'fast-check'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { noPage, PagePool } from '../../runtime/memory/page_pool.ts'

const pageSize = 16
/** Pages that lie together. */
const together = 4096

/** One of some chains grows at its end, or loses pages at its beginning. */
const step = fc.record({
  chain: fc.nat(3),
  does: fc.constantFrom('grow', 'lose'),
  pages: fc.oneof(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 1, max: 1.5 * together })),
})
const most = fc.constantFrom(Number.POSITIVE_INFINITY, 1, 5, together - 1, together, 10_000)

test('Chains that grow and lose pages in any order share none, and use memory again', () => {
  fc.assert(
    fc.property(most, fc.array(step, { maxLength: 30 }), (most, steps) => {
      const model = new Model(most)
      for (const { chain, does, pages } of steps) {
        if (does === 'grow') model.grow(chain, pages)
        else model.lose(chain, pages)
      }
      model.check()
      for (let chain = 0; chain < 4; chain++) model.lose(chain, Number.POSITIVE_INFINITY)
      assert.is(model.pool.inUse, 0)
      assert.ok(
        model.pool.size <= together * pageSize,
        'Memory of which nothing is in use goes back',
      )
    }),
    { numRuns: 60 },
  )
})

test('A page that is not there is an error', () => {
  const pool = new PagePool({ pageSize })
  pool.take()
  assert.throws(() => pool.memory(noPage), 'There is no page 0')
  assert.throws(() => pool.give(together), 'There is no page 4096')
})

test.run()

/** A page, and what is written to all of it. */
interface Page {
  readonly page: number
  readonly byte: number
}

/** Chains of a pool, and plain lists of the pages that they are to have. */
class Model {
  readonly pool: PagePool
  readonly #most: number
  readonly #chains: readonly Page[][] = [[], [], [], []]
  readonly #inUse = new Set<number>()
  #mostInUse = 0
  #byte = 0

  constructor(most: number) {
    this.pool = new PagePool({ pageSize, most })
    this.#most = most
  }

  grow(index: number, pages: number): void {
    const { pool } = this
    const chain = this.#chain(index)
    const expected = Math.min(this.#most, this.#inUse.size + pages)
    for (let i = 0; i < pages; i++) {
      const page = pool.take(chain.at(-1)?.page)
      if (page === noPage) break
      assert.not(this.#inUse.has(page), 'Another one than those in use is taken')
      this.#inUse.add(page)
      this.#mostInUse = Math.max(this.#mostInUse, this.#inUse.size)
      assert.ok(page <= this.#mostInUse, 'Those given back are taken before new ones')
      this.#byte = (this.#byte + 1) % 256
      pool.memory(page).fill(this.#byte, pool.start(page), pool.start(page) + pageSize)
      chain.push({ page, byte: this.#byte })
    }
    assert.is(this.#inUse.size, expected)
    assert.is(pool.inUse, expected)
  }

  lose(index: number, pages: number): void {
    const chain = this.#chain(index)
    let following = chain[0]?.page ?? noPage
    for (const { page } of chain.splice(0, pages)) {
      this.#inUse.delete(page)
      following = this.pool.give(page)
    }
    assert.is(following, chain[0]?.page ?? noPage)
    assert.is(this.pool.inUse, this.#inUse.size)
  }

  /** Each chain has its own pages, in order, and in them what was written there. */
  check(): void {
    for (const chain of this.#chains) {
      let next = chain[0]?.page ?? noPage
      for (const { page, byte } of chain) {
        assert.is(next, page)
        const start = this.pool.start(page)
        const bytes = this.pool.memory(page).subarray(start, start + pageSize)
        assert.ok(bytes.every((one) => one === byte))
        next = this.pool.next(page)
      }
      assert.is(next, noPage)
    }
  }

  #chain(index: number): Page[] {
    const chain = this.#chains[index]
    if (chain === undefined) throw new RangeError(`There is no chain ${index}`)
    return chain
  }
}
