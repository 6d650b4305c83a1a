import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join, normalize } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'

/** What anyone may import: they know nothing of ours. */
const common = [
  'runtime/clock.ts',
  'runtime/held_clock.ts',
  'runtime/jsonc.ts',
  'runtime/log.ts',
  'runtime/match_text.ts',
  'runtime/memory/',
  'runtime/nearest.ts',
  'runtime/own_source.ts',
  'runtime/package_root.ts',
  'runtime/percent_decoded.ts',
  'runtime/plain_json.ts',
  'runtime/shared_lists.ts',
  'runtime/shared_texts.ts',
  'runtime/try_all.ts',
  'runtime/units.ts',
]
const model = ['runtime/model.ts', 'runtime/model/']
const versions = ['runtime/dialect/versions.ts']
const settings = ['runtime/settings.ts']
const flow = [
  ...model,
  'runtime/rpc/',
  'runtime/dialect/',
  'runtime/descriptor/',
  'runtime/plugin/',
  'runtime/items/',
]
const parts = [
  ...flow,
  ...settings,
  'runtime/station/',
  'runtime/recording/',
  'runtime/http/',
  'runtime/storage/',
  'runtime/restart/',
  'runtime/files/',
  'runtime/history/',
  'runtime/ledger/',
  'runtime/security/',
  'runtime/access/',
  'runtime/audit/',
]

/** Who may import what, besides the common files and its own folder; the longest prefix counts. */
const layers: Readonly<Record<string, readonly string[]>> = {
  'runtime/clock.ts': [],
  'runtime/engine.ts': [],
  'runtime/held_clock.ts': [],
  'runtime/jsonc.ts': [],
  'runtime/log.ts': ['runtime/log_mask.ts'],
  'runtime/log_mask.ts': [],
  'runtime/match_text.ts': [],
  'runtime/memory/': [],
  'runtime/nearest.ts': [],
  'runtime/own_source.ts': [],
  'runtime/package_root.ts': [],
  'runtime/percent_decoded.ts': [],
  'runtime/plain_json.ts': [],
  'runtime/shared_lists.ts': [],
  'runtime/shared_texts.ts': [],
  'runtime/try_all.ts': [],
  'runtime/units.ts': model,
  'runtime/model': ['runtime/model/'],
  'runtime/rpc/': [],
  'runtime/dialect/': [...model, 'runtime/rpc/'],
  'runtime/descriptor/': [...model, ...versions],
  'runtime/plugin/': model,
  'runtime/items/': [...model, 'runtime/descriptor/'],
  'runtime/station/': flow,
  'runtime/http/': [
    ...model,
    'runtime/descriptor/',
    'runtime/items/',
    'runtime/station/',
    'runtime/plugin/',
    'runtime/security/',
    'runtime/files/',
    'runtime/access/',
    'runtime/ledger/',
    'runtime/storage/transactions.ts',
    'runtime/audit/',
  ],
  'runtime/ledger/': [...model, 'runtime/storage/'],
  'runtime/recording/': [...flow, 'runtime/station/'],
  'runtime/history/': [
    ...model,
    'runtime/descriptor/',
    'runtime/items/',
    'runtime/storage/history.ts',
    'runtime/storage/series_names.ts',
  ],
  'runtime/storage/': model,
  'runtime/restart/': [
    ...flow,
    'runtime/ledger/sample_text.ts',
    'runtime/station/',
    'runtime/storage/',
  ],
  'runtime/access/': ['runtime/storage/'],
  'runtime/audit/': [],
  'runtime/files/': [],
  'runtime/security/': [...model, 'runtime/storage/'],
  'runtime/settings': ['runtime/settings/', ...versions],
  'runtime/simulator/': [...model, ...versions],
  'runtime/serve/': [...parts, 'runtime/runtime.ts'],
  'runtime/cli/': [
    ...parts,
    'runtime/engine.ts',
    'runtime/runtime.ts',
    'runtime/replay_inputs.ts',
    'runtime/serve/',
    'runtime/simulator/',
  ],
  // The one door to the generator, which is wanted only when it is called.
  'runtime/cli/generate.ts': [...settings, 'runtime/cli/', 'codegen/main.ts'],
  'runtime/main.ts': ['runtime/cli/'],
  'runtime/mod.ts': [...parts, 'runtime/', 'runtime/serve/'],
  'runtime/ddf.js': ['runtime/main.ts', 'dist/'],
  // The top of the runtime puts the parts together.
  'runtime/': [...parts, 'runtime/', 'plugins/mod.ts'],
  'codegen/build/': [],
  'codegen/': [...model, 'runtime/descriptor/', 'runtime/dialect/'],
  'ddf/': ['runtime/descriptor/accessor.ts'],
  'plugins/': ['runtime/plugin/'],
}

