import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { hour, Past, start } from './support/past.ts'

test('A value is recorded when it changes, again when it holds, and at every full hour', async () => {
  const past = await Past.open()
  past.set(7)
  past.set(7)
  await past.pass(60_000)
  past.set(8)
  await past.pass(hour)
  assert.equal(await past.points(), [
    [0, 7],
    [60_000, 8],
    [960_000, 8],
    [1_860_000, 8],
    [2_760_000, 8],
    [hour, 8],
  ])
  assert.equal(await past.points(start + 90_000, start + 100_000), [[90_000, 8]])
})

test('A line ends where the wallbox goes offline, and where its values are old', async () => {
  const past = await Past.open()
  past.set(7)
  await past.pass(1000)
  past.set(7, 'offline')
  await past.pass(1000)
  past.set(7, 'offline')
  past.set(6)
  await past.pass(1000)
  past.set(6, 'stale')
  assert.equal(await past.points(), [
    [0, 7],
    [1000, null],
    [2000, 6],
    [3000, null],
  ])
  await past.pass(2 * hour)
  assert.is((await past.points()).length, 4)
  assert.equal(await past.means(1000, start, start + 4000), [7, null, 6, null])
})

test('The mean counts each value by how long it held', async () => {
  const past = await Past.open()
  past.set(0)
  await past.pass(hour / 4)
  past.set(8)
  await past.pass(hour / 4)
  past.set(null)
  await past.pass(hour / 2 + 60_000)
  assert.equal(await past.means(hour), [4, null])
  assert.equal(await past.means(hour / 2), [4, null, null])
  const range = { from: start, to: start + hour, length: hour, mean: true, limit: 10 }
  assert.equal((await past.history.steps(past.name, range)).list, [
    { at: start, value: 4, min: 0, max: 8 },
  ])
})

test('Points are forgotten before the hours they are rolled up to', async () => {
  const past = await Past.open({ days: { points: 1, rollups: 2 } })
  for (let i = 0; i < 84; i++) {
    past.set(i)
    await past.pass(hour / 2)
    past.set(i + 2)
    await past.pass(hour / 2)
  }
  const points = await past.points()
  const inHour = (n: number) => points.filter(([at]) => Math.floor(at / hour) === n)
  // Hours are forgotten when a day is over.
  assert.equal(inHour(22), [])
  assert.equal(inHour(23), [[23 * hour, 24]])
  assert.equal(inHour(58), [[58 * hour, 59]])
  assert.is(inHour(59).length, 4)
  assert.is(inHour(83).length, 4)
  const means = await past.means(hour, start, start + 84 * hour)
  assert.equal(means.slice(0, 25), [...Array(23).fill(null), 24, 25])
  assert.is(means.at(-1), 84)
})

test('After a kill everything that was flushed is there, and the time between is a gap', async () => {
  const past = await Past.open()
  past.set(7)
  await past.pass(hour - 60_000)
  past.set(8)
  await past.pass(5000)
  past.set(9)
  // Not flushed any more.
  await past.kill(2 * hour)
  past.set(5)
  await past.pass(60_000)
  await past.pass(2000)
  const points = await past.points()
  assert.equal(points.slice(-5), [
    [hour - 900_000 + 0, 7],
    [hour - 60_000, 8],
    [hour - 60_000 + 100, null],
    [3 * hour - 55_000, 5],
    [3 * hour, 5],
  ])
  await past.kill(100)
  assert.equal(await past.points(), [...points, [3 * hour + 100, null]])
})

test('What cannot be stored is kept within bounds and stored later', async () => {
  const past = await Past.open()
  past.failing = true
  for (let i = 0; i < 55_000; i++) {
    past.set(i)
    past.clock.advance(10)
  }
  await past.pass(5000)
  assert.is(past.history.counts.dropped, 5000)
  assert.is(past.history.counts.waiting, 50_000)
  assert.match(String(past.failures[0]), /disk is full/)
  past.failing = false
  await past.pass(hour)
  await past.pass(5000)
  assert.is(past.history.counts.waiting, 0)
  // The hour was in memory all along.
  const points = await past.points()
  assert.is(points.filter(([at]) => at < 550_000).length, 5500, 'one each tick')
})

