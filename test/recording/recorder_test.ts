import * as fc from 'fast-check'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { RecordingLine } from '../../runtime/recording/format.ts'
import { type RecentRecord, RecentRecords } from '../../runtime/recording/recent_records.ts'
import { pageSize, RecordPages } from '../../runtime/recording/record_pages.ts'
import { type LineSink, Recorder, recentLimits } from '../../runtime/recording/recorder.ts'
import { TestClock, testStart } from '../support/test_clock.ts'

const opening = { url: '/BOX', headers: { host: 'x' }, offered: ['ocpp1.6'] }
const boot = '[2,"1","BootNotification",{"chargePointVendor":"Maker"}]'

function scene(sink?: LineSink) {
  const clock = new TestClock()
  const recorder = new Recorder({ clock, sink })
  const connect = (identity = 'BOX') => recorder.tap({ identity, subprotocol: 'ocpp1.6', opening })
  return { clock, recorder, connect, lines: () => (recorder.recent('BOX') ?? []).map(said) }
}

/** A line in short. */
function said(line: RecordingLine): string {
  const second = (line.at - testStart) / 1000
  if (line.kind === 'open') return `${second} open ${line.opening.url}`
  if (line.kind === 'close') return `${second} close ${line.closing.code} ${line.closing.reason}`
  return `${second} ${line.kind} ${line.text}`
}

test('everything of a connection is recorded, in order', async () => {
  const { clock, recorder, connect, lines } = scene()
  const tap = connect()
  await clock.advance(1000)
  tap.received(boot)
  tap.sent('[3,"1",{}]')
  await clock.advance(1500)
  tap.received('é no JSON \ud83d\ude00')
  tap.closed({ code: 1001, reason: 'bye' })
  tap.sent('too late')
  assert.equal(lines(), [
    '0 open /BOX',
    `1 cp->csms ${boot}`,
    '1 csms->cp [3,"1",{}]',
    '2.5 cp->csms é no JSON \ud83d\ude00',
    '2.5 close 1001 bye',
  ])
  const [open] = recorder.recent('BOX') ?? []
  const line = { at: testStart, identity: 'BOX', subprotocol: 'ocpp1.6', kind: 'open', opening }
  assert.equal(open, line)
  assert.is(recorder.recent('OTHER'), undefined)
})

test('a newer connection ends the older one, whatever still comes over that', () => {
  const { connect, lines } = scene()
  const old = connect()
  const tap = connect()
  old.received('[2,"x","Heartbeat",{}]')
  old.closed({ code: 1006, reason: '' })
  tap.received('[2,"y","Heartbeat",{}]')
  assert.equal(lines(), [
    '0 open /BOX',
    '0 close 1000 Replaced by a newer connection',
    '0 open /BOX',
    '0 cp->csms [2,"y","Heartbeat",{}]',
  ])
})

test('what is older than ten minutes goes, but for the opening and the boot', async () => {
  const { clock, connect, lines } = scene()
  const tap = connect()
  tap.received(boot)
  tap.sent('[3,"1",{}]')
  await clock.advance(recentLimits.minutes * 60_000)
  tap.received('[2,"2","Heartbeat",{}]')
  await clock.advance(1000)
  assert.equal(lines(), [
    '0 open /BOX',
    `0 cp->csms ${boot}`,
    '600 cp->csms [2,"2","Heartbeat",{}]',
  ])
})

test('a boot of an earlier connection comes after the opening of the present one', async () => {
  const { clock, connect, lines } = scene()
  connect().received(boot)
  await clock.advance(1000)
  const tap = connect()
  await clock.advance(recentLimits.minutes * 60_000 + 1000)
  tap.received('[2,"2","Heartbeat",{}]')
  assert.equal(lines().slice(0, 2), ['1 open /BOX', `1 cp->csms ${boot}`])
})

test('a station keeps no more than its limit, and what is kept is the last of it', () => {
  const { connect, lines } = scene()
  const tap = connect()
  tap.received(boot)
  for (let i = 0; i < 1000; i++) tap.received(`[2,"${i}","X",{"x":"${'x'.repeat(1000)}"}]`)
  const [open, booted, ...rest] = lines()
  assert.equal([open, booted], ['0 open /BOX', `0 cp->csms ${boot}`])
  const size = rest.join('').length
  assert.ok(size > 0.9 * recentLimits.station && size < recentLimits.station, `${size}`)
  assert.match(rest.at(-1) ?? '', '[2,"999",')
  assert.is(rest.length, 1000 - Number(/"(\d+)"/.exec(rest[0] ?? '')?.[1]))
})

test('a message longer than a station may keep is left out', () => {
  const { connect, lines } = scene()
  const tap = connect()
  tap.received('x'.repeat(recentLimits.station))
  tap.received('[2,"2","Heartbeat",{}]')
  assert.equal(lines(), ['0 open /BOX', '0 cp->csms [2,"2","Heartbeat",{}]'])
})

test('many stations share what there is, and those who had more give it back', () => {
  const { recorder, connect } = scene()
  const first = connect('FIRST')
  const text = 'x'.repeat(900)
  for (let i = 0; i < 300; i++) first.received(text)
  const before = recorder.recent('FIRST')?.length ?? 0
  const many = recentLimits.total / recentLimits.station + 20
  for (let i = 0; i < many; i++) {
    const tap = connect(`S${i}`)
    for (let j = 0; j < 100; j++) tap.received(text)
  }
  for (let i = 0; i < many; i++) assert.ok((recorder.recent(`S${i}`)?.length ?? 0) > 50, `S${i}`)
  for (let i = 0; i < 3; i++) first.received(text)
  assert.ok((recorder.recent('FIRST')?.length ?? 0) < before)
})