/** Where a cast that the type system cannot follow is allowed, and how many of them. */
const castsAllowed: Readonly<Record<string, number>> = {
  'runtime/station/execute.ts': 1,
  'runtime/dialect/ocpp16_host_calls.ts': 4,
}

const vendors =
  /\b(abb|alfen|autel|bender|compleo|easee|ebee|evbox|go-?e|huawei|keba|mennekes|schneider|tesla|vestel|wattpilot|webasto|zaptec)\b/i
const versionWord = /['"`][^'"`\s]*(1\.6|2\.0\.1|\b2\.1\b)[^'"`\s]*['"`]|\bocpp_?(16|201|21)/i

const longest = 250

const sources = ['runtime', 'codegen', 'ddf', 'plugins'].flatMap(filesIn)
const written = sources.filter((file) => !file.includes('.gen.'))
const tests = filesIn('test')

/** What is wrong with a file by a rule; nothing when all is well. */
type Rule = (file: string, text: string) => readonly string[]

function offences(files: readonly string[], rule: Rule): string[] {
  return files.flatMap((file) => {
    const found = rule(file, readFileSync(file, 'utf8'))
    return found.map((what) => `${file}: ${what}`)
  })
}

const importRule: Rule = (file, text) =>
  importsOf(file, text).flatMap((target) =>
    mayImport(file, target) ? [] : [`may not import ${target}`],
  )

const versionRule: Rule = (file, text) =>
  file.startsWith('runtime/dialect/') ? [] : found(versionWord, withoutComments(text))

const vendorRule: Rule = (_, text) => found(vendors, withoutComments(text))

const castRule: Rule = (file, text) => {
  const casts = withoutStrings(text).match(/\bas (any|never|unknown)\b/g) ?? []
  return casts.slice(castsAllowed[file] ?? 0)
}

const nonNullRule: Rule = (_, text) => found(/[\w\])]!(?=[.[);,]|$)/m, withoutStrings(text))

const consoleRule: Rule = (file, text) =>
  file.startsWith('runtime/cli/') || file === 'runtime/ddf.js'
    ? []
    : found(/\bconsole\.\w+/, withoutStrings(text))

const environmentRule: Rule = (file, text) =>
  file === 'runtime/cli/read_settings.ts' || !file.startsWith('runtime/')
    ? []
    : found(/\b(process\.env|Deno\.env|Bun\.env|import\.meta\.env)\b/, withoutStrings(text))

const lengthRule: Rule = (_, text) => {
  const lines = text.split('\n').length - 1
  return lines > longest ? [`has ${lines} lines`] : []
}

const suiteRule: Rule = (file, text) => {
  const imported = /import \{([^}]*)\} from 'uvu'/.exec(text)?.[1]
  const isTest = file.endsWith('_test.ts')
  if (!imported) return isTest ? ['does not use uvu'] : []
  if (!isTest) return ['has tests, but its name does not end in _test.ts']
  const suites = [...withoutStrings(text).matchAll(/const (\w+) = suite\b/g)].flatMap((match) =>
    match.slice(1),
  )
  if (/\btest\b/.test(imported)) suites.push('test')
  const idle = suites.filter((name) => !new RegExp(`^${name}\\.run\\(\\)`, 'm').test(text))
  return [
    ...idle.map((name) => `forgets ${name}.run()`),
    ...found(/\b\w+\.only\(/, withoutStrings(text)),
  ]
}

const rules: readonly [name: string, files: readonly string[], rule: Rule][] = [
  ['imports only what its layer may know', sources, importRule],
  ['names an OCPP version only in runtime/dialect', written.filter(inRuntime), versionRule],
  ['names a vendor only in plugins', written.filter(inRuntime), vendorRule],
  ['casts to any, never or unknown only in lookups', written, castRule],
  ['asserts nothing to be non-null', written, nonNullRule],
  ['prints only in runtime/cli', written.filter(inRuntime), consoleRule],
  ['reads the environment only for the settings', written, environmentRule],
  [`is at most ${longest} lines long`, written, lengthRule],
]

for (const [name, files, rule] of rules) {
  test(`every source file ${name}`, () => {
    assert.ok(files.length > 50)
    assert.equal(offences(files, rule), [])
  })
}

