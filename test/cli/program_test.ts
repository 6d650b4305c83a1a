import { readFileSync } from 'node:fs'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { settingRows } from '../../runtime/settings.ts'
import { begin, ddf, type Run } from './support/ddf.ts'

const bad: [args: string, line: string][] = [
  ['start --prot 1', "ddf: unknown option '--prot'; did you mean --port?"],
  ['start --frobnicate', "ddf: unknown option '--frobnicate'; --help shows what is allowed"],
  ['strat', "ddf: unknown command 'strat'; did you mean start?"],
  [
    'frob',
    "ddf: unknown command 'frob'; commands are start, generate, check, token create, token list, token revoke, station set, station approve, station reject, ca init, ca server, ca sign, ca issue, ca revoke, ca list, new descriptor, new plugin, replay, simulate",
  ],
  ['start --port', "ddf: option '--port <PORT>' argument missing; --help shows what is allowed"],
  [
    'start --port 99999',
    'ddf: Cannot use --port "99999": allowed is a whole number from 0 to 65535',
  ],
  [
    'start --config nowhere.json',
    `ddf: Cannot read the settings file nowhere.json (--config): there is no file ${process.cwd()}/nowhere.json`,
  ],
  [
    'start --ddf nowhere',
    `ddf: Cannot use the folder of descriptors ${process.cwd()}/nowhere: there is no such folder; create it, or correct --ddf`,
  ],
  [
    'simulate --stations many',
    'ddf: Cannot use --stations "many": allowed is a whole number from 1 to 1000',
  ],
  [
    'new plugin --model Box',
    "ddf: required option '--vendor <TEXT>' not specified; --help shows what is allowed",
  ],
  [
    'simulate --url ws://127.0.0.1:1 --for 0.1',
    'ddf: No station was accepted by ws://127.0.0.1:1: is "ddf start" running there?',
  ],
]

const runs = new Map<string, Promise<Run>>()
for (const args of [...bad.map(([args]) => args), '--version', '--help', 'start --help']) {
  runs.set(args, ddf(args.split(' ')))
}

function run(args: string): Promise<Run> {
  return runs.get(args) ?? ddf(args.split(' '))
}

for (const [args, line] of bad) {
  test(`ddf ${args} ends with code 1 and one line`, async () => {
    const { code, err } = await run(args)
    assert.is(err, `${line}\n`)
    assert.is(code, 1)
  })
}

test('ddf --version prints the version of the package', async () => {
  const { version } = JSON.parse(readFileSync('package.json', 'utf8'))
  assert.equal(await run('--version'), { code: 0, out: `${version}\n`, err: '' })
})

test('ddf --help names every command', async () => {
  const { code, out } = await run('--help')
  assert.is(code, 0)
  for (const name of ['start', 'generate', 'check', 'new', 'replay', 'simulate']) {
    assert.match(out, new RegExp(`^  ${name}\\b`, 'm'))
  }
})

test('ddf start --help shows every flag with its default and its variable', async () => {
  const { code, out } = await run('start --help')
  assert.is(code, 0)
  const text = out.replace(/\s+/g, ' ')
  for (const { flag, variable, standard } of settingRows()) {
    if (flag === undefined) continue
    const start = text.indexOf(` ${flag} `)
    assert.ok(start > 0, flag)
    assert.match(text.slice(start, start + 250), `(default: ${standard}; ${variable})`)
  }
})

test('a reader that has seen enough is no error', async () => {
  const { child, ended } = begin(['--help'])
  child.stdout?.destroy()
  const { err } = await ended
  assert.is(err, '')
})

test.run()
