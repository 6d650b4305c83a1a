import * as assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { suite } from 'uvu'
import { check } from '../../runtime/cli/check.ts'

const test = suite<{ dir: string }>('cli check')

test.before.each((context) => {
  context.dir = mkdtempSync(join(tmpdir(), 'ddf-check-'))
})
test.after.each(({ dir }) => rmSync(dir, { recursive: true }))

const item = {
  key: 'a',
  name: 'A',
  direction: 'IN',
  type: 'string',
  read: { from: 'Const', value: 'x' },
}

/** Exit code and lines, with the folder left out. */
async function run(dir: string, ...files: string[]): Promise<[number, string[]]> {
  const said: string[] = []
  const code = await check(
    files.map((file) => join(dir, file)),
    (text) => said.push(text),
  )
  return [code, said.map((line) => line.replaceAll(`${dir}/`, ''))]
}

function write(dir: string, name: string, content: object): void {
  writeFileSync(join(dir, name), JSON.stringify({ ddf: 1, name: 'Test', ...content }, undefined, 2))
}

test('a file that is right', async ({ dir }) => {
  write(dir, 'a.ddf.json', { items: [item] })
  assert.deepEqual(await run(dir, 'a.ddf.json'), [0, ['1 file checked: no errors, no warnings']])
})

test('a warning is shown and is no failure', async ({ dir }) => {
  write(dir, 'a.ddf.json', { items: [item, { ...item, key: 'b', maximum: 1 }] })
  assert.deepEqual(await run(dir, 'a.ddf.json'), [
    0,
    [
      'a.ddf.json:24:7 warning constraint-not-of-type "maximum" does nothing for the type string (b, items[1].maximum)',
      '1 file checked: no errors, 1 warning',
    ],
  ])
})

test('an error is shown with its place, and fails; that of a base only once', async ({ dir }) => {
  write(dir, 'base.ddf.json', { items: [{ ...item, type: 'text' }] })
  write(dir, 'a.ddf.json', { extends: './base.ddf.json', items: [{ key: 'a', name: 'B' }] })
  assert.deepEqual(await run(dir, 'a.ddf.json', 'base.ddf.json', 'no.ddf.json'), [
    1,
    [
      'base.ddf.json:9:15 error schema Found "text", allowed: boolean, integer, number, string, datetime (a, items[0].type)',
      'no.ddf.json error file Cannot read the file: there is no such file',
      '3 files checked: 2 errors, no warnings',
    ],
  ])
})

test('a folder stands for the descriptors in it', async ({ dir }) => {
  mkdirSync(join(dir, 'ddf'))
  assert.deepEqual(await run(dir, 'ddf'), [1, ['No descriptor files (*.ddf.json) to check']])
  write(dir, 'ddf/a.ddf.json', { items: [item] })
  write(dir, 'ddf/b.ddf.json', { items: [item] })
  assert.deepEqual(await run(dir, 'ddf'), [0, ['2 files checked: no errors, no warnings']])
})

test.run()
