import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { definePlugin } from '../../runtime/plugin/plugin.ts'
import { lineText, type RecordingLine } from '../../runtime/recording/format.ts'
import {
  assertReplay,
  ReplayAssertionError,
  ReplayError,
  type ReplayExpectations,
} from '../../runtime/testing.ts'
import { framesPath, story } from './support/recordings.ts'

const keba = framesPath('sap-keba-16')

const boot = [2, 'b', 'BootNotification', { chargePointVendor: 'ACME', chargePointModel: 'Box 3' }]
const charging = [
  2,
  's',
  'StatusNotification',
  { connectorId: 1, errorCode: 'NoError', status: 'Charging' },
]
const started = [
  2,
  't',
  'StartTransaction',
  { connectorId: 1, idTag: 'A', meterStart: 0, timestamp: '2026-11-22T12:00:03Z' },
]
/** An imaginary wallbox: a decimal comma, a blank, and a unit in lower case. */
const meter = [
  2,
  'm',
  'MeterValues',
  {
    connectorId: 1,
    meterValue: [
      {
        timestamp: '2026-11-22T12:00:04Z',
        sampledValue: [
          { value: ' 7,36', measurand: 'Power.Active.Import', unit: 'kw', phase: 'N' },
        ],
      },
    ],
  },
]
const recording = story(boot, charging, started, meter)

const acme = definePlugin({
  name: 'acme',
  revision: 1,
  match: [{ vendor: 'ACME', model: 'Box*' }],
  on: { payload: ['MeterValues'] },
  hooks: {
    payload: (_, payload) =>
      JSON.parse(
        JSON.stringify(payload).replace('" 7,36"', '"7.36"').replace('"kw","phase":"N"', '"kW"'),
      ),
  },
})

const acmeSource = `import { definePlugin } from 'ddf-runtime/plugin'
export default definePlugin({
  name: 'acme-user',
  revision: 1,
  match: [{ vendor: 'ACME', model: 'Box*' }],
  on: { payload: ['MeterValues'] },
  hooks: {
    payload: (action: string, payload: unknown) =>
      JSON.parse(JSON.stringify(payload).replace('" 7,36"', '"7.36"').replace('"kw","phase":"N"', '"kW"')),
  },
})
`

