import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { hour, Past, start } from './support/past.ts'

const invented = Array.from({ length: 8 }, (_, n) => `invented-${n}:1`)

/** Lets so many hours pass, and each time so many seconds that what is to be stored is. */
async function hours(past: Past, count: number): Promise<void> {
  for (let i = 0; i < count; i++) {
    await past.pass(hour - 60_000)
    for (let second = 0; second < 60; second++) await past.pass(1000)
  }
}

/** A history that is full, most of it of invented stations, and a device that gets none. */
async function full(): Promise<Past> {
  const past = await Past.open({ series: 10 })
  past.set(1)
  past.setOf('CP2:1', 2)
  for (const address of invented) past.setOf(address, 99)
  await past.pass(60_000)
  past.setOf('late:1', 7)
  await past.pass(60_000)
  assert.equal(await past.pointsOf('late:1'), [])
  return past
}

test('What invented stations had is room for others when they are forgotten', async () => {
  const past = await full()
  const known = await past.points()
  for (const address of invented) past.forgotten.add(address)
  await hours(past, 4)
  assert.is(past.history.counts.series, 2)
  assert.equal(
    (await past.stored.series()).map(({ address }) => address),
    ['CP1:1', 'CP2:1'],
  )
  const now = past.clock.now() - start
  past.setOf('late:1', 7)
  await past.pass(60_000)
  const late = [[now, 7]]
  assert.equal(await past.pointsOf('late:1'), late)
  assert.equal((await past.points()).slice(0, known.length), known)
  // Its series is one that was given back, and is the same after a restart.
  assert.ok((await past.stored.series()).every(({ id }) => id <= 10))
  await past.kill(1000)
  assert.equal((await past.pointsOf('late:1')).slice(0, 1), late)
  assert.equal((await past.points()).slice(0, known.length), known)
  for (let n = 0; n < 9; n++) past.setOf(`CP${n + 3}:1`, n)
  await past.pass(60_000)
  assert.is(past.history.counts.series, 10, 'what was free before the restart is so after it')
})

test('What stations that are known had is not given away, however many there are', async () => {
  const past = await full()
  await hours(past, 50)
  past.setOf('late:1', 7)
  await past.pass(60_000)
  assert.equal(await past.pointsOf('late:1'), [])
  for (const address of invented) assert.equal((await past.pointsOf(address))[0], [0, 99])
})

test('Where there is room a station that comes back finds its history', async () => {
  const past = await Past.open({ series: 10 })
  past.setOf('CP2:1', 2)
  past.forgotten.add('CP2:1')
  await hours(past, 50)
  past.forgotten.clear()
  past.setOf('CP2:1', 3)
  assert.equal((await past.pointsOf('CP2:1'))[0], [0, 2])
})

test('A series of which nothing is left any more is room for others', async () => {
  const past = await Past.open({ series: 10, days: { points: 1, rollups: 2 } })
  past.set(1)
  for (const address of invented) past.setOf(address, 99)
  await past.pass(60_000)
  for (const address of invented) past.setOf(address, null)
  await hours(past, 49)
  assert.is(past.history.counts.series, 9)
  await hours(past, 48)
  assert.is(past.history.counts.series, 1)
  past.setOf('late:1', 7)
  await past.pass(60_000)
  assert.is((await past.pointsOf('late:1'))[0]?.[1], 7)
  assert.is((await past.points()).at(-1)?.[1], 1)
})

test('What cannot be forgotten yet is not given out', async () => {
  const past = await full()
  for (const address of invented) past.forgotten.add(address)
  await hours(past, 1)
  past.failing = true
  await hours(past, 3)
  past.setOf('late:1', 7)
  await past.pass(60_000)
  assert.equal(await past.pointsOf('late:1'), [])
  past.failing = false
  await hours(past, 1)
  past.setOf('late:1', 8)
  assert.is((await past.pointsOf('late:1')).at(-1)?.[1], 8)
})

test.run()
