import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { membersOf, traitsTable, traitsTask } from '../../codegen/traits.ts'
import { coreTraits } from '../../runtime/model.ts'
import { packageRoot } from '../../runtime/package_root.ts'
import { traitPaths } from '../../runtime/plugin/traits.ts'

const source = readFileSync(join(packageRoot(), 'runtime/model/traits.ts'), 'utf8')

test('the table has every trait, with what it means and the quirks it is for', () => {
  const groups = membersOf(source, 'Traits').filter(({ name }) => name !== 'hints')
  const documented = groups.flatMap(({ name, type }) =>
    membersOf(source, type).map((trait) => ({ ...trait, path: `${name}.${trait.name}` })),
  )
  const paths = traitPaths(coreTraits).map(([path]) => path)
  assert.equal([...documented.map(({ path }) => path), 'hints'].sort(), [...paths].sort())
  for (const { path, meaning, rows } of documented) {
    assert.match(meaning, /\.$/, path)
    assert.ok(rows.length > 0, `${path} names no quirk`)
  }
})

test('a trait is told as its documentation says it', () => {
  const text = [
    '',
    '/** All. */',
    'export interface Traits {',
    '  readonly setup: SetupTraits',
    '}',
    '',
    '/** Read by set-up. */',
    'export interface SetupTraits {',
    '  /**',
    '   * How many,',
    '   * at most [C1, C2].',
    '   */',
    '  readonly chunk: number | null',
    '}',
    '',
  ].join('\n')
  const lines = traitsTable(text).split('\n')
  assert.ok(lines.includes('Read by set-up.'))
  assert.ok(
    lines.includes('| `chunk` | `number \\| null` | `4` | How many, at most. | C1 C2 |'),
    lines.join('\n'),
  )
})

test('the table in the project is the one that is generated', async () => {
  for (const [path, text] of await traitsTask.outputs()) {
    assert.is(readFileSync(join(packageRoot(), path), 'utf8'), text, `${path}: run ddf generate`)
  }
})

test.run()