test('every test file runs its tests, and all of them', () => {
  assert.equal(offences(tests, suiteRule), [])
})

// --- the rules themselves: each finds what it is for

const bad: readonly [what: string, rule: Rule, file: string, text: string][] = [
  ['an import upwards', importRule, 'runtime/rpc/link.ts', "import { a } from '../station/hub.ts'"],
  ['a late import', importRule, 'runtime/http/app.ts', "await import('../cli/start.ts')"],
  ['a re-export', importRule, 'runtime/model.ts', "export * from './rpc/frame.ts'"],
  ['an import of tests', importRule, 'runtime/runtime.ts', "import '../test/x.ts'"],
  ['an import of codegen', importRule, 'runtime/cli/start.ts', "import '../../codegen/main.ts'"],
  ['a version', versionRule, 'runtime/station/hub.ts', "if (protocol === 'ocpp1.6') go()"],
  ['a file of a version', versionRule, 'runtime/http/x.ts', "import '../dialect/ocpp201.ts'"],
  ['a vendor', vendorRule, 'runtime/station/hub.ts', "if (vendor === 'KEBA') go()"],
  ['a cast', castRule, 'runtime/http/app.ts', 'const a = b as any'],
  ['a non-null assertion', nonNullRule, 'runtime/http/app.ts', 'a.get(1)!.go()'],
  ['a print', consoleRule, 'runtime/http/app.ts', 'console.log(1)'],
  ['the environment', environmentRule, 'runtime/http/app.ts', 'const a = process.env.HOME'],
  ['a long file', lengthRule, 'runtime/http/app.ts', '\n'.repeat(longest + 1)],
  ['a test that is not run', suiteRule, 'test/a_test.ts', "import { test } from 'uvu'\ntest('')"],
  [
    'a suite that is not run',
    suiteRule,
    'test/a_test.ts',
    "import { suite } from 'uvu'\nconst a = suite()",
  ],
  ['a test of another name', suiteRule, 'test/a.ts', "import { test } from 'uvu'\ntest.run()"],
  ['an only', suiteRule, 'test/a_test.ts', "import { test } from 'uvu'\ntest.only('')\ntest.run()"],
]

for (const [what, rule, file, text] of bad) {
  test(`the rules find ${what}`, () => assert.is(rule(file, text).length, 1))
}

test('the rules look past comments and texts', () => {
  const text = "// ocpp1.6 of KEBA\nconst a = 'no!. console.log as any'\n"
  const all = rules.flatMap(([, , rule]) => rule('runtime/http/app.ts', text))
  assert.equal(all, [])
})

test.run()

function filesIn(folder: string): string[] {
  if (!existsSync(folder)) return []
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && /\.[jt]s$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
}

function inRuntime(file: string): boolean {
  return file.startsWith('runtime/')
}

function importsOf(file: string, text: string): string[] {
  // Code that is generated from here has imports of its own, in templates.
  const code = text.replace(tokens, (token) => (token.startsWith("'") ? token : ''))
  const places = code.matchAll(/\b(?:from|import)\s*\(?\s*'(\.[^']+)'/g)
  return [...places].map(([, place = '']) => normalize(join(dirname(file), place)))
}

function mayImport(file: string, target: string): boolean {
  const layer = Object.keys(layers)
    .filter((prefix) => file.startsWith(prefix))
    .sort((a, b) => b.length - a.length)[0]
  const own = layer?.endsWith('/') ? [layer] : []
  const allowed = [...common, ...own, ...(layer === undefined ? [] : (layers[layer] ?? []))]
  return allowed.some((prefix) =>
    prefix.endsWith('/') ? isUnder(target, prefix) : target === prefix,
  )
}

/** `runtime/` means the files right in it, as what lies deeper has a layer of its own. */
function isUnder(target: string, prefix: string): boolean {
  return prefix === 'runtime/' ? dirname(target) === 'runtime' : target.startsWith(prefix)
}

function found(pattern: RegExp, text: string): readonly string[] {
  return (pattern.exec(text) ?? []).slice(0, 1)
}

const tokens =
  /\/\*[\s\S]*?\*\/|\/\/[^\n]*|'(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*"|`(?:\\[\s\S]|[^`\\])*`/g

function withoutComments(text: string): string {
  return text.replace(tokens, (token) => (token.startsWith('/') ? '' : token))
}

function withoutStrings(text: string): string {
  return text.replace(tokens, (token) => (token.startsWith('/') ? '' : "''"))
}
