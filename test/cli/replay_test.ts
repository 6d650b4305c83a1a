import { readFileSync } from 'node:fs'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { framesPath } from '../recording/support/recordings.ts'
import { ddf, inFolder } from './support/ddf.ts'

const keba = framesPath('sap-keba-16')
const evlink = framesPath('sap-evlink-16')

test('prints the timeline of a recording, the same each time', () =>
  inFolder(async (cwd) => {
    const [one, two] = await Promise.all([
      ddf(['replay', keba], { cwd }),
      ddf(['replay', keba], { cwd }),
    ])
    assert.equal([one.code, one.err], [0, ''])
    assert.is(one.out, two.out)
    const lines = one.out.split('\n')
    assert.is(lines[0], '2026-11-22')
    for (const line of [
      '22:01:07.600 A-KEBA-00001    <-      BootNotification',
      '22:01:07.600 A-KEBA-00001    plugin  keba: match[0] fits: model KC-P30*, vendor Keba*',
      '22:01:08.614 A-KEBA-00001    call    ChangeConfiguration {"key":"MeterValueSampleInterval","value":"10"}',
      '22:02:02.954 A-KEBA-00001:1  item    power = 3.672 kW',
      'A-KEBA-00001:1 at the end, by descriptor ocpp-general and plugin keba',
      '  energy              15 Wh (offline)',
    ]) {
      assert.ok(lines.includes(line), line)
    }
  }))

test('shows what another plugin changes', () =>
  inFolder(async (cwd) => {
    const args = ['replay', evlink, '--plugin', 'evbox-elvi', '--diff', 'none']
    const { code, out, err } = await ddf(args, { cwd })
    assert.equal([code, err], [0, ''])
    assert.ok(out.startsWith('--- no plugin\n+++ plugin evbox-elvi\n@@ -1,'), out.slice(0, 200))
    assert.match(out, /^-.* plugin {2}none: Every plugin is forbidden for station A-EVLINK-00001$/m)
    assert.match(out, /^\+.* plugin {2}evbox-elvi: Set for station A-EVLINK-00001$/m)
  }))

test('takes plugin and descriptor from a path, and those of the folders of the settings', () =>
  inFolder(async (cwd) => {
    const folder = join(cwd, 'plugins', 'loud')
    await mkdir(folder, { recursive: true })
    const source = `export default {
      name: 'loud', revision: 1, match: [{ vendor: 'Keba AG', model: 'KC-P30-ESS400C2-E0R' }],
      on: { payload: ['StatusNotification'] },
      hooks: { payload: (action, payload) => ({ ...payload, status: 'Faulted' }) },
    }`
    await writeFile(join(folder, 'plugin.js'), source)
    const found = await ddf(['replay', keba], { cwd })
    assert.match(found.out, /plugin {2}loud: match\[0\] fits/)
    assert.match(found.out, /repair {2}plugin:payload/)
    await writeFile(join(cwd, 'ddf.config.json'), '{ "plugins": "elsewhere" }')
    await writeFile(join(cwd, 'ocpp-general.ddf.json'), readFileSync('ddf/ocpp-general.ddf.json'))
    await writeFile(join(cwd, 'my-dc.ddf.json'), readFileSync('ddf/dc-load-managed.ddf.json'))
    const paths = ['--plugin', 'plugins/loud/plugin.js', '--descriptor', './my-dc.ddf.json']
    const { out } = await ddf(['replay', keba, ...paths], { cwd })
    assert.match(out, /plugin {2}loud: Set for station/)
    assert.match(out, /by descriptor my-dc and plugin loud$/m)
  }))

const wrong: readonly (readonly [args: readonly string[], line: RegExp])[] = [
  [['nowhere.jsonl'], /^ddf: Cannot read the recording nowhere\.jsonl: there is no such file$/],
  [[keba, '--linger', '-1'], /^ddf: Cannot use --linger -1: allowed is a number of seconds$/],
  [[keba, '--json', '--diff', 'none'], /^ddf: option '--json' cannot be used with option '--diff/],
]

for (const [args, line] of wrong) {
  test(`says: ${line.source}`, () =>
    inFolder(async (cwd) => {
      const { code, out, err } = await ddf(['replay', ...args], { cwd })
      assert.equal([code, out], [1, ''])
      assert.match(err.trimEnd(), line)
    }))
}

test('start refuses a folder that it cannot record into', () =>
  inFolder(async (cwd) => {
    await writeFile(join(cwd, 'file'), '')
    const { code, err } = await ddf(['start', '--record', 'file/rec'], { cwd })
    assert.is(code, 1)
    assert.match(
      err,
      /^ddf: Cannot record into .*\/file\/rec: a part of its path is no folder; correct --record$/m,
    )
  }))

test.run()