async function inFolder(use: (folder: string) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'ddf-assert-'))
  try {
    await use(folder)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** Replays lines from a file. */
async function check(lines: readonly RecordingLine[], expected: ReplayExpectations): Promise<void> {
  await inFolder(async (folder) => {
    const file = join(folder, 'box.jsonl')
    await writeFile(file, lines.map((line) => `${lineText(line)}\n`).join(''))
    await assertReplay(pathToFileURL(file), expected)
  })
}

/** The failures of a check, `[]` when there are none. */
async function failures(
  lines: readonly RecordingLine[],
  expected: ReplayExpectations,
): Promise<readonly string[]> {
  try {
    await check(lines, expected)
    return []
  } catch (error) {
    if (error instanceof ReplayAssertionError) return error.failures
    throw error
  }
}

test('a test of a plugin in two lines', async () => {
  await check(recording, { plugin: acme, items: { 'BOX:1': { power: 7.36, cps: 67 } } })
})

test('the plugin makes the difference', async () => {
  const items = { 'BOX:1': { power: 7.36 } }
  assert.equal(await failures(recording, { plugin: null, items }), [
    'BOX:1 power is not known at the end, expected 7.36; it was 0 at 12:00:02.000, not known at 12:00:03.000',
  ])
})

test('the plugin that is tested must be the one that fits', async () => {
  const plugin = definePlugin({ ...acme, match: [{ vendor: 'ACME', model: 'Cube*' }] })
  assert.equal(await failures(recording, { plugin }), [
    'The plugin acme was never chosen: BOX had none (No plugin fits; the tolerant core serves this station)',
  ])
  assert.equal(await failures(recording, { plugin, force: true }), [])
})

test('a plugin of a user is tested as the server runs it', async () => {
  await inFolder(async (folder) => {
    const file = join(folder, 'box.jsonl')
    await writeFile(file, recording.map((line) => `${lineText(line)}\n`).join(''))
    const plugins = join(folder, 'plugins', 'acme-user')
    await mkdir(plugins, { recursive: true })
    await writeFile(join(plugins, 'plugin.ts'), acmeSource)
    const expected = { items: { 'BOX:1': { power: 7.36 } }, repairs: { 'plugin:payload': 1 } }
    await assertReplay(file, { ...expected, plugin: plugins })
    await assertReplay(file, { ...expected, plugin: join(plugins, 'plugin.ts') })
    await writeFile(join(plugins, 'plugin.ts'), acmeSource.replace("'ACME'", 'ACME'))
    try {
      await assertReplay(file, { ...expected, plugin: plugins })
      assert.unreachable()
    } catch (error) {
      assert.instance(error, ReplayError)
      assert.match(String(error), /acme-user\/plugin\.ts:5:\d+ .*ACME/)
    }
  })
})

test('items at the end and in between, calls and repairs of a real recording', async () => {
  await assertReplay(keba, {
    plugin: 'keba',
    items: { 'A-KEBA-00001:1': { energy: 15, cps: 70, currentSet: null } },
    at: {
      '22:02:05': { 'A-KEBA-00001:1': { power: 3.672, phases: 2 } },
      '+66.1': { 'A-KEBA-00001:1': { cps: 65, power: 0 } },
    },
    calls: [
      'GetConfiguration',
      { action: 'ChangeConfiguration', payload: { key: 'MeterValueSampleInterval' } },
    ],
    never: ['SetChargingProfile', { action: 'ChangeConfiguration', payload: { value: '60' } }],
    repairs: { 'text:repaired': 0 },
  })
})

test('everything that is otherwise is told, what and where', async () => {
  const address = 'A-KEBA-00001:1'
  try {
    await assertReplay(keba, {
      items: { [address]: { energy: 16, powr: 1, nothingLikeIt: 1 }, 'X:1': { power: 1 } },
      at: { '22:02:05': { [address]: { power: 1 } }, noon: {} },
      calls: ['ChangeConfiguration', { action: 'ClearCache', payload: {} }],
      never: [{ action: 'ChangeConfiguration', payload: { value: '10' } }],
      repairs: { 'text:repaired': 2 },
    })
    assert.unreachable()
  } catch (error) {
    assert.instance(error, ReplayAssertionError)
    const text = String(error)
    const lines = text.split('\n').map((line) => line.trim())
    assert.is(lines[0], `ReplayAssertionError: ${keba}, replayed:`)
    assert.equal(
      lines.slice(1, 7).map((line) => line.slice(0, 170)),
      [
        `1. ${address} energy is 15 at the end, expected 16; it was 0 at 22:01:59.931, 2 at 22:02:02.954, 9 at 22:02:05.947, 12 at 22:02:08.958, 15 at 22:02:11.948`,
        `2. ${address} has no item powr; did you mean power?`,
        lines[3]?.slice(0, 170) ?? '',
        '4. There is no device X:1; there is A-KEBA-00001:1',
        `5. ${address} power is 3.672 at 22:02:05, expected 1; it was 0 at 22:01:07.725, not known at 22:01:59.931, 3.672 at 22:02:02.954, 3.09 at 22:02:05.947, 3.699 at 22:02:08.958, 1.`.slice(
          0,
          170,
        ),
        '6. The time "noon" is none; write 12:00:05 (UTC) or +5 (seconds)',
      ],
    )
    assert.match(lines[3] ?? '', `3. ${address} has no item nothingLikeIt; items are cps, voltage,`)
    assert.match(
      text,
      '7. Call 2 of 2, ClearCache with {}, was not made after the ones before it; calls were:',
    )
    assert.match(
      text,
      '22:01:08.614 ChangeConfiguration {"key":"MeterValueSampleInterval","value":"10"}',
    )
    assert.match(
      text,
      '8. ChangeConfiguration with {"value":"10"} must not be called, but was: 22:01:08.614',
    )
    assert.match(text, '9. text:repaired was repaired 0 times, expected 2')
  }
})

test('a hook that fails is a failure, unless it may', async () => {
  const plugin = definePlugin({
    ...acme,
    hooks: {
      payload() {
        throw new Error('Oh')
      },
    },
  })
  assert.equal(await failures(recording, { plugin }), [
    'The hook payload failed for BOX at 12:00:04.000: plugins/acme/plugin.ts Error: Oh',
  ])
  assert.equal(await failures(recording, { plugin, faults: 'allowed' }), [])
})

test('what somebody writes is a part of a test', async () => {
  await check(recording, {
    linger: 10,
    writes: [{ at: '+5', address: 'BOX:1', key: 'currentSet', value: 8 }],
    calls: [{ action: 'SetChargingProfile', station: 'BOX', payload: { connectorId: 1 } }],
  })
})

test('options of a plugin, and a descriptor by name or path', async () => {
  const plugin = definePlugin({
    name: 'acme',
    revision: 1,
    match: [{ vendor: 'ACME' }],
    options: { quiet: false },
    variants: [{ option: { quiet: true }, traits: { setup: { settle: 60 } } }],
  })
  const expected = { plugin, linger: 5 }
  await check(recording, { ...expected, calls: ['GetConfiguration'] })
  await check(recording, { ...expected, options: { quiet: true }, never: ['GetConfiguration'] })
  await check(recording, { descriptor: 'dc-load-managed', items: { 'BOX:1': { powerSet: null } } })
  await inFolder(async (folder) => {
    const descriptor = join(folder, 'mine.ddf.json')
    const item = { key: 'vendor', name: 'Vendor', direction: 'IN', type: 'string' }
    const read = { from: 'BootNotification', field: 'chargePointVendor' }
    const text = JSON.stringify({ ddf: 1, name: 'Mine', version: 1, items: [{ ...item, read }] })
    await writeFile(descriptor, text)
    await check(recording, { descriptor, items: { 'BOX:1': { vendor: 'ACME' } } })
    await writeFile(descriptor, text.replace('BootNotification', 'Boot'))
    await throwsError(() => check(recording, { descriptor }), /mine\.ddf\.json:1:\d+ error/)
  })
})

const wrong: readonly (readonly [
  recording: string,
  expected: ReplayExpectations,
  message: RegExp,
])[] = [
  ['nowhere.jsonl', {}, /^Cannot read the recording nowhere\.jsonl: there is no such file$/],
  ['package.json', {}, /^package\.json:1: The line is not JSON/],
  [keba, { plugin: 'nix' }, /^There is no plugin nix; there is abb-terra-ac, /],
  [keba, { plugin: './nix/plugin.ts' }, /^Cannot read the plugin \.\/nix\/plugin\.ts: there is no/],
  [keba, { descriptor: 'nix' }, /^There is no descriptor nix; there is dc-load-managed, /],
  [
    keba,
    { descriptor: './nix.ddf.json' },
    /^Cannot read the descriptor \.\/nix\.ddf\.json: there is no/,
  ],
  [
    keba,
    { plugin: definePlugin({ name: 'Bad Name', revision: 1, match: [] }) },
    /^Cannot use plugins\/Bad Name\/plugin\.ts: name /,
  ],
]

for (const [file, expected, message] of wrong) {
  test(`says: ${message.source}`, () => throwsError(() => assertReplay(file, expected), message))
}

async function throwsError(run: () => Promise<unknown>, message: RegExp): Promise<void> {
  try {
    await run()
  } catch (error) {
    assert.instance(error, ReplayError)
    return assert.match(error instanceof Error ? error.message : '', message)
  }
  assert.unreachable()
}

test.run()
