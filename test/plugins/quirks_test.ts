import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { membersOf } from '../../codegen/traits.ts'
import { shippedPlugins } from '../../plugins/mod.ts'
import { coreTraits } from '../../runtime/model.ts'
import { packageRoot } from '../../runtime/package_root.ts'
import { traitPaths } from '../../runtime/plugin/traits.ts'

const root = packageRoot()
const counts = { T: 14, B: 13, C: 19, F: 20, M: 23, P: 24, X: 25 } as const
const all = Object.entries(counts).flatMap(([group, count]) =>
  Array.from({ length: count }, (_, index) => `${group}${index + 1}`),
)

interface Row {
  readonly id: string
  readonly text: string
  /** How it is dealt with. */
  readonly how: string
  readonly plugins: readonly string[]
  readonly tests: readonly string[]
}

const rows = readFileSync(join(root, 'plugins/QUIRKS.md'), 'utf8')
  .split('\n')
  .filter((line) => /^\| [A-Z]\d+ \|/.test(line))
  .map(rowOf)

function rowOf(line: string): Row {
  const [, id = '', text = '', how = '', plugins = '', tests = ''] = line
    .split('|')
    .map((cell) => cell.trim())
  return {
    id,
    text,
    how,
    plugins: plugins === '-' ? [] : plugins.split(' '),
    tests: [...tests.matchAll(/`([^`]+)`/g)].flatMap((match) => match.slice(1)),
  }
}

const isDone = ({ how }: Row) => !how.startsWith('not done')

/** Names of the tests of a file. */
function testNames(file: string): readonly string[] {
  const text = readFileSync(join(root, file), 'utf8')
  return [...text.matchAll(/\btest\(\s*(['`"])((?:\\.|(?!\1)[^\\])*)\1/g)].flatMap((match) =>
    match.slice(2),
  )
}

test('every row is there, once, in order', () => {
  assert.equal(
    rows.map(({ id }) => id),
    all,
  )
  assert.is(all.length, 138)
})

test('every row says what stations do and where it is dealt with', () => {
  for (const { id, text, how } of rows) {
    assert.ok(text.length > 10, id)
    assert.match(
      how,
      /^(core: .+|trait `.+`.*|hook (payload|event|command|text) of .+|not done: .+)$/,
    )
  }
})

test('at least 120 rows are covered by a test that carries the row in its name', () => {
  for (const row of rows) {
    assert.is(row.tests.length > 0, isDone(row), row.id)
    for (const file of row.tests) {
      assert.ok(existsSync(join(root, file)), `${row.id}: there is no ${file}`)
      const named = testNames(file).some((name) => new RegExp(`\\b${row.id}\\b`).test(name))
      assert.ok(named, `${row.id}: no test of ${file} names it`)
    }
  }
  const covered = rows.filter(({ tests }) => tests.length > 0).length
  assert.ok(covered >= 120, `${covered} rows`)
})

test('traits that a row names exist, and name the row', () => {
  const paths = new Set(traitPaths(coreTraits).map(([path]) => path))
  const source = readFileSync(join(root, 'runtime/model/traits.ts'), 'utf8')
  const groups = membersOf(source, 'Traits').filter(({ name }) => name !== 'hints')
  const documented = new Map<string, readonly string[]>(
    groups.flatMap(({ name, type }) =>
      membersOf(source, type).map((trait) => [`${name}.${trait.name}`, trait.rows] as const),
    ),
  )
  for (const { id, how } of rows) {
    for (const [, path = ''] of how.matchAll(/`(\w+(?:\.\w+)?)`/g)) {
      if (path === 'Connection') continue
      assert.ok(paths.has(path), `${id}: there is no trait ${path}`)
      const named = documented.get(path)
      if (named !== undefined) assert.ok(named.includes(id), `${path} does not name ${id}`)
    }
  }
  for (const [path, named] of documented) {
    for (const id of named) assert.ok(all.includes(id), `${path} names ${id}, which is no row`)
  }
})

test('plugins of a row are those that name it, and hooks those that have one', () => {
  const naming = new Map(shippedPlugins.map(({ name }) => [name, rowsIn(name)] as const))
  for (const { id, how, plugins } of rows) {
    const expected = [...naming].flatMap(([name, ids]) => (ids.includes(id) ? [name] : []))
    assert.equal([...plugins].sort(), expected.sort(), id)
    const [, hook = '', list = ''] =
      /hook (payload|event|command|text) of ([\w-]+(?: and [\w-]+)*)/.exec(how) ?? []
    for (const name of list === '' ? [] : list.split(' and ')) {
      const plugin = shippedPlugins.find((one) => one.name === name)
      assert.ok(Object.hasOwn(plugin?.hooks ?? {}, hook), `${id}: ${name} has no hook ${hook}`)
    }
  }
  for (const [name, ids] of naming) {
    for (const id of ids) assert.ok(all.includes(id), `${name} names ${id}, which is no row`)
  }
})

/** Rows that the documentation of a plugin names. */
function rowsIn(name: string): readonly string[] {
  const text = readFileSync(join(root, 'plugins', name, 'plugin.ts'), 'utf8')
  const comment = /\/\*\*[\s\S]*?\*\//.exec(text)?.[0].replaceAll(/\n \*/g, '') ?? ''
  return /\bQuirks((?: [A-Z]\d{1,2})+)/.exec(comment)?.[1]?.trim().split(' ') ?? []
}

test.run()
