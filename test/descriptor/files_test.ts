import * as assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { suite } from 'uvu'
import { descriptorFiles, loadDescriptorFile, slugOf } from '../../runtime/descriptor/files.ts'
import { maxLength } from '../../runtime/descriptor/parse_json.ts'
import { lines, power } from './support/load.ts'

const test = suite<{ dir: string }>('descriptor files')

test.before.each((context) => {
  context.dir = mkdtempSync(join(tmpdir(), 'ddf-files-'))
})
test.after.each(({ dir }) => rmSync(dir, { recursive: true }))

const file = (more: object) => JSON.stringify({ ddf: 1, name: 'Test', items: [power], ...more })

/** Findings with the folder left out. */
function findings(dir: string, name: string, options = {}): string[] {
  return lines(loadDescriptorFile(join(dir, name), options)).map((line) =>
    line.replaceAll(`${dir}/`, ''),
  )
}

test('loads a file and what it extends, relative to it', ({ dir }) => {
  mkdirSync(join(dir, 'sub'))
  writeFileSync(join(dir, 'base.ddf.json'), file({}))
  writeFileSync(join(dir, 'sub', 'own.ddf.json'), file({ extends: '../base.ddf.json' }))
  const { descriptor } = loadDescriptorFile(join(dir, 'sub', 'own.ddf.json'), { root: dir })
  assert.equal(descriptor?.slug, 'own')
  assert.deepEqual(descriptor?.bases, ['base'])
})

test('extends leaves no folder', ({ dir }) => {
  mkdirSync(join(dir, 'sub'))
  writeFileSync(join(dir, 'base.ddf.json'), file({}))
  writeFileSync(join(dir, 'sub', 'own.ddf.json'), file({ extends: '../base.ddf.json' }))
  assert.deepEqual(findings(dir, 'sub/own.ddf.json'), [
    `sub/own.ddf.json error extends-missing extends: Cannot extend "../base.ddf.json": it lies outside of the folder ${dir}/sub`.replaceAll(
      `${dir}/`,
      '',
    ),
  ])
})

test('a base that is not there, with the nearest', ({ dir }) => {
  writeFileSync(join(dir, 'base.ddf.json'), file({}))
  writeFileSync(join(dir, 'own.ddf.json'), file({ extends: './bse.ddf.json' }))
  assert.deepEqual(findings(dir, 'own.ddf.json'), [
    'own.ddf.json error extends-missing extends: Cannot extend "./bse.ddf.json": there is no such file; did you mean "./base.ddf.json"?',
  ])
})

test('a file that extends itself', ({ dir }) => {
  writeFileSync(join(dir, 'own.ddf.json'), file({ extends: './own.ddf.json' }))
  assert.deepEqual(findings(dir, 'own.ddf.json'), [
    'own.ddf.json error extends-cycle extends: The descriptor builds on itself: own.ddf.json → own.ddf.json',
  ])
})

test('what cannot be read is a finding', ({ dir }) => {
  mkdirSync(join(dir, 'folder.ddf.json'))
  writeFileSync(join(dir, 'large.ddf.json'), ' '.repeat(4 * maxLength + 1))
  writeFileSync(join(dir, 'latin.ddf.json'), Buffer.from([0x22, 0xe4, 0x22]))
  assert.deepEqual(findings(dir, 'no.ddf.json'), [
    'no.ddf.json error file : Cannot read the file: there is no such file',
  ])
  assert.deepEqual(findings(dir, 'folder.ddf.json'), [
    'folder.ddf.json error file : Cannot read the file: it is a folder',
  ])
  assert.deepEqual(findings(dir, 'latin.ddf.json'), [
    'latin.ddf.json error file : Cannot read the file: it is no UTF-8 text',
  ])
  assert.deepEqual(findings(dir, 'large.ddf.json'), [
    `large.ddf.json error file : Cannot read the file: it has ${4 * maxLength + 1} bytes, far too many`,
  ])
})

test('a file of another name is checked, with a warning', ({ dir }) => {
  writeFileSync(join(dir, 'own.json'), file({}))
  assert.deepEqual(findings(dir, 'own.json'), [
    'own.json warning file : Only files named *.ddf.json are served, with letters, digits, dots, dashes and underscores before that',
  ])
  assert.equal(loadDescriptorFile(join(dir, 'own.json')).descriptor?.slug, 'own')
})

test('lists the descriptors of a folder', ({ dir }) => {
  for (const name of ['b.ddf.json', 'a.ddf.json', 'c.json', 'ddf.schema.json'])
    writeFileSync(join(dir, name), '')
  assert.deepEqual(descriptorFiles(dir), ['a.ddf.json', 'b.ddf.json'])
  assert.equal(slugOf('/x/a.b.ddf.json'), 'a.b')
})

test.run()
