import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { Fault } from '../../../runtime/plugin/fault.ts'
import { given, isolate, payload } from './support/isolated.ts'

const { host, load, runner } = isolate()

test('gives what a plugin says of itself as JSON, with its hooks by name', async () => {
  const loaded = await load(`
    import { definePlugin, type Plugin } from 'ddf-runtime/plugin'
    import type { Command } from 'ddf-runtime/plugin'
    const match: Plugin['match'] = [{ vendor: 'Acme', firmware: '<2.0' }]
    export default definePlugin({
      name: 'acme',
      revision: 3,
      match,
      traits: { meter: { scale: { 'Power.Active.Import': 1_000 } }, hints: undefined },
      hooks: {
        text: (text: string): string => text,
        command(command: Command) { return command satisfies Command },
      },
    } as const)
  `)
  assert.ok(loaded.ok)
  assert.equal(loaded.definition, {
    name: 'acme',
    revision: 3,
    match: [{ vendor: 'Acme', firmware: '<2.0' }],
    traits: { meter: { scale: { 'Power.Active.Import': 1000 } } },
    hooks: ['text', 'command'],
  })
  loaded.runner.close()
})

test('takes a plugin without hooks', async () => {
  const loaded = await load("export default { name: 'acme', match: [] }")
  assert.ok(loaded.ok)
  assert.equal(loaded.definition, { name: 'acme', match: [], hooks: [] })
})

test('takes JavaScript as it is', async () => {
  const loaded = await load("export default { name: 'acme' }", {}, 'js')
  assert.equal(loaded.ok && loaded.definition, { name: 'acme', hooks: [] })
})

test('follows imports within the folder, by the name of the source or of what is built', async () => {
  const modules = {
    './parts/factor.ts': "import { ten } from '../ten.ts'\nexport const factor: number = ten * 2",
    './ten.ts': 'export const ten = 10',
    './plain.js': 'export default 1',
    './never.ts': 'this is ( no module',
  }
  const acme = await runner(
    `import { factor } from './parts/factor.js'
     import one from './plain.js'
     export default { hooks: { payload: () => factor + one } }`,
    modules,
  )
  assert.is(await given(payload(acme)), 21)
})

test('lets modules import each other in a circle', async () => {
  const acme = await runner(
    "import { b } from './b.ts'\nexport const a = 1\nexport default { hooks: { payload: () => b() } }",
    { './b.ts': "import { a } from './plugin.ts'\nexport const b = () => a + 1" },
  )
  assert.is(await given(payload(acme)), 2)
})

/** What is no plugin, and where the fault is said to be. */
const refused: readonly [
  what: string,
  text: string,
  expected: Partial<Fault> & { says: RegExp },
][] = [
  [
    'a mistake',
    'export default {\n  name: ,\n}',
    { line: 2, column: 9, says: /SyntaxError: Expr/ },
  ],
  [
    'an enum',
    "const a = 1\nenum Kind { A }\nexport default { name: 'acme' }",
    { line: 2, column: 1, says: /enum is not supported/ },
  ],
  [
    'a parameter property',
    'class A { constructor(private a: number) {} }\nexport default new A(1)',
    { line: 1, column: 31, says: /parameter property/ },
  ],
  ['no default export', "export const name = 'acme'", { says: /default export/ }],
  ['a default export that is no object', 'export default 7', { says: /default export/ }],
  ['a promise', 'export default Promise.resolve({})', { says: /promise/ }],
  ['waiting', 'await 1\nexport default {}', { says: /await at its top level/ }],
  ['a hook that is no function', 'export default { hooks: { text: 1 } }', { says: /hooks\.text/ }],
  ['hooks that are no object', 'export default { hooks: 1 }', { says: /hooks/ }],
  ['a function among the data', 'export default { name: () => 1 }', { says: /function/ }],
  [
    'a module that throws',
    "const a: unknown = undefined\n\n  throw new TypeError('not here')\nexport default {}",
    { line: 3, column: 22, says: /^TypeError: not here/ },
  ],
  [
    'a name that is not there',
    'export default {\n  name: nowhere.at.all,\n}',
    { line: 2, column: 9, says: /nowhere/ },
  ],
  [
    'a name that only the host has',
    'const { env } = process\nexport default { name: env.HOME }',
    { line: 1, says: /process.*sees only what its hooks are given/ },
  ],
  [
    'a type imported as a value',
    "import {\n  Plugin,\n} from 'ddf-runtime/plugin'\nexport default {}",
    { line: 2, column: 3, says: /Plugin.*import type/ },
  ],
  [
    'a file that is not there',
    "\n  import { a } from './a.ts'\nexport default a",
    { line: 2, column: 21, says: /there is no plugins\/acme\/a\.ts/ },
  ],
  [
    'a mistake in another file',
    "import { a } from './mistake.ts'\nexport default a",
    { file: 'plugins/acme/mistake.ts', line: 2, column: 11, says: /SyntaxError/ },
  ],
  [
    'an error in another file',
    "import { a } from './error.ts'\nexport default a",
    { file: 'plugins/acme/error.ts', line: 3, column: 18, says: /^Error: of another file/ },
  ],
  ['a NUL character', 'export default {}\0', { says: /NUL/ }],
]

const others = {
  './mistake.ts': '\nconst a = ;',
  './error.ts': '\nexport const a = (() => {\n  throw new Error("of another file")\n})()',
}

for (const [what, text, { says, ...place }] of refused) {
  test(`refuses ${what}, and says where it is`, async () => {
    const loaded = await load(text, others)
    if (loaded.ok) throw new Error('It is loaded')
    const { kind, message, file, line, column } = loaded.fault
    assert.is(kind, 'load')
    assert.match(message, says)
    const told = { file, line, column }
    assert.equal({ ...told, file: 'plugins/acme/plugin.ts', ...place }, told)
  })
}

test('refuses sources that are too large, all files together', async () => {
  const { host: small, load: loadSmall } = isolate({ limits: { source: 100 } })
  const loaded = await loadSmall('export default {}', { './a.ts': 'x'.repeat(100) })
  assert.match(loaded.ok ? '' : loaded.fault.message, /allowed are 100/)
  await small.close()
})

test.after(() => host.close())
test.run()
