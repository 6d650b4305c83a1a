import * as assert from 'node:assert/strict'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { suite } from 'uvu'
import { newDescriptor } from '../../runtime/cli/new_descriptor.ts'
import { loadDescriptorFile } from '../../runtime/descriptor/files.ts'

const test = suite<{ dir: string }>('cli new_descriptor')

test.before.each((context) => {
  context.dir = mkdtempSync(join(tmpdir(), 'ddf-new-'))
})
test.after.each(({ dir }) => rmSync(dir, { recursive: true }))

async function run(dir: string, name: string): Promise<[number, string[]]> {
  const said: string[] = []
  const code = await newDescriptor({ name, dir, out: (text) => said.push(text) })
  return [code, said.map((line) => line.replaceAll(`${dir}/`, ''))]
}

test('writes a start that is complete and right', async ({ dir }) => {
  assert.deepEqual(await run(dir, 'my-box'), [
    0,
    ['Wrote my-box.ddf.json; edit its "match" and items, then run: ddf check my-box.ddf.json'],
  ])
  const { descriptor, findings } = loadDescriptorFile(join(dir, 'my-box.ddf.json'))
  assert.deepEqual(findings, [])
  assert.equal(descriptor?.name, 'my-box')
  assert.deepEqual(descriptor?.match, [{ vendor: 'Example', model: 'Box*' }])
  assert.deepEqual(
    descriptor?.items.map(({ key, direction }) => `${key} ${direction}`),
    ['state IN', 'power IN', 'energy IN', 'currentLimit OUT'],
  )
})

test('explains every member of match, and what else is not obvious', async ({ dir }) => {
  await run(dir, 'x')
  const comments = readFileSync(join(dir, 'x.ddf.json'), 'utf8')
    .split('\n')
    .filter((line) => line.trim().startsWith('//'))
    .join('\n')
  for (const word of [
    'vendor',
    'model',
    'firmware',
    'chargePointId',
    'extends',
    'map',
    'idle',
    'restore',
  ]) {
    assert.ok(comments.includes(`"${word}"`), word)
  }
})

test('makes the folder, and takes the name with or without its ending', async ({ dir }) => {
  const folder = join(dir, 'a', 'ddf')
  const said: string[] = []
  await newDescriptor({ name: 'box.ddf.json', dir: folder, out: (text) => said.push(text) })
  assert.deepEqual(readdirSync(folder), ['box.ddf.json'])
})

test('never overwrites', async ({ dir }) => {
  writeFileSync(join(dir, 'x.ddf.json'), 'mine')
  assert.deepEqual(await run(dir, 'x'), [
    1,
    ['Cannot write x.ddf.json: it exists already; choose another name, or remove it first'],
  ])
  assert.equal(readFileSync(join(dir, 'x.ddf.json'), 'utf8'), 'mine')
})

test('says why a folder cannot be written', async ({ dir }) => {
  writeFileSync(join(dir, 'file'), '')
  const [code, [line = '']] = await run(join(dir, 'file', 'ddf'), 'x')
  assert.equal(code, 1)
  assert.match(line, /^Cannot write .*: a part of the path is no folder$/)
})

for (const name of ['../x', 'a b', '', '.hidden', 'a/b', 'x'.repeat(65)]) {
  test(`refuses the name ${JSON.stringify(name)}`, async ({ dir }) => {
    const [code, lines] = await run(dir, name)
    assert.equal(code, 1)
    assert.deepEqual(lines, [
      `Cannot name a descriptor "${name}": use up to 64 letters, digits, dots, dashes and underscores, and start with a letter or digit`,
    ])
    assert.deepEqual(readdirSync(dir), [])
  })
}

test.run()
