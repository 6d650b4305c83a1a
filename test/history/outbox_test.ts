import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { SeriesHour } from '../../runtime/history/hour.ts'
import { Outbox } from '../../runtime/history/outbox.ts'
import type { HistoryChange } from '../../runtime/storage/history.ts'
import { ManualClock } from '../support/manual_clock.ts'

const prune: HistoryChange = {
  kind: 'history-pruned',
  ...{ pointsBefore: 1, rollupsBefore: 1, bytes: 1e9 },
}

/** An outbox, and what it committed; `onCommit` sees each commit before it is done. */
function open(onCommit: (change: string) => void = () => undefined) {
  const clock = new ManualClock(Date.UTC(2026, 0, 1))
  const committed: string[] = []
  const outbox: Outbox = new Outbox({
    clock,
    journal: true,
    async commit(changes) {
      const told = changes.map(tell)
      onCommit(told.join())
      committed.push(...told)
    },
    onFailure: () => undefined,
    onSuccess: () => undefined,
  })
  const seconds = async (count: number) => {
    for (let i = 0; i < count; i++) {
      clock.advance(1000)
      await new Promise(setImmediate)
    }
  }
  return { outbox, committed, seconds }
}

/** A change as a word. */
function tell(change: HistoryChange): string {
  if (change.kind === 'history-hour') return `hour ${change.hour} of ${change.series}`
  if (change.kind === 'history-closed') return `closed ${change.hour}`
  if (change.kind === 'history-forgotten') return `forgotten ${change.series.join()}`
  return change.kind
}

function hourOf(series: number, hour: number): SeriesHour {
  return new SeriesHour({ series, hour }, { tick: 0, value: 1 })
}

test('A series is forgotten after its hours, also those that are over while others are stored', async () => {
  const { outbox, committed, seconds } = open((change) => {
    if (change !== 'closed 98') return
    outbox.hour(hourOf(7, 99))
    outbox.closed(99, [])
    outbox.forget([7], (id) => committed.push(`given back ${id}`))
  })
  outbox.closed(98, [])
  await seconds(3)
  assert.equal(committed, ['closed 98', 'hour 99 of 7', 'closed 99', 'forgotten 7', 'given back 7'])
})

test('What is due when an hour is over is tried again, and is not left behind', async () => {
  let isFailing = true
  const { outbox, committed, seconds } = open((change) => {
    if (isFailing) throw new Error('The disk is full')
    if (change.startsWith('closed 98')) outbox.closed(99, [prune])
  })
  outbox.closed(98, [prune])
  await seconds(2)
  assert.equal(committed, [])
  isFailing = false
  await seconds(2)
  assert.equal(committed, ['closed 98', 'history-pruned', 'closed 99', 'history-pruned'])
})

test('An hour counts as stored as a whole only when it is closed in the store', async () => {
  const joins: [hour: number, join: boolean][] = []
  const clock = new ManualClock(Date.UTC(2026, 0, 1))
  const outbox: Outbox = new Outbox({
    clock,
    journal: true,
    async commit(changes) {
      for (const change of changes) {
        if (change.kind === 'history-hour') joins.push([change.hour, change.join])
        if (change.kind !== 'history-closed' || change.hour !== 98) continue
        outbox.hour(hourOf(7, 99))
        outbox.closed(99, [])
      }
    },
    onFailure: () => undefined,
    onSuccess: () => undefined,
  })
  outbox.closed(98, [])
  await outbox.flush()
  outbox.hour(hourOf(7, 98))
  await outbox.flush()
  await outbox.flush()
  outbox.hour(hourOf(7, 99))
  await outbox.flush()
  assert.equal(joins, [
    [99, false],
    [98, true],
    [99, true],
  ])
})

test('However many series a device has, few are forgotten at once, and in their order', async () => {
  const { outbox, committed, seconds } = open()
  const given: number[] = []
  const many = Array.from({ length: 60 }, (_, n) => n + 1)
  outbox.forget(many, (id) => given.push(id))
  outbox.forget([61, 62], (id) => given.push(id))
  await seconds(1)
  assert.equal(committed, [`forgotten ${many.slice(0, 50).join()}`])
  assert.equal(given, many.slice(0, 50).reverse())
  await seconds(1)
  assert.is(committed[1], `forgotten ${[...many.slice(50), 61, 62].join()}`)
  await seconds(1)
  assert.is(committed.length, 2)
  assert.is(given.length, 62)
})

test.run()
