import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { Notices } from '../../runtime/station/notices.ts'

/** Notices after as many reports, each with this much text. */
function after(reports: number, text = ''): Notices {
  const notices = new Notices()
  for (let at = 1; at <= reports; at++) {
    notices.apply({ kind: 'Noticed', action: 'DataTransfer', payload: { at, text }, at })
  }
  return notices
}

test('the last notices are kept, as they came', () => {
  assert.equal(after(0).list(), [])
  const all = after(150).list()
  assert.equal([all.length, all[0]?.at, all.at(-1)?.at], [100, 51, 150])
  assert.equal(all.at(-1), { action: 'DataTransfer', payload: { at: 150, text: '' }, at: 150 })
})

test('what is long leaves room for less, and the last is kept however long it is', () => {
  const all = after(50, 'x'.repeat(10_000)).list()
  assert.equal([all.length, all.at(-1)?.at], [6, 50])
  assert.is(after(3, 'x'.repeat(100_000)).list().length, 1)
})

test('what is no notice is not kept', () => {
  const notices = new Notices()
  notices.apply({ kind: 'ReservationEnded', id: 1, at: 1 })
  assert.equal(notices.list(), [])
})

test.run()
