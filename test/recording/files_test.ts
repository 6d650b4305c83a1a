import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { type Log, silentLog } from '../../runtime/log.ts'
import { fileName, RecordingFiles } from '../../runtime/recording/files.ts'
import type { RecordingLine } from '../../runtime/recording/format.ts'
import { TestClock, testStart } from '../support/test_clock.ts'
import { linesOf } from './support/recordings.ts'

const day = 86_400_000
const common = { identity: 'BOX', subprotocol: 'ocpp1.6' }
const opening = { url: '/BOX', headers: {}, offered: ['ocpp1.6'] }
const open: RecordingLine = { ...common, at: testStart, kind: 'open', opening }

function said(text: string, at = testStart): RecordingLine {
  return { ...common, at, kind: 'cp->csms', text }
}

function card(idTag: string, at = testStart): RecordingLine {
  return said(JSON.stringify([2, '1', 'Authorize', { idTag }]), at)
}

/** What a log was told. */
function listening(): Log & { readonly told: string[] } {
  const told: string[] = []
  const say = (_: unknown, text: string) => void told.push(text)
  return { ...silentLog, warn: say, error: say, told }
}

async function inFolder(use: (folder: string) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'ddf-rec-'))
  try {
    await use(folder)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

async function contents(folder: string): Promise<Record<string, readonly string[]>> {
  const names = (await readdir(folder)).sort()
  const texts = await Promise.all(names.map((name) => readFile(join(folder, name), 'utf8')))
  return Object.fromEntries(names.map((name, i) => [name, linesOf(texts[i] ?? '').map(inShort)]))
}

function inShort(line: RecordingLine): string {
  return `${line.kind} ${'text' in line ? line.text : ''}`.trim()
}

test('one file for each station and day, that is a recording by itself', () =>
  inFolder(async (parent) => {
    const folder = join(parent, 'made', 'here')
    const files = new RecordingFiles({ folder, clock: new TestClock(), log: silentLog })
    const boot = '[2,"1","BootNotification",{"chargePointModel":"M"}]'
    for (const line of [open, said(boot), said('[2,"2","Heartbeat",{}]', testStart + day)]) {
      files.take(line)
    }
    files.take({ ...open, identity: 'A/B' })
    await files.close()
    assert.equal(await contents(folder), {
      'A%2FB_2026-11-22.jsonl': ['open'],
      'BOX_2026-11-22.jsonl': ['open', `cp->csms ${boot}`],
      'BOX_2026-11-23.jsonl': ['open', `cp->csms ${boot}`, 'cp->csms [2,"2","Heartbeat",{}]'],
    })
    const { mode } = await stat(join(folder, 'BOX_2026-11-22.jsonl'))
    assert.is(mode & 0o777, 0o600)
  }))

test('lines are written a moment later, while nothing waits', () =>
  inFolder(async (folder) => {
    const clock = new TestClock()
    const files = new RecordingFiles({ folder, clock, log: silentLog })
    files.take(open)
    assert.equal(await readdir(folder), [])
    await clock.advance(1000)
    await files.close()
    assert.equal(await contents(folder), { 'BOX_2026-11-22.jsonl': ['open'] })
  }))

test('a file is continued by the next start, and no mask means two cards', () =>
  inFolder(async (folder) => {
    const clock = new TestClock()
    for (const tags of [
      ['AA11', 'BB22', 'AA11'],
      ['CC33', 'CC33'],
    ]) {
      const files = new RecordingFiles({ folder, clock, log: silentLog })
      for (const tag of tags) files.take(card(tag))
      await files.close()
    }
    const [lines] = Object.values(await contents(folder))
    const masks = lines?.map((line) => /TAG-\d+/.exec(line)?.[0])
    assert.equal(masks, ['TAG-1', 'TAG-2', 'TAG-1', 'TAG-3', 'TAG-3'])
  }))

test('a file that is as large as it may be goes on with the next day, and that is said', () =>
  inFolder(async (folder) => {
    const log = listening()
    const files = new RecordingFiles({ folder, clock: new TestClock(), log, largest: 500 })
    const long = said(`[2,"1","X",{"x":"${'x'.repeat(300)}"}]`)
    for (const line of [long, long, long, said('[2,"2","Y",{}]'), { ...long, at: long.at + day }]) {
      files.take(line)
      await files.close()
    }
    const sizes = Object.values(await contents(folder)).map((lines) => lines.length)
    assert.equal(sizes, [1, 1])
    assert.equal(log.told, ['A recording is as large as it may be; it goes on with the next day'])
  }))

test('what cannot be written is said, and nothing else is lost by it', () =>
  inFolder(async (folder) => {
    const log = listening()
    const file = join(folder, 'file')
    await writeFile(file, '')
    const files = new RecordingFiles({ folder: join(file, 'below'), clock: new TestClock(), log })
    files.take(open)
    await files.close()
    assert.equal(log.told, ['Cannot write a recording'])
  }))

test('more than may wait is lost, and that is said', () =>
  inFolder(async (folder) => {
    const log = listening()
    const files = new RecordingFiles({ folder, clock: new TestClock(), log })
    const long = said(`[2,"1","X",{"x":"${'x'.repeat(1024 * 1024)}"}]`)
    for (let i = 0; i < 20; i++) files.take(long)
    await files.close()
    assert.equal(log.told, ['Messages came faster than they could be recorded'])
    const [lines] = Object.values(await contents(folder))
    assert.is(lines?.length, 16)
  }))

test('any identity makes a file name of its own', () => {
  assert.is(fileName('CP-1_a.b'), 'CP-1_a.b')
  assert.is(fileName('../x'), '%2E.%2Fx')
  assert.is(fileName('a*b?c:d'), 'a%2Ab%3Fc%3Ad')
  assert.is(fileName('ends.'), 'ends%2E')
  const long = [fileName('ü'.repeat(128)), fileName(`${'ü'.repeat(127)}ö`)]
  assert.ok(long.every((name) => name.length <= 200))
  assert.is.not(long[0], long[1])
})

test.run()
