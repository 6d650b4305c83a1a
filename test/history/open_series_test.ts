import { isDeepStrictEqual } from 'node:util'
import fc from 'fast-check'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { SeriesHour } from '../../runtime/history/hour.ts'
import { OpenSeries, type Taking } from '../../runtime/history/open_series.ts'
import { SeriesRows } from '../../runtime/history/series_rows.ts'
import { hourOf, momentOf } from '../../runtime/history/time.ts'
import type { ItemValue } from '../../runtime/model.ts'
import { hour, start } from './support/past.ts'
import { type SimpleHour, SimpleSeries, type SimpleTaking } from './support/simple_series.ts'

const ids = [1, 2, 7] as const
const gap = 900_000

const value: fc.Arbitrary<ItemValue | null> = fc.oneof(
  { weight: 6, arbitrary: fc.integer({ min: -20_000, max: 20_000 }).map((n) => n / 100) },
  fc.double({ noNaN: true }),
  fc.constantFrom(
    0,
    -0,
    Number.POSITIVE_INFINITY,
    2 ** 53,
    -(2 ** 60),
    1e300,
    5e-324,
    0.1 + 0.2,
    1e-7,
  ),
  fc.constantFrom('Charging', 'Available', '', 'ä€😀', 'x'.repeat(200)),
  fc.string(),
  fc.boolean(),
  { weight: 2, arbitrary: fc.constant(null) },
)
const id = fc.constantFrom(...ids)

/** What happens: most of all values come, a little later each. */
const step = fc.oneof(
  {
    weight: 12,
    arbitrary: fc.record({
      kind: fc.constant('take' as const),
      id,
      value,
      deadband: fc.constantFrom(0, 0, 0.5),
      ms: fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 20_000 })),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('pass' as const),
      ms: fc.oneof(fc.integer({ min: 0, max: 2 * hour }), fc.integer({ min: -3 * hour, max: 0 })),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('look' as const),
      holds: fc.boolean(),
      ms: fc.constant(0),
    }),
  },
)
type Step = typeof step extends fc.Arbitrary<infer S> ? S : never

/** What was told of the hours of series. */
class Told {
  readonly recorded: { series: number; at: number; value: ItemValue | null }[] = []
  readonly closed: SimpleHour[] = []

  taking(now: number, deadband = 0): SimpleTaking {
    return {
      ...{ now, deadband, hourStart: momentOf(hourOf(now), 0) },
      record: (series, at, value) => void this.recorded.push({ series, at, value }),
      close: (hour) => void this.closed.push(hour),
    }
  }
}

/** Many series in rows, and the same in the simplest way. */
class Both {
  readonly told = { rows: new Told(), simple: new Told() }
  readonly #rows = new OpenSeries(new SeriesRows())
  readonly #simple = new Map(ids.map((id): [number, SimpleSeries] => [id, new SimpleSeries(id)]))
  #now = start

  do(step: Step): void {
    if (step.kind === 'take') this.#take(step)
    if (step.kind === 'look') for (const [id, simple] of this.#simple) this.#look(id, simple, step)
    this.#now += step.ms
  }

  /** Bytes that points take. */
  get size(): number {
    return this.#rows.size
  }

  /** As a process does that begins anew. */
  replay(points: Told['recorded']): void {
    for (const point of points) {
      const simple = this.#of(point.series)
      this.#rows.open(point.series, point.at)
      this.#rows.replay(point.series, point, this.#taking())
      simple.open(point.at)
      simple.replay(point, this.told.simple.taking(this.#now))
    }
  }

  compare(): void {
    const { rows, simple } = this.told
    same(rows, simple)
    for (const [id, simple] of this.#simple) {
      assert.is(this.#rows.has(id), simple.isOpen)
      if (simple.isOpen) same(plain(this.#rows.hour(id)), simple.hour())
    }
  }

  #take({ id, value, deadband }: Extract<Step, { kind: 'take' }>): void {
    const simple = this.#of(id)
    if (value !== null) {
      this.#rows.open(id, this.#now)
      simple.open(this.#now)
    }
    const took = this.#rows.take(id, value, this.#taking(deadband))
    assert.is(took, simple.take(value, this.told.simple.taking(this.#now, deadband)))
  }

  #look(id: number, simple: SimpleSeries, { holds }: { readonly holds: boolean }): void {
    if (!simple.isOpen) return
    const taking = this.told.simple.taking(this.#now)
    if (simple.hour().hour === hourOf(this.#now)) {
      this.#rows.hold(id, gap, this.#taking())
      simple.hold(gap, taking)
      return
    }
    this.#rows.roll(id, this.#taking(), { holds })
    this.#rows.dropIdle(id)
    simple.roll(taking, { holds })
    simple.dropIdle()
  }

  #taking(deadband = 0): Taking {
    const told = this.told.rows.taking(this.#now, deadband)
    return { ...told, close: (hour) => told.close(plain(hour)) }
  }

  #of(id: number): SimpleSeries {
    const simple = this.#simple.get(id)
    if (simple === undefined) throw new Error(`There is no series ${id}`)
    return simple
  }
}

test('Series in rows do what the simplest series do, whatever comes, and after a restart', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 120 }), (steps) => {
      const both = new Both()
      for (const step of steps) both.do(step)
      both.compare()
      const again = new Both()
      const journal = both.told.rows.recorded
      again.replay(journal)
      again.compare()
      // Stored by hour: those of an hour to which the clock was set back are not in order.
      again.replay([...journal].sort((a, b) => hourOf(a.at) - hourOf(b.at)))
      again.compare()
    }),
    { numRuns: 300 },
  )
})

test('Thousands of points an hour come back, and their memory goes back when it is over', () => {
  const both = new Both()
  for (let n = 0; n < 40_000; n++) {
    const value = n % 11 === 0 ? 'Charging' : Math.round(Math.sin(n) * 1e5) / 1000
    both.do({ kind: 'take', id: ids[n % 3] ?? 1, value, deadband: 0, ms: 80 })
  }
  both.compare()
  assert.ok(both.size > 100_000, String(both.size))
  both.do({ kind: 'pass', ms: hour })
  both.do({ kind: 'look', holds: true, ms: 0 })
  both.compare()
  assert.ok(both.size < 300_000, String(both.size))
})

test.run()

function plain(of: SeriesHour): SimpleHour {
  return { series: of.series, hour: of.hour, points: of.points() }
}

/** Other than `assert.equal`, this tells −0 from 0. */
function same(found: unknown, wanted: unknown): void {
  if (!isDeepStrictEqual(found, wanted)) assert.is(inspect(found), inspect(wanted))
}

function inspect(value: unknown): string {
  return JSON.stringify(value, (_, part) => (Object.is(part, -0) ? '-0' : part), 1)
}