test('Within a second much is stored at once', async () => {
  const past = await Past.open()
  const before = past.commits.length
  for (let i = 0; i < 50; i++) {
    past.set(i)
    await past.pass(100)
  }
  assert.ok(past.commits.length - before <= 6, String(past.commits.length - before))
})

test('A clock that is set back by hours loses nothing', async () => {
  const past = await Past.open()
  past.set(1)
  await past.pass(3 * hour)
  past.clock.advance(60_000)
  await past.pass(60_000)
  const ahead = past.clock.now()
  past.clock.set(start + hour)
  past.set(2)
  await past.pass(1000)
  past.set(3)
  await past.pass(hour)
  await past.pass(60_000)
  const points = await past.points(start, ahead)
  const at = (ms: number) => points.filter(([time]) => time === ms).map(([, value]) => value)
  assert.equal(at(hour), [2])
  assert.equal(at(hour + 1000), [3])
  assert.equal(at(0), [1])
})

test('A clock that is wrong by decades for some minutes makes nothing forgotten', async () => {
  const past = await Past.open({ days: { points: 30, rollups: 1000 } })
  for (let i = 0; i < 60; i++) {
    past.set(i)
    await past.pass(hour)
  }
  // At the very end comes another value.
  const before = (await past.points()).slice(0, -1)
  for (const wrong of [Date.UTC(2099, 6, 1), Date.UTC(1970, 0, 2)]) {
    const right = past.clock.now()
    past.clock.set(wrong)
    await past.pass(5 * 60_000)
    past.set(1000)
    await past.pass(5 * 60_000)
    past.clock.set(right)
    past.set(60)
    await past.pass(60_000)
  }
  // Now it is known, too, what waits to be stored.
  const hours = (await past.stored.journal()).map((one) => one.hour - start / hour)
  assert.ok(
    hours.every((one) => one === 60),
    String(hours),
  )
  await past.pass(3 * hour)
  assert.equal((await past.points()).slice(0, before.length), before)
  const means = await past.means(hour)
  assert.equal(
    means.slice(0, 60),
    Array.from({ length: 60 }, (_, i) => i),
  )
})

test('A clock that stays wrong makes old points forgotten by the day, not at once', async () => {
  const past = await Past.open({ days: { points: 2, rollups: 1000 } })
  for (let i = 0; i < 60; i++) {
    past.set(i)
    await past.pass(hour)
  }
  const right = past.clock.now()
  past.clock.set(Date.UTC(2099, 6, 1, 0, 58))
  await past.pass(10 * 60_000)
  past.clock.set(right)
  await past.pass(60_000)
  // Of an hour whose points are gone there is but its beginning.
  const whole = new Map<number, number>()
  for (const [at] of await past.points()) {
    const one = Math.floor(at / hour)
    whole.set(one, (whole.get(one) ?? 0) + 1)
  }
  const left = Array.from({ length: 60 }, (_, i) => i).filter((one) => (whole.get(one) ?? 0) > 1)
  assert.equal([left[0], left.length], [35, 25])
})

test('A process that starts while the clock is wrong forgets nothing, however often it starts', async () => {
  const past = await Past.open({ days: { points: 2, rollups: 3 } })
  for (let i = 0; i < 60; i++) {
    past.set(i)
    await past.pass(hour)
  }
  const before = (await past.points()).slice(0, -1)
  for (let i = 0; i < 5; i++) {
    await past.kill(i === 0 ? 40 * 24 * hour : 1000)
    past.set(99)
    await past.pass(5 * 60_000)
  }
  assert.equal((await past.points()).slice(0, before.length), before)
})

test('A process that never runs for an hour forgets what is old', async () => {
  const past = await Past.open({ days: { points: 2, rollups: 4 } })
  for (let day = 0; day < 8; day++) {
    past.set(day)
    await past.pass(hour / 2)
    past.set(day + 0.5)
    await past.pass(hour / 4)
    await past.kill(23.25 * hour)
  }
  await past.pass(5000)
  // Points of two days are left, and of two more there is but what the hours were like.
  const points = await past.points()
  const inDay = (n: number) => points.filter(([at]) => Math.floor(at / hour) === 24 * n)
  assert.equal(
    [3, 4, 5, 6, 7].map((n) => inDay(n).length),
    [0, 1, 1, 4, 4],
  )
})

