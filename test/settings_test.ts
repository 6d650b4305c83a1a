import { test } from 'uvu'
import * as assert from 'uvu/assert'
import {
  type LoadedSettings,
  loadSettings,
  SettingsError,
  settingRows,
  settingsTable,
} from '../runtime/settings.ts'

interface Given {
  readonly flags?: Record<string, string>
  readonly env?: Record<string, string>
  readonly file?: string
  readonly files?: Record<string, string>
}

function load({ flags = {}, env = {}, file, files = {} }: Given = {}): LoadedSettings {
  const all: Record<string, string | undefined> = { '/site/ddf.config.json': file, ...files }
  return loadSettings({ flags, env, readFile: (path) => all[path], cwd: '/site' })
}

function problems(given: Given): readonly string[] {
  try {
    load(given)
  } catch (error) {
    if (error instanceof SettingsError) return error.problems
    throw error
  }
  return []
}

test('loadSettings() without anything gives the documented defaults', () => {
  assert.equal(load().settings, {
    host: '0.0.0.0',
    port: 8550,
    httpHost: '127.0.0.1',
    httpOrigins: [],
    httpRate: 1000,
    auditDays: 90,
    httpPort: 8551,
    ddf: '/site/ddf',
    descriptor: 'ocpp-general',
    plugins: '/site/plugins',
    data: '/site/data',
    slaves: [],
    protocols: ['2.0.1', '2.1', '1.6'],
    callTimeout: 30,
    callTimeouts: {},
    maxFrame: 65536,
    stations: {},
    onboarding: 'open',
    profile: 0,
    proxies: [],
    limits: {
      connections: 10_000,
      handshake: 10,
      framesPerSecond: 100,
      depth: 32,
      members: 4000,
      outstanding: 1_048_576,
      guessesPerAddress: 20,
      guessesPerStation: 5,
    },
    cards: [],
    unknownCards: 'accept',
    concurrentTransactions: 'allow',
    localList: 'off',
    fileSize: 67108864,
    fileDays: 30,
    history: 'on',
    historyGap: 900,
    historyDays: 30,
    historyYears: 3,
    historySize: 4096,
    historyDeadbands: {},
    logLevel: 'info',
    logFormat: 'auto',
  })
  assert.is(load().sources.get('ddf'), 'default')
})

test('loadSettings() prefers flag to environment to file', () => {
  const file = '{ "port": 1, "httpPort": 2, "heartbeat": 3 }'
  const env = { DDF_PORT: '11', DDF_HTTP_PORT: '12' }
  const { settings, sources } = load({ flags: { port: '21' }, env, file })
  assert.equal([settings.port, settings.httpPort, settings.heartbeat], [21, 12, 3])
  assert.equal(
    [sources.get('port'), sources.get('httpPort'), sources.get('heartbeat'), sources.get('host')],
    ['flag', 'environment', 'file', 'default'],
  )
})

test('loadSettings() reads comments, trailing commas, a byte order mark and what only a file holds', () => {
  const { settings } = load({
    file: `\uFEFF{
      // one timeout for all, a longer one for a slow action
      "callTimeouts": { "GetDiagnostics": 60 },
      "stations": { "1217212": { "descriptor": "dc-load-managed" } },
      "cards": [
        { "idTag": "04A1", "expiry": "2030-01-31T00:00:00Z", "parent": "STAFF", "note": "Anna" },
        { "idTag": "04A2", "status": "Blocked" },
      ],
      "slaves": ["1217212:1", "a:b:2"],
    }`,
  })
  assert.equal(settings.callTimeouts, { GetDiagnostics: 60 })
  assert.equal(settings.stations, { '1217212': { descriptor: 'dc-load-managed' } })
  assert.equal(settings.cards, [
    {
      idTag: '04A1',
      status: 'Accepted',
      expiry: Date.UTC(2030, 0, 31),
      parent: 'STAFF',
      note: 'Anna',
    },
    { idTag: '04A2', status: 'Blocked' },
  ])
  assert.equal(settings.slaves, [
    { station: '1217212', connector: 1 },
    { station: 'a:b', connector: 2 },
  ])
})

test('loadSettings() takes a list of devices as text, with blanks', () => {
  const { settings } = load({ flags: { slaves: '1217212:1, 1217212:2' } })
  assert.equal(settings.slaves, [
    { station: '1217212', connector: 1 },
    { station: '1217212', connector: 2 },
  ])
})