test('names that are made up take no room from stations that come later, or are there', () => {
  const { recorder, connect, lines } = scene()
  const there = connect('THERE')
  const names = Array.from({ length: recentLimits.stations + 1000 }, (_, n) => `X${n}`)
  const text = `[2,"1","Heartbeat",{"x":"${'y'.repeat(1000)}"}]`
  for (const name of names) {
    const tap = connect(name)
    tap.received(text)
    tap.closed({ code: 1000, reason: '' })
  }
  const kept = names.filter((name) => recorder.recent(name) !== undefined)
  assert.equal(kept, names.slice(1001))
  connect().received(boot)
  assert.equal(lines(), ['0 open /BOX', `0 cp->csms ${boot}`])
  there.received(boot)
  assert.is(recorder.recent('THERE')?.length, 2)
})

test('beyond the rate messages are left out, and the gap is told', async () => {
  const { clock, connect, lines } = scene()
  const tap = connect()
  const noisy = connect('NOISY')
  tap.received('[2,"1","Heartbeat",{}]')
  for (let i = 0; i < recentLimits.burst; i++) noisy.received('x')
  tap.received('[2,"2","Heartbeat",{}]')
  await clock.advance(1000)
  for (let i = 0; i < 600; i++) noisy.received('x')
  tap.received('[2,"3","Heartbeat",{}]')
  assert.equal(lines(), [
    '0 open /BOX',
    '0 cp->csms [2,"1","Heartbeat",{}]',
    '1 close 1006 Too much was said to be kept',
    '1 open /BOX',
    '1 cp->csms [2,"3","Heartbeat",{}]',
  ])
})

test('the sink gets everything, also what is too much for the memory', () => {
  const taken: RecordingLine[] = []
  const { recorder, connect } = scene({ take: (line) => taken.push(line), close: async () => {} })
  const tap = connect()
  for (let i = 0; i < recentLimits.burst + 10; i++) tap.received('x')
  tap.closed({ code: 1006, reason: '' })
  assert.is(taken.length, recentLimits.burst + 12)
  assert.equal(new Set(taken.map(({ kind }) => kind)), new Set(['open', 'cp->csms', 'close']))
  assert.ok((recorder.recent('BOX')?.length ?? 0) < taken.length)
})

test('records come back as they were, the last of them, whatever their length', () => {
  const record = fc.record(
    {
      at: fc.nat(2 ** 45),
      kind: fc.nat(255),
      text: fc.oneof(
        fc.string({ unit: 'grapheme', maxLength: 50 }),
        fc.nat(3 * pageSize).map((length) => 'é'.repeat(length / 2)),
        fc.nat(3 * pageSize).map((length) => 'x'.repeat(length)),
        fc.nat(9 * pageSize).map((length) => '€'.repeat(length / 3)),
      ),
    },
    { noNullPrototype: true },
  )
  fc.assert(
    fc.property(
      fc.array(record, { maxLength: 60 }),
      fc.integer({ min: 2, max: 9 }),
      (all, pages) => {
        const pool = new RecordPages(pages)
        const gone: RecentRecord[] = []
        const records = new RecentRecords(pool, { keep: (one) => gone.push(one) })
        const kept = all.filter((one, i) => {
          const said = i % 2 === 0 ? one.text : Buffer.from(one.text)
          return records.push({ ...one, said }, { pages, since: 0, keep: true })
        })
        const list = records.list()
        assert.equal([...gone, ...list], kept)
        const bytes = (one: RecentRecord) => new TextEncoder().encode(one.text).length
        const room = (pages - 1) * pageSize
        // What fits is taken, and of what was taken as much is there as fits but for one page.
        for (const [i, one] of all.entries()) {
          const { text } = one
          // No character is split: of what is text up to three bytes of a page may stay free.
          const isWhole = i % 2 > 0 || bytes(one) === text.length
          const sure = isWhole ? room : room - 3 * (pages - 1)
          if (bytes(one) + 13 <= sure || bytes(one) + 13 > room) {
            assert.is(kept.includes(one), bytes(one) + 13 <= sure)
          }
        }
        const next = gone.at(-1)
        if (next === undefined) return
        const size = [next, ...list].reduce((sum, one) => sum + bytes(one) + 13, 0)
        assert.ok(size > room - pageSize - 3 * pages, `${size} of ${room}`)
      },
    ),
  )
})

test('text whose characters leave a little of each page free is not lost', () => {
  const [pages, since, keep] = [100, 0, false]
  const records = new RecentRecords(new RecordPages(pages), { keep: () => undefined })
  // The next record begins with the last bytes of the first page.
  const before = { at: 1, kind: 1, said: 'x'.repeat(pageSize - 2 * 13) }
  for (let length = 16_800; length < 16_900; length++) {
    records.push(before, { pages, since, keep })
    const text = '€'.repeat(length)
    const isTaken = records.push({ at: 2, kind: 2, said: text }, { pages, since, keep })
    assert.is(records.list().at(-1)?.text === text, isTaken, `${length}`)
    records.shrink(0)
  }
})

test.run()
