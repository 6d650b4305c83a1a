import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { LogFields } from '../../runtime/log.ts'
import { type SecurityEvent, SecurityEvents } from '../../runtime/security/events.ts'
import { logSecurity } from '../../runtime/security/log.ts'
import { openEvents } from '../http/support/event_source.ts'
import { MemoryRuntime } from '../http/support/memory_runtime.ts'
import { serve } from '../http/support/server.ts'
import { ManualClock } from '../support/manual_clock.ts'

const note = { kind: 'refused', station: 'CP1', address: '10.0.0.9', detail: 'No.' } as const

test('an event is told with its time, and a flood of it once in ten seconds with a count', () => {
  const clock = new ManualClock()
  const events = new SecurityEvents(clock)
  const told: SecurityEvent[] = []
  const end = events.listen((event) => told.push(event))
  for (let i = 0; i < 1000; i++) events.note(note)
  assert.equal(told, [{ ...note, at: clock.now(), repeated: 0 }])
  events.note({ ...note, address: '10.0.0.10' })
  events.note({ ...note, station: 'CP2' })
  assert.is(told.length, 3)
  clock.advance(10_000)
  events.note(note)
  assert.is(told.at(-1)?.repeated, 999)
  assert.is(events.counts().get('refused'), 1003)
  end()
  clock.advance(10_000)
  events.note(note)
  assert.is(told.length, 4)
})

test('what is remembered of stations is bounded, however many identities are made up', () => {
  const events = new SecurityEvents(new ManualClock())
  for (let i = 0; i < 50; i++) events.note({ ...note, address: `10.0.0.${i}` })
  assert.is(events.of('CP1').length, 20)
  assert.is(events.of('CP1').at(-1)?.address, '10.0.0.49')
  for (let i = 0; i < 1000; i++) events.note({ ...note, station: `X${i}` })
  assert.equal(events.of('CP1'), [])
  assert.is(events.of('X999').length, 1)
})

test('the log warns of what was refused and mentions what was done on purpose', () => {
  const lines: [string, LogFields, string][] = []
  const take = (level: string) => (fields: LogFields, text: string) => {
    lines.push([level, fields, text])
  }
  const log = { debug: take('debug'), info: take('info'), warn: take('warn'), error: take('error') }
  logSecurity(log, { ...note, at: 0, repeated: 3 })
  logSecurity(log, { kind: 'approved', at: 0, station: 'CP1', detail: 'Welcome.', repeated: 0 })
  assert.equal(lines, [
    ['warn', { security: 'refused', station: 'CP1', address: '10.0.0.9', repeated: 3 }, 'No.'],
    ['info', { security: 'approved', station: 'CP1', address: undefined }, 'Welcome.'],
  ])
})

test('the event stream tells security events to readers of everything and of that station', async () => {
  const runtime = new MemoryRuntime(['CP1:1', 'CP2:1'])
  await using server = await serve(runtime)
  const queries = ['', '?address=CP1:*', '?address=CP2:*', '?address=CP1:1', '?key=voltage']
  const readers = await Promise.all(queries.map((query) => openEvents(server, query)))
  for (const reader of readers) await reader.ready()
  runtime.securityEvents.note(note)
  for (const address of ['CP1:1', 'CP2:1']) runtime.set(address, { voltage: 230 })
  const first = await Promise.all(readers.map((reader) => reader.next()))
  assert.equal(
    first.map((event) => event?.event),
    ['security', 'security', 'item', 'item', 'item'],
  )
  assert.is(first[0]?.id, undefined)
  assert.equal(
    { ...first[0]?.data, at: '' },
    { kind: 'refused', at: '', station: 'CP1', address: '10.0.0.9', detail: 'No.', repeated: 0 },
  )
  for (const reader of readers) await reader[Symbol.asyncDispose]()
})

test.run()