test('loadSettings() takes OCPP versions in the order of preference, for all and for one station', () => {
  const { settings } = load({
    flags: { protocols: '1.6, 2.1' },
    file: '{ "stations": { "CP1": { "protocols": ["2.0.1"] } } }',
  })
  assert.equal(settings.protocols, ['1.6', '2.1'])
  assert.equal(settings.stations, { CP1: { protocols: ['2.0.1'] } })
  const list = 'a list of OCPP versions, the preferred one first, of 1.6, 2.0.1, 2.1'
  const refused = {
    '': '1.6, 2.0.1 or 2.1',
    '1.5': '1.6, 2.0.1 or 2.1; did you mean 1.6?',
    '1.6,1.6': list,
  }
  for (const [protocols, allowed] of Object.entries(refused)) {
    assert.equal(problems({ flags: { protocols } }), [
      `Cannot use --protocols "${protocols}": allowed is ${allowed}`,
    ])
  }
})

test('loadSettings() sees a folder from where it was named', () => {
  const files = { '/etc/ddf/my.json': '{ "ddf": "descriptors" }' }
  const flags = { config: '/etc/ddf/my.json' }
  assert.is(load({ flags, files }).settings.ddf, '/etc/ddf/descriptors')
  assert.is(
    load({ env: { DDF_CONFIG: '/etc/ddf/my.json' }, files }).settings.ddf,
    '/etc/ddf/descriptors',
  )
  assert.is(load({ flags: { ...flags, ddf: 'mine' }, files }).settings.ddf, '/site/mine')
})

test('loadSettings() sees the folder of plugins from where it was named', () => {
  const files = { '/etc/ddf/my.json': '{ "plugins": "own" }' }
  const flags = { config: '/etc/ddf/my.json' }
  assert.is(load({ flags, files }).settings.plugins, '/etc/ddf/own')
  assert.is(load({ env: { DDF_PLUGINS: 'mine' } }).settings.plugins, '/site/mine')
  assert.is(load({ env: { DDF_DATA: 'mine' } }).settings.data, '/site/mine')
  assert.is(load({ flags: { data: 'none' } }).settings.data, 'none')
})

test('loadSettings() takes what is fixed of the plugin of a station', () => {
  const fixed = { plugin: 'acme', forbid: ['other', '*'], options: { a: true, b: 3, c: 'x' } }
  assert.equal(load({ file: JSON.stringify({ stations: { CP1: fixed } }) }).settings.stations, {
    CP1: fixed,
  })
})

test('loadSettings() takes an empty variable as unset', () => {
  assert.is(load({ env: { DDF_PORT: '', DDF_CONFIG: '' } }).settings.port, 8550)
})

test('loadSettings() warns of a variable that looks like ours', () => {
  assert.equal(load({ env: { DDF_PROT: '1', DDF_SERVICE_X: '2', PATH: '/bin' } }).warnings, [
    'The environment variable DDF_PROT is unknown and ignored; did you mean DDF_PORT?',
    'The environment variable DDF_SERVICE_X is unknown and ignored',
  ])
})

