import * as assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { suite } from 'uvu'
import { newPlugin } from '../../runtime/cli/new_plugin.ts'
import { createIsolateHost } from '../../runtime/plugin/isolate/host.ts'
import { PluginRegistry } from '../../runtime/plugin/registry.ts'
import { assertReplay } from '../../runtime/testing.ts'

const test = suite<{ dir: string }>('cli new_plugin')
const root = fileURLToPath(new URL('../..', import.meta.url))

test.before.each((context) => {
  context.dir = mkdtempSync(join(tmpdir(), 'ddf-new-'))
})
test.after.each(({ dir }) => rmSync(dir, { recursive: true }))

interface Given {
  readonly vendor: string
  readonly model: string
  readonly name?: string
}

function run(dir: string, given: Given): [number, string[]] {
  const said: string[] = []
  const code = newPlugin({ ...given, dir, out: (text) => said.push(text) })
  return [code, said.map((line) => line.replaceAll(`${dir}/`, ''))]
}

/** Runs the test of a plugin as its author would, with the package as it lies here. */
async function runTest(folder: string): Promise<string> {
  const file = join(folder, 'plugin_test.mjs')
  const testing = JSON.stringify(join(root, 'runtime/testing.ts'))
  const text = readFileSync(file, 'utf8').replace("'ddf-runtime/testing'", testing)
  writeFileSync(file, text)
  const loader = import.meta.resolve('tsx')
  const { stdout } = await promisify(execFile)(process.execPath, ['--import', loader, file], {
    env: { ...process.env, NODE_TEST_CONTEXT: undefined },
  })
  return stdout
}

/** What the test of a plugin imports must be built in a clone. */
const first = existsSync(join(root, 'dist')) ? '' : 'npm run build && '

test('writes a plugin, a recording and a test that passes', async ({ dir }) => {
  assert.deepEqual(run(dir, { vendor: 'ACME Ltd.', model: 'Box*' }), [
    0,
    [
      'Wrote acme-ltd-box/plugin.ts',
      'Wrote acme-ltd-box/session.jsonl',
      'Wrote acme-ltd-box/plugin_test.mjs',
      `Try it with: ${first}node acme-ltd-box/plugin_test.mjs`,
    ],
  ])
  assert.match(await runTest(join(dir, 'acme-ltd-box')), /pass 1\n/)
})

test('writes a recording that only a plugin that fits can replay', async ({ dir }) => {
  run(dir, { vendor: 'ACME', model: 'Box' })
  const file = join(dir, 'acme-box', 'plugin.ts')
  writeFileSync(file, readFileSync(file, 'utf8').replace("'Box'", "'Other'"))
  const recording = join(dir, 'acme-box', 'session.jsonl')
  await assert.rejects(
    assertReplay(recording, { plugin: file }),
    /The plugin acme-box was never chosen/,
  )
})

const odd: readonly Required<Given>[] = [
  { vendor: 'O\'Neil "& Sons"', model: 'a\\b', name: 'quotes' },
  // biome-ignore lint/suspicious/noTemplateCurlyInString: that is what may be in a text
  { vendor: '*/ ${x} `y`', model: '$& $1', name: 'signs' },
  { vendor: 'Größe\n', model: '', name: 'letters' },
]

test('writes a plugin that is right whatever vendor and model are', async ({ dir }) => {
  const registry = new PluginRegistry({ shipped: [], loader: createIsolateHost() })
  for (const given of odd) {
    const { name, vendor, model } = given
    assert.equal(run(dir, given)[0], 0)
    const text = readFileSync(join(dir, name, 'plugin.ts'), 'utf8')
    const state = await registry.put({ name, file: 'plugin.ts', text })
    assert.deepEqual(state?.faults, [], vendor)
    assert.deepEqual(state?.active?.manifest.match, [{ vendor, model }])
  }
  await registry.close()
})

test('never overwrites', ({ dir }) => {
  mkdirSync(join(dir, 'acme-box'))
  assert.deepEqual(run(dir, { vendor: 'ACME', model: 'Box' }), [
    1,
    ['Cannot write acme-box: it exists already; choose another --name, or remove it first'],
  ])
  assert.deepEqual(readdirSync(join(dir, 'acme-box')), [])
})

test('makes the folder', ({ dir }) => {
  const folder = join(dir, 'a', 'plugins')
  assert.equal(newPlugin({ vendor: 'A', model: 'B', dir: folder, out: () => {} }), 0)
  assert.deepEqual(readdirSync(folder), ['a-b'])
})

test('says why a folder cannot be written', ({ dir }) => {
  writeFileSync(join(dir, 'file'), '')
  const [code, [line = '']] = run(join(dir, 'file', 'plugins'), { vendor: 'A', model: 'B' })
  assert.equal(code, 1)
  assert.match(line, /^Cannot write .*: a part of the path is no folder$/)
})

for (const name of ['../x', 'a b', '', '.hidden', 'a/b', 'Acme', 'x'.repeat(65)]) {
  test(`refuses the name ${JSON.stringify(name)}`, ({ dir }) => {
    const [code, [line = '']] = run(dir, { vendor: 'A', model: 'B', name })
    assert.equal(code, 1)
    assert.ok(line.startsWith(`Cannot name a plugin "${name}": use up to 64 of a-z, 0-9 and "-"`))
    assert.deepEqual(readdirSync(dir), [])
  })
}

test('asks for a name where vendor and model give none', ({ dir }) => {
  const [code, [line = '']] = run(dir, { vendor: '*', model: '好' })
  assert.equal(code, 1)
  assert.match(line, /; name it yourself with --name$/)
})

test.run()
