import fc from 'fast-check'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { hour, Past, start } from './support/past.ts'

/** Values one after the other, each with how long it holds, ms. */
const series = fc.array(
  fc.record({
    ms: fc.oneof(
      fc.integer({ min: 1, max: 600 }).map((n) => n * 100),
      fc.integer({ min: 1, max: 200 }).map((n) => n * 60_000),
    ),
    value: fc.oneof(
      { weight: 5, arbitrary: fc.integer({ min: -20_000, max: 20_000 }).map((n) => n / 1000) },
      { weight: 1, arbitrary: fc.constant(null) },
    ),
  }),
  { minLength: 1, maxLength: 25 },
)
type Series = readonly { readonly ms: number; readonly value: number | null }[]

/** A past in which this happened, killed and begun again where `kill` says. */
async function happened(list: Series, options: Parameters<typeof Past.open>[0] = {}) {
  const past = await Past.open(options)
  for (const { ms, value } of list) {
    past.set(value)
    await past.pass(ms)
  }
  return past
}

/** The mean of what held from one moment to another, `null` when nothing did. */
function trueMean(list: Series, from: number, to: number): number | null {
  let at = start
  let sum = 0
  let weight = 0
  for (const { ms, value } of list) {
    const length = Math.min(to, at + ms) - Math.max(from, at)
    at += ms
    if (value === null || length <= 0) continue
    sum += value * length
    weight += length
  }
  return weight === 0 ? null : sum / weight
}

test('The mean of steps is that of the raw values, for any series, begin and step', async () => {
  const range = fc.record({
    begin: fc.oneof(
      fc.constant(0),
      fc.integer({ min: 0, max: 3000 }).map((n) => n * 1000),
      fc.integer({ min: -3, max: 3 }).map((n) => n * hour),
    ),
    length: fc.oneof(
      fc.constantFrom(hour, 2 * hour, 24 * hour, 1.5 * hour, 60_000 * 7),
      fc.integer({ min: 60, max: 9000 }).map((n) => n * 1000),
    ),
  })
  await fc.assert(
    fc.asyncProperty(series, range, async (list, { begin, length }) => {
      const past = await happened(list)
      const from = start + begin
      const to = past.clock.now()
      const means = await past.means(length, from, to)
      assert.is(means.length, Math.max(0, Math.ceil((to - from) / length)))
      for (const [index, mean] of means.entries()) {
        const wanted = trueMean(
          list,
          from + index * length,
          Math.min(to, from + (index + 1) * length),
        )
        if (wanted === null) assert.is(mean, null)
        else
          assert.ok(
            typeof mean === 'number' && Math.abs(mean - wanted) < 1e-6,
            `${index}: ${mean} for ${wanted}`,
          )
      }
    }),
    { numRuns: 150 },
  )
})

test('What was recorded never differs from what was by more than the deadband', async () => {
  const deadband = fc.constantFrom(0, 0.5, 3)
  await fc.assert(
    fc.asyncProperty(series, deadband, async (list, allowed) => {
      const past = await happened(list, { deadband: allowed })
      const points = await past.points()
      const recorded = (at: number) => points.filter(([time]) => time <= at).at(-1)?.[1] ?? null
      let at = 0
      for (const { ms, value } of list) {
        for (const moment of [at, at + Math.floor(ms / 2), at + ms - 1]) {
          const found = recorded(moment)
          if (value === null) assert.is(found, null)
          else assert.ok(typeof found === 'number' && Math.abs(found - value) <= allowed + 1e-9)
        }
        at += ms
      }
    }),
    { numRuns: 150 },
  )
})

test('A page of points goes on where the one before ended', async () => {
  await fc.assert(
    fc.asyncProperty(series, fc.integer({ min: 1, max: 7 }), async (list, limit) => {
      const past = await happened(list)
      const to = past.clock.now()
      const all: number[] = []
      for (let from: number | null = start; from !== null; ) {
        const part = await past.history.points(past.name, { from, to, limit })
        all.push(...part.list.map(({ at }) => at - start))
        from = part.next
      }
      assert.equal(
        all,
        (await past.points()).map(([at]) => at),
      )
    }),
    { numRuns: 50 },
  )
})

test.run()
