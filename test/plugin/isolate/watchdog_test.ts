import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { isOverdue, type Sighting, Watchdog } from '../../../runtime/plugin/isolate/watchdog.ts'

const limits = { cpu: 100, wall: 2000 }

/** Whether the last of these sightings is one too many. */
function overdue(...seen: readonly Sighting[]): boolean {
  const watchdog = new Watchdog()
  return seen.map((one) => isOverdue(watchdog.look(one), limits)).at(-1) ?? false
}

const at = (running: number, cpu: number | undefined, time: number): Sighting => ({
  running,
  cpu,
  at: time,
})

test('lets a request take its time on a processor, and no more', () => {
  assert.not.ok(overdue(at(1, 50, 0), at(1, 150, 20)))
  assert.ok(overdue(at(1, 50, 0), at(1, 151, 20)))
})

test('does not count what the requests before took', () => {
  assert.not.ok(overdue(at(1, 0, 0), at(2, 90, 20), at(2, 180, 40)))
  assert.ok(overdue(at(1, 0, 0), at(2, 90, 20), at(2, 180, 40), at(2, 191, 60)))
})

test('forgets a request when there is none', () => {
  assert.not.ok(overdue(at(1, 0, 0), at(0, 90, 20), at(1, 180, 40)))
})

test('blames nobody while there is none', () => {
  assert.not.ok(overdue(at(0, 0, 0), at(0, 900, 20)))
})

test('does not mind the clock while the time on a processor is known', () => {
  const seen = Array.from({ length: 30 }, (_, n) => at(1, 0, n * 100))
  assert.not.ok(overdue(...seen))
})

test('goes by the clock where the time on a processor is not known', () => {
  const seen = Array.from({ length: 22 }, (_, n) => at(1, undefined, n * 100))
  assert.not.ok(overdue(...seen.slice(0, 21)))
  assert.ok(overdue(...seen))
})

test('gives up a thread that neither runs nor ends', () => {
  const seen = Array.from({ length: 202 }, (_, n) => at(1, 0, n * 100))
  assert.not.ok(overdue(...seen.slice(0, 201)))
  assert.ok(overdue(...seen))
})

test('blames nobody for the sleep of the machine', () => {
  assert.not.ok(overdue(at(1, undefined, 0), at(1, undefined, 3_600_000)))
})

test.run()