const portRange = 'allowed is a whole number from 0 to 65535'
const bad: [name: string, given: Given, expected: string[]][] = [
  [
    'a port out of range',
    { flags: { port: '99999' } },
    [`Cannot use --port "99999": ${portRange}`],
  ],
  [
    'a port that is no number',
    { env: { DDF_PORT: 'tcp://10.0.0.1:1' } },
    [`Cannot use DDF_PORT="tcp://10.0.0.1:1": ${portRange}`],
  ],
  ['half a port', { flags: { httpPort: '80.5' } }, [`Cannot use --http-port "80.5": ${portRange}`]],
  ['an empty flag', { flags: { port: '' } }, [`Cannot use --port "": ${portRange}`]],
  [
    'a text where a number belongs',
    { file: '{\n  "port": "8550"\n}' },
    [`Cannot use port "8550" (ddf.config.json:2:11): ${portRange}`],
  ],
  [
    'a page that is no origin',
    { flags: { httpOrigins: 'https://example.com/app' } },
    [
      'Cannot use --http-origins "https://example.com/app": allowed is origins of pages separated by commas, such as https://example.com or http://10.0.0.5:3000',
    ],
  ],
  [
    'a word near a legal one',
    { flags: { logLevel: 'infos' } },
    [
      'Cannot use --log-level "infos": allowed is debug, info, warn, error or silent; did you mean info?',
    ],
  ],
  [
    'a setting nobody knows',
    { file: '{ "prot": 1 }' },
    ['Unknown setting "prot" (ddf.config.json:1:11); did you mean port?'],
  ],
  [
    'a member nobody knows',
    { file: '{ "cards": [{ "idTag": "1", "colour": "red" }] }' },
    [
      'Cannot use cards[0] {"idTag":"1","colour":"red"} (ddf.config.json:1:13): it has an unknown member "colour"; allowed is an object with idTag and, as wanted, status, expiry, parent, note',
    ],
  ],
  [
    'a card without a number',
    { file: '{ "cards": [{}] }' },
    ['Cannot use cards[0] {} (ddf.config.json:1:13): "idTag" is missing'],
  ],
  [
    'a wrong status of a card',
    { file: '{ "cards": [\n  { "idTag": "1", "status": "Acepted" }] }' },
    [
      'Cannot use cards[0].status "Acepted" (ddf.config.json:2:29): allowed is Accepted, Blocked, Expired or Invalid; did you mean Accepted?',
    ],
  ],
  [
    'a wrong time',
    { file: '{ "cards": [{ "idTag": "1", "expiry": "tomorrow" }] }' },
    [
      'Cannot use cards[0].expiry "tomorrow" (ddf.config.json:1:39): allowed is a time such as 2030-12-31T23:59:59Z',
    ],
  ],
  [
    'a card twice',
    { file: '{ "cards": [{ "idTag": "a1" }, { "idTag": "A1" }] }' },
    [
      'Cannot use cards [{"idTag":"a1"},{"idTag":"A1"}] (ddf.config.json:1:12): allowed is a list in which every idTag occurs once',
    ],
  ],
  [
    'a wrong station entry',
    { file: '{ "stations": { "1217212": { "plugin": "My Box" } } }' },
    [
      'Cannot use stations["1217212"].plugin "My Box" (ddf.config.json:1:40): allowed is the name of a plugin, which is that of its folder',
    ],
  ],
  [
    'a fixed descriptor of another type',
    { file: '{ "stations": { "1217212": { "descriptor": 7 } } }' },
    [
      'Cannot use stations["1217212"].descriptor 7 (ddf.config.json:1:44): allowed is the name of a descriptor, which is its file name without ".ddf.json"',
    ],
  ],
  [
    'a device without a connector',
    { flags: { slaves: '1217212:1,1217212' } },
    [
      'Cannot use --slaves "1217212:1,1217212": allowed is devices as ChargepointID:ConnectorID separated by commas, with connectors from 1',
    ],
  ],
  [
    'a timeout of no time',
    { file: '{ "callTimeouts": { "Reset": 0 } }' },
    [
      'Cannot use callTimeouts.Reset 0 (ddf.config.json:1:30): allowed is a number of seconds from 0.1 to 3600',
    ],
  ],
  [
    'a file that is no JSON',
    { file: '{\n  "port": 1\n  "host": "x"\n}' },
    ['Cannot read the settings file ddf.config.json:3:3: comma expected'],
  ],
  [
    'an empty file',
    { file: '' },
    ['Cannot read the settings file ddf.config.json:1:1: value expected'],
  ],
  [
    'a file that is no object',
    { file: '[]' },
    ['Cannot read the settings file ddf.config.json:1:1: an object in braces is expected'],
  ],
  [
    'a setting twice',
    { file: '{ "port": 1, "port": 2 }' },
    ['Cannot read the settings file ddf.config.json:1:14: "port" stands there twice'],
  ],
  [
    'a file that is not there',
    { flags: { config: 'mine.json' } },
    ['Cannot read the settings file mine.json (--config): there is no file /site/mine.json'],
  ],
  [
    'two problems',
    { flags: { port: 'x' }, env: { DDF_CALL_TIMEOUT: '0' } },
    [
      `Cannot use --port "x": ${portRange}`,
      'Cannot use DDF_CALL_TIMEOUT="0": allowed is a number of seconds from 0.1 to 3600',
    ],
  ],
]

for (const [name, given, expected] of bad) {
  test(`loadSettings() refuses ${name} in one line`, () => {
    assert.equal(problems(given), expected)
    for (const line of expected) assert.not.match(line, '\n')
  })
}

test('loadSettings() says why a file cannot be read', () => {
  const readFile = () => {
    throw new Error('permission denied')
  }
  assert.throws(
    () => loadSettings({ flags: {}, env: {}, readFile, cwd: '/site' }),
    (error: Error) =>
      error.message === 'Cannot read the settings file ddf.config.json: permission denied',
  )
})

test('settingRows() names flag and variable of each setting that can have one', () => {
  const row = settingRows().find(({ name }) => name === 'httpPort')
  assert.equal(row, {
    name: 'httpPort',
    flag: '--http-port <PORT>',
    variable: 'DDF_HTTP_PORT',
    standard: '8551',
    text: 'port of the HTTP API; 0 = any free one',
  })
  assert.is(settingRows().find(({ name }) => name === 'cards')?.flag, undefined)
})

test('settingsTable() has a line for each setting', () => {
  assert.is(settingsTable().split('\n').length, settingRows().length + 2)
  assert.match(settingsTable(), '| `port` | `--port <PORT>` | `DDF_PORT` | 8550 |')
})

test.run()
