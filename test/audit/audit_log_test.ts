import { appendFile, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { AuditLog } from '../../runtime/audit/audit_log.ts'
import type { NewAuditEntry } from '../../runtime/audit/entry.ts'
import { silentLog } from '../../runtime/log.ts'
import { TestClock } from '../support/test_clock.ts'

const act: NewAuditEntry = {
  who: 'anna',
  token: 'abc',
  from: '127.0.0.1',
  action: 'PUT /x',
  target: '/x/1',
  value: { value: 16 },
  status: 200,
  detail: null,
}

async function inFolder(use: (folder: string) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'ddf-audit-'))
  try {
    await use(join(folder, 'audit'))
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

test('entries survive a restart, the newest first, and can be paged and filtered', async () => {
  await inFolder(async (folder) => {
    const clock = new TestClock({ now: Date.parse('2026-01-01T12:00:00Z') })
    const options = { clock, log: silentLog, folder, days: 90 }
    const first = new AuditLog(options)
    await Promise.all([1, 2, 3].map((n) => first.add({ ...act, target: `/x/${n}` })))
    await first.add({ ...act, who: 'bert', status: 409, detail: 'no' })
    await first.close()
    await clock.advance(60_000)
    const again = new AuditLog(options)
    await again.add({ ...act, target: '/y' })
    const all = await again.find({}, 10)
    assert.equal(
      all.map(({ target }) => target),
      ['/y', '/x/1', '/x/3', '/x/2', '/x/1'],
    )
    const [, second] = all
    assert.is(second?.at, '2026-01-01T12:00:00.000Z')
    assert.equal(
      (await again.find({ before: second?.id }, 1)).map(({ target }) => target),
      ['/x/3'],
    )
    assert.equal(
      (await again.find({ outcome: 'failed' }, 9)).map(({ who }) => who),
      ['bert'],
    )
    assert.is((await again.find({ who: 'anna' }, 9)).length, 4)
    assert.is((await again.find({ target: '/x/' }, 9)).length, 4)
    assert.is((await again.find({ from: Date.parse('2026-01-01T12:00:30Z') }, 9)).length, 1)
    await again.close()
    const [name = ''] = await readdir(folder)
    assert.is((await stat(join(folder, name))).mode & 0o077, 0)
  })
})

test('a line that a crash cut off costs nothing but itself', async () => {
  await inFolder(async (folder) => {
    const clock = new TestClock({ now: Date.parse('2026-01-01T12:00:00Z') })
    const options = { clock, log: silentLog, folder, days: 90 }
    const first = new AuditLog(options)
    await first.add(act)
    await first.close()
    const [name = ''] = await readdir(folder)
    await appendFile(join(folder, name), '{"id":"1767268800')
    const again = new AuditLog(options)
    await again.add({ ...act, target: '/after' })
    assert.equal(
      (await again.find({}, 9)).map(({ target }) => target),
      ['/after', '/x/1'],
    )
    await again.close()
  })
})

test('what is older than the days that are kept is removed, nothing else', async () => {
  await inFolder(async (folder) => {
    const clock = new TestClock({ now: Date.parse('2026-01-01T12:00:00Z') })
    const log = new AuditLog({ clock, log: silentLog, folder, days: 2 })
    await log.add(act)
    await writeFile(join(folder, 'mine.txt'), 'not yours')
    for (let day = 0; day < 4; day++) {
      await clock.advance(86_400_000)
      await log.add(act)
    }
    await log.close()
    assert.equal((await readdir(folder)).sort(), [
      '2026-01-03-001.jsonl',
      '2026-01-04-001.jsonl',
      '2026-01-05-001.jsonl',
      'mine.txt',
    ])
  })
})

test('a folder that cannot be written is said, and stops nothing', async () => {
  await inFolder(async (folder) => {
    await writeFile(folder, 'a file in its place')
    const errors: string[] = []
    const log = { ...silentLog, error: (_: object, message: string) => void errors.push(message) }
    const audit = new AuditLog({ clock: new TestClock(), log, folder, days: 2 })
    await audit.add(act)
    await audit.add(act)
    assert.equal(errors, ['The audit log cannot be written'])
    assert.ok(audit.failure)
    await rm(folder)
    await audit.add(act)
    assert.is(audit.failure, undefined)
    const [name = ''] = await readdir(folder)
    assert.is((await readFile(join(folder, name), 'utf8')).trim().split('\n').length, 1)
    await audit.close()
  })
})

test.run()
