import type { test as uvuTest } from 'uvu'
import * as assert from 'uvu/assert'
import type { HistoryHour } from '../../runtime/storage/history.ts'
import type { Change, Store } from '../../runtime/storage/store.ts'

const base64 = (text: string) => Buffer.from(text, 'latin1').toString('base64')
const all = { from: 0, to: 1e6, limit: 100 }

/** What every engine must do with history; `open` gives an empty store. */
export function historyContract(test: typeof uvuTest, open: () => Promise<Store>): void {
  test('series and journals are read again in order, and closed hours have no journal', async () => {
    const store = await open()
    await store.commit([
      { kind: 'history-series', first: 2, address: 'ü:1', keys: ['b'] },
      { kind: 'history-series', first: 1, address: 'X:1', keys: ['a'] },
      journal(11, 'later'),
      journal(10, 'first'),
      journal(10, 'second'),
    ])
    assert.equal(await store.history.series(), [
      { id: 1, address: 'X:1', key: 'a' },
      { id: 2, address: 'ü:1', key: 'b' },
    ])
    const journals = async () =>
      (await store.history.journal()).map(({ hour, data }) => [hour, data])
    assert.equal(await journals(), [
      [10, base64('first')],
      [10, base64('second')],
      [11, base64('later')],
    ])
    await store.commit([{ kind: 'history-closed', hour: 10 }])
    assert.equal(await journals(), [[11, base64('later')]])
    // Those ahead are from before the clock was set back.
    await store.commit([12, 13, 999].map((at) => journal(at, 'ahead')))
    await store.commit([{ kind: 'history-closed', hour: 10 }])
    assert.equal(await journals(), [
      [11, base64('later')],
      [12, base64('ahead')],
    ])
    await store.close()
  })

  test('hours of a series are read in order, as many as are wanted, points apart', async () => {
    const store = await open()
    const odd = hour(1, 12, { min: -1.5, max: 7, mean: 3.25, covered: 17, last: '7' })
    const word = hour(1, 11, { min: null, max: null, mean: null, covered: 0, last: '"Charging"' })
    const none = hour(1, 13, { min: null, max: null, mean: null, covered: 0, last: 'null' })
    const still = hour(1, 10)
    await store.commit([odd, word, none, still, hour(2, 10)].map((one) => put(one)))
    assert.equal(
      await store.history.rollups({ series: 1, ...all }),
      [still, word, odd, none].map(rollup),
    )
    const some = await store.history.rollups({ series: 1, from: 11, to: 13, limit: 2 })
    assert.equal(some, [word, odd].map(rollup))
    assert.equal(await store.history.points({ series: 1, hours: [12, 10, 99] }), [
      { hour: 12, data: odd.data },
      { hour: 10, data: still.data },
    ])
    await store.close()
  })

  test('an hour replaces what is there, or is joined to it', async () => {
    const store = await open()
    await store.commit([put(hour(1, 10, { data: base64('old') }))])
    const first = hour(1, 10, {
      ...{ count: 2, min: 1, max: 3, mean: 2, covered: 9000, last: '3', data: base64('a') },
    })
    await store.commit([put(first)])
    // The same once more, as after a crash.
    await store.commit([{ ...put(first), join: true }])
    assert.equal(await store.history.rollups({ series: 1, ...all }), [rollup(first)])
    const second = hour(1, 10, {
      ...{ count: 3, min: 2, max: 9, mean: 6, covered: 3000, last: '9', data: base64('b') },
    })
    await store.commit([{ ...put(second), join: true }])
    assert.equal(await store.history.rollups({ series: 1, ...all }), [
      { hour: 10, count: 5, min: 1, max: 9, mean: 3, covered: 12_000, last: '9' },
    ])
    assert.equal(await store.history.points({ series: 1, hours: [10] }), [
      { hour: 10, data: base64('ab') },
    ])
    await store.commit([{ ...put(hour(1, 11)), join: true }])
    assert.is((await store.history.rollups({ series: 1, ...all })).length, 2)
    await store.close()
  })

  test('what is old, or too much, is forgotten', async () => {
    const store = await open()
    const hours = [24, 25, 26, 47, 48, 49]
    await store.commit([
      { kind: 'history-series', first: 1, address: 'X:1', keys: ['a', 'b'] },
      ...hours.flatMap((at) => [put(hour(1, at)), put(hour(2, at))]),
    ])
    const left = async (series: number) => [
      (await store.history.points({ series, hours })).map((one) => one.hour),
      (await store.history.rollups({ series, ...all })).map((one) => one.hour),
    ]
    const prune = (pointsBefore: number, rollupsBefore: number, bytes: number): Change[] => [
      { kind: 'history-pruned', pointsBefore, rollupsBefore, bytes },
    ]
    await store.commit(prune(26, 0, 1e9))
    assert.equal(await left(1), [[26, 47, 48, 49], hours])
    await store.commit(prune(26, 48, 45))
    assert.equal(await left(2), [
      [48, 49],
      [48, 49],
    ])
    await store.close()
  })

  test('what is old by a clock that is wrong is forgotten little by little', async () => {
    const store = await open()
    const hours = [240, 250, 263, 264, 407, 408, 700]
    await store.commit([
      { kind: 'history-series', first: 1, address: 'X:1', keys: ['a', 'b'] },
      ...hours.map((at) => put(hour(1, at))),
      put(hour(2, 500)),
    ])
    const pruned = async (rollupsBefore: number) => {
      const limits = { pointsBefore: 1_000_000, rollupsBefore, bytes: 1e9 }
      await store.commit([{ kind: 'history-pruned', ...limits }])
      const rollups = async (series: number) =>
        (await store.history.rollups({ series, ...all })).map((one) => one.hour)
      return {
        points: (await store.history.points({ series: 1, hours })).map((one) => one.hour),
        rollups: [await rollups(1), await rollups(2)],
      }
    }
    // Of points a day goes, of rollups none unless it is said, and then a week, in any hour.
    assert.equal(await pruned(0), { points: [264, 407, 408, 700], rollups: [hours, [500]] })
    assert.equal(await pruned(-5), { points: [407, 408, 700], rollups: [hours, [500]] })
    assert.equal(await pruned(999_991), { points: [700], rollups: [[408, 700], []] })
    assert.equal(await pruned(1_000_000), { points: [700], rollups: [[700], []] })
    await store.close()
  })

  test('of a series that is forgotten nothing is left, and its id is as new', async () => {
    const store = await open()
    const name = (id: number, address: string) =>
      ({ kind: 'history-series', first: id, address, keys: ['a'] }) as const
    const stored = async (series: number) => [
      (await store.history.rollups({ series, ...all })).map((one) => one.hour),
      (await store.history.points({ series, hours: [10, 11, 12] })).map((one) => one.hour),
    ]
    await store.commit([name(1, 'X:1'), name(2, 'Y:1'), name(3, 'Z:1'), name(4, 'Z:2')])
    const hours = [hour(1, 10), hour(2, 10), hour(1, 11), hour(2, 11), hour(3, 11)]
    await store.commit(hours.map((one) => put(one)))
    await store.commit([{ kind: 'history-forgotten', series: [2, 4] }])
    assert.equal(
      (await store.history.series()).map(({ id }) => id),
      [1, 3],
    )
    assert.equal(await stored(2), [[], []])
    assert.equal(await stored(1), [
      [10, 11],
      [10, 11],
    ])
    await store.commit([name(2, 'New:1'), put(hour(2, 12)), name(5, 'Late:1')])
    assert.equal(await stored(2), [[12], [12]])
    assert.equal(await store.history.series(), [
      { id: 1, address: 'X:1', key: 'a' },
      { id: 2, address: 'New:1', key: 'a' },
      { id: 3, address: 'Z:1', key: 'a' },
      { id: 5, address: 'Late:1', key: 'a' },
    ])
    assert.equal(await store.history.emptySeries(), [5])
    // Each hour that is left takes ten bytes, and what is forgotten none.
    const limits = { pointsBefore: 0, rollupsBefore: 0, bytes: 40 }
    await store.commit([{ kind: 'history-pruned', ...limits }])
    assert.equal(await stored(1), [
      [10, 11],
      [10, 11],
    ])
    await store.close()
  })
}

/** Ten bytes of points, and a value that held for all of the hour. */
function hour(series: number, at: number, given: Partial<HistoryHour> = {}): HistoryHour {
  return {
    ...{ series, hour: at, count: 4, min: 2.5, max: 2.5, mean: 2.5, covered: 36_000, last: '2.5' },
    data: base64(`${series} ${at}`.padEnd(10)),
    ...given,
  }
}

function put(one: HistoryHour): Extract<Change, { kind: 'history-hour' }> {
  return { kind: 'history-hour', join: false, ...one }
}

function journal(at: number, text: string): Change {
  return { kind: 'history-journal', hour: at, data: base64(text) }
}

function rollup({ series: _, data: __, ...numbers }: HistoryHour) {
  return numbers
}