test('An hour that comes again when the clock is set back hides and replaces nothing', async () => {
  const past = await Past.open()
  const minute = 60_000
  const happened: [at: number, value: number][] = []
  const set = async (value: number, minutes: number) => {
    happened.push([past.clock.now() - start, value])
    past.set(value)
    await past.pass(minutes * minute)
    const points = await past.points(start, start + 3 * hour)
    const times = new Set(happened.map(([at]) => at))
    assert.equal(
      points.filter(([at]) => times.has(at)),
      [...happened].sort(([a], [b]) => a - b),
    )
  }
  await set(1, 10)
  await set(2, 65)
  await set(3, 15)
  await set(4, 5)
  past.clock.set(start + 40 * minute)
  // The first hour is stored, the second one was about to be.
  await set(5, 0)
  past.clock.advance(500)
  await set(6, 24)
  await set(7, 35)
  await set(8, 55)
})

test('An hour that came again before a restart replaces nothing either', async () => {
  for (const isSilent of [false, true]) {
    const past = await Past.open()
    past.set(1)
    await past.pass(hour - 60_000)
    // Of the hour after it there are points, or none.
    if (isSilent) past.set(null)
    await past.pass(120_000)
    past.clock.set(start + hour / 2)
    past.set(2)
    await past.pass(5000)
    await past.kill(1000)
    past.set(3)
    await past.pass(hour)
    await past.pass(60_000)
    const points = await past.points()
    const at = (ms: number) => points.find(([time]) => time === ms)?.[1]
    assert.equal([0, hour / 2, hour / 2 + 6000].map(at), [1, 2, 3])
  }
})

test('A clock that is set back within its hour by more than a little goes on from there', async () => {
  const past = await Past.open()
  const minute = 60_000
  past.set(1)
  await past.pass(40 * minute)
  past.set(2)
  await past.pass(1000)
  past.set(3)
  // So little is as if it had not been.
  past.clock.set(start + 40 * minute + 500)
  past.set(4)
  await past.pass(10 * minute)
  past.set(5)
  past.clock.set(start + 20 * minute)
  past.set(6)
  await past.pass(5 * minute)
  past.set(7)
  await past.pass(5000)
  const at = async (...times: number[]) => {
    const points = await past.points(start, start + hour)
    return times.map((time) => points.find(([found]) => found === time * minute)?.[1])
  }
  const range = { from: start, to: start + hour, length: hour, mean: true, limit: 1 }
  const [step] = (await past.history.steps(past.name, range)).list
  assert.equal([step?.min, step?.max], [1, 7])
  const times = [0, 20, 25, 40, 40 + 1 / 60, 50 + 0.5 / 60]
  assert.equal(await at(...times), [1, 6, 7, 2, 4, 5])
  await past.pass(hour)
  await past.pass(minute)
  assert.equal(await at(...times), [1, 6, 7, 2, 4, 5])
})

test('An item that is gone does not hold for ever', async () => {
  const past = await Past.open()
  past.set(7)
  past.exists = false
  await past.pass(3 * hour)
  assert.equal((await past.points()).at(-1), [hour, null])
})

test('Diagnostic and fixed items are not recorded', async () => {
  const past = await Past.open()
  past.set(1, 'good', { category: 'diagnostic' })
  past.set(1, 'good', { read: [{ from: 'Const', value: 1 }] })
  assert.is(past.history.counts.series, 0)
  past.set('Charging', 'good', { type: 'string', unit: undefined })
  await past.pass(1000)
  assert.equal(await past.points(), [[0, 'Charging']])
  const range = { from: start, to: start + 1000, length: 1000, mean: false, limit: 10 }
  assert.is((await past.history.steps(past.name, range)).list[0]?.value, 'Charging')
})

test.run()
