import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { Dialect } from '../../runtime/dialect/dialect.ts'
import { dialects } from '../../runtime/dialect/dialects.ts'
import { definePlugin, type Plugin } from '../../runtime/plugin/plugin.ts'
import { MemoryStore } from '../../runtime/storage/memory.ts'
import { FaultyStore } from '../support/faulty_store.ts'
import { renumbered, seeded } from './compare.ts'
import { Fleet, type Said } from './fleet.ts'
import { callOf, type Random } from './grammar.ts'
import { mutated } from './mutate.ts'

const stations = 5
const turns = 25

/** Changes what some messages mean, and keeps all of a station in their order. */
const halving = definePlugin({
  name: 'halving',
  revision: 1,
  match: [{ vendor: 'Maker' }],
  hooks: {
    event: (event) =>
      event.kind === 'Metered' ? { ...event, samples: event.samples.slice(0, 2) } : event,
  },
})

interface Way {
  readonly words: string
  readonly plugins: readonly Plugin[]
  /** How often nothing can be stored. */
  readonly faults: number
  store(): MemoryStore
}

const memory = () => new MemoryStore()
const disk = () => new FaultyStore()
const ways: readonly Way[] = [
  { words: 'in memory', plugins: [], faults: 0, store: memory },
  { words: 'in memory, with a hook', plugins: [halving], faults: 0, store: memory },
  { words: 'on a disk', plugins: [], faults: 0, store: disk },
  { words: 'on a disk that fails, with a hook', plugins: [halving], faults: 0.2, store: disk },
]

for (const [index, { words, plugins, faults, store }] of ways.entries()) {
  test(`messages of a round have the outcome of those that come alone, ${words}`, async () => {
    for (const dialect of dialects) {
      const options = { dialect, plugins, stations }
      const stores = [store(), store()] as const
      const together = await Fleet.open({ ...options, order: 'together', store: stores[0] })
      const alone = await Fleet.open({ ...options, order: 'alone', store: stores[1] })
      const random = seeded(index + 1)
      for (let count = 0; count < turns; count++) {
        const said = saidAtOnce(dialect, { random, now: together.clock.now() })
        const fault = random() < faults ? 'The disk is full' : undefined
        for (const one of stores) if (one instanceof FaultyStore) one.fault = fault
        await Promise.all([together.hear(said), alone.hear(said)])
        const where = () => `after ${JSON.stringify(said, undefined, 1)}\n`
        assert.equal(together.sent(), alone.sent(), where())
        assert.equal(await together.state(), await alone.state(), where())
        const ms = Math.floor(random() * 2000)
        await Promise.all([together.clock.advance(ms), alone.clock.advance(ms)])
      }
      // Else nothing was compared.
      const least = plugins.length > 0 ? 0 : turns / 4
      assert.ok(together.putOff >= least, `${dialect.version}: ${together.putOff} put off`)
      assert.is(alone.putOff, 0)
      const known = await together.transactions()
      await Promise.all([together.close(), alone.close()])
      if (store === memory || faults > 0) continue
      const again = await Fleet.open({ ...options, order: 'alone', store: stores[0] })
      assert.equal(await again.transactions(), known)
      await again.close()
    }
  })
}

/** What is said in one turn, mostly alike; some of it twice, and now and then a station comes back. */
function saidAtOnce(
  { version }: Dialect,
  { random, now }: { readonly random: Random; readonly now: number },
): readonly Said[] {
  const said: Said[] = []
  const count = 1 + Math.floor(random() * 24)
  const usual = Math.floor(random() * 1e9)
  while (said.length < count) {
    const last = said.at(-1)
    const by = Math.floor(random() * stations)
    const chance = random()
    if (chance < 0.02) said.push({ by, text: undefined })
    else if (chance < 0.07 && last !== undefined) said.push(last)
    else {
      const layout = random() < 0.8 ? usual : Math.floor(random() * 1e9)
      const [action, payload] = callOf(version, seeded(layout), now)
      // The numbers that are given out depend on which station is the first to be answered.
      if (action === 'StartTransaction' && said.some(({ text }) => text?.includes(action))) continue
      const id = `id-${Math.floor(random() * 1e9)}`
      const text = JSON.stringify([2, id, action, payload])
      said.push({ by, text: mutated(renumbered(text, random), random) })
    }
  }
  return said
}

test.run()
