import process from 'node:process'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { definePlugin, type Plugin } from '../../runtime/plugin/plugin.ts'
import { PluginRegistry } from '../../runtime/plugin/registry.ts'
import type { RecordingLine } from '../../runtime/recording/format.ts'
import { ReplayError, type ReplayOptions, replay } from '../../runtime/recording/replay.ts'
import type { Timeline } from '../../runtime/recording/timeline.ts'
import { timelineJson, timelineLines } from '../../runtime/recording/timeline_text.ts'
import { readFrames, shipped, shippedDescriptors, spoken, story } from './support/recordings.ts'

const descriptors = await shippedDescriptors()
const start = Date.UTC(2026, 10, 22, 12)

function run(recording: readonly RecordingLine[], options: Partial<ReplayOptions> = {}) {
  return replay({ recording, descriptors, ...options })
}

function loaded(plugin: Plugin) {
  return new PluginRegistry({ shipped: [plugin] }).active()
}

/** Lines of a timeline that have to do with some words, without day and time. */
function told(timeline: Timeline, ...words: readonly string[]): readonly string[] {
  return timelineLines({ ...timeline, devices: [] })
    .map((line) => line.slice(13))
    .filter((line) => words.some((word) => line.includes(word)))
}

const boot = [2, 'b', 'BootNotification', { chargePointVendor: 'Maker', chargePointModel: 'Box' }]
const available = [
  2,
  's',
  'StatusNotification',
  { connectorId: 1, errorCode: 'NoError', status: 'Available' },
]
const started = [
  2,
  't',
  'StartTransaction',
  { connectorId: 1, idTag: 'A', meterStart: 1000, timestamp: '2026-11-22T12:00:03Z' },
]

/** A line of the host, so many seconds after the start. */
function host(second: number, frame: unknown): RecordingLine {
  const common = { identity: 'BOX', subprotocol: 'ocpp1.6', kind: 'csms->cp' } as const
  return { ...common, at: start + second * 1000, text: JSON.stringify(frame) }
}

/** A line of the station, so many seconds after the start. */
function box(second: number, text: string): RecordingLine {
  const common = { identity: 'BOX', subprotocol: 'ocpp1.6', kind: 'cp->csms' } as const
  return { ...common, at: start + second * 1000, text }
}

for (const name of spoken) {
  test(`${name}: the same recording gives the same text, to the byte`, async () => {
    const options = { plugins: shipped(), hostCalls: 'issue' } as const
    const text = async () => {
      const timeline = await run(readFrames(name), options)
      return [...timelineLines(timeline), ...timelineJson(timeline)].join('\n')
    }
    const once = await text()
    assert.is(await text(), once)
    assert.ok(once.length > 5000)
  })
}

test('a day passes in no time, with everything that falls due in it', async () => {
  const beats = Array.from({ length: 1440 }, (_, i) => box(60 * i, `[2,"h${i}","Heartbeat",{}]`))
  const before = process.cpuUsage()
  const timeline = await run([...story(boot, available), ...beats.slice(1)])
  const { user, system } = process.cpuUsage(before)
  assert.is(timeline.to - timeline.from, 1439 * 60_000)
  assert.is(told(timeline, '<-      Heartbeat').length, 1439)
  // Time on a processor, to which others do not add: a thousandth of what was recorded.
  assert.ok((user + system) / 1000 < (timeline.to - timeline.from) / 1000)
})

test('our calls are answered by what the recording has: the same, about the same, in order', async () => {
  const asked = (id: string, key: string, status: string) => [
    host(10, [2, id, 'ChangeConfiguration', { key, value: '1' }]),
    box(10.5, `[3,"${id}",{"status":"${status}"}]`),
  ]
  const timeline = await run([
    ...story(boot, available),
    ...asked('c1', 'Other', 'Rejected'),
    ...asked('c2', 'MeterValueSampleInterval', 'RebootRequired'),
    box(11, '[2,"h","Heartbeat",{}]'),
  ])
  const measurands = 'Energy.Active.Import.Register,Power.Active.Import'
  const all = `${measurands},Current.Import,Voltage`
  const change = (key: string, value: string) =>
    `BOX    call    ChangeConfiguration ${JSON.stringify({ key, value })}`
  assert.equal(told(timeline, 'ChangeConfiguration'), [
    change('MeterValueSampleInterval', '10'),
    'BOX    answer  ChangeConfiguration {"status":"RebootRequired"}',
    change('MeterValuesSampledData', all),
    'BOX    answer  ChangeConfiguration {"status":"Rejected"}',
    change('MeterValuesSampledData', measurands),
    'BOX    answer  ChangeConfiguration {"status":"RebootRequired"}',
  ])
  const [none] = told(timeline, 'answer  GetConfiguration')
  const missing = 'NotImplemented The recording has no answer (not in the recording)'
  assert.is(none, `BOX    answer  GetConfiguration ${missing}`)
  const times = timeline.entries.flatMap((one) =>
    one.kind === 'answer' && one.recorded ? [one.at - start] : [],
  )
  // As long after the call as it was.
  assert.equal(times, [2500, 3000, 3500])
})

test('keys are answered one by one', async () => {
  const limit = { key: 'GetConfigurationMaxKeys', readonly: true, value: '1' }
  const known = { configurationKey: [limit, { key: 'A', readonly: true }] }
  const timeline = await run([
    ...story(boot, available),
    host(5, [2, 'g', 'GetConfiguration', { key: ['A', 'GetConfigurationMaxKeys'] }]),
    box(5, JSON.stringify([3, 'g', known])),
  ])
  const [first] = told(timeline, 'answer  GetConfiguration')
  const answer = JSON.stringify({ configurationKey: [limit] })
  assert.is(first, `BOX    answer  GetConfiguration ${answer}`)
})

test('an answer is given as it was, be it broken or under a foreign id', async () => {
  const timeline = await run([
    ...story(boot, available),
    host(5, [2, 'g', 'GetConfiguration', { key: ['GetConfigurationMaxKeys'] }]),
    box(5, '[3,"g",{"configurationKey":[]'),
    host(6, [2, 'c', 'TriggerMessage', { requestedMessage: 'StatusNotification' }]),
    box(6, '[3,"other",{"status":"Accepted"}]'),
    box(7, '[2,"h","Heartbeat",{}]'),
  ])
  const [first = ''] = told(timeline, 'answer')
  assert.match(first, /answer {2}GetConfiguration \[3,"[-0-9a-f]{36}",\{"configurationKey":\[\]$/)
  assert.equal(told(timeline, 'TriggerMessage', 'repair'), [
    'BOX    call    TriggerMessage {"requestedMessage":"StatusNotification"}',
    'BOX    answer  TriggerMessage {"status":"Accepted"}',
    'BOX    repair  answer:unknown',
  ])
})

test('a transaction has the id that the recorded host gave', async () => {
  const meter = {
    connectorId: 1,
    transactionId: 4711,
    meterValue: [{ timestamp: '2026-11-22T12:00:05Z', sampledValue: [{ value: '1500' }] }],
  }
  const timeline = await run([
    ...story(boot, available, started),
    host(3, [3, 't', { transactionId: 4711, idTagInfo: { status: 'Accepted' } }]),
    box(5, JSON.stringify([2, 'm', 'MeterValues', meter])),
  ])
  assert.equal(told(timeline, '->      StartTransaction'), [
    'BOX    ->      StartTransaction {"transactionId":4711,"idTagInfo":{"status":"Accepted"}}',
  ])
  assert.equal(told(timeline, 'energy = '), [
    'BOX:1  item    energy = 0 Wh',
    'BOX:1  item    energy = 500 Wh',
  ])
})

test('calls of the recorded host are left out, or made when that is wanted', async () => {
  const recording = [
    ...story(boot, available),
    host(5, [2, 'r', 'RemoteStartTransaction', { idTag: 'A', connectorId: 1 }]),
    box(6, '[3,"r",{"status":"Accepted"}]'),
    host(7, [2, 'x', 'RemoteStartTransaction', { idTag: 5 }]),
    box(7, '[3,"x",{"status":"Rejected"}]'),
    host(8, [2, 'y', 'Bogus', {}]),
    box(8, '[4,"y","NotImplemented","",{}]'),
  ]
  assert.equal(told(await run(recording), 'RemoteStart', 'Bogus'), [])
  assert.equal(told(await run(recording, { hostCalls: 'issue' }), 'RemoteStart', 'Bogus'), [
    'BOX    call    RemoteStartTransaction {"idTag":"A","connectorId":1} (of the recorded host)',
    'BOX    answer  RemoteStartTransaction {"status":"Accepted"}',
    'BOX    log     warn: RemoteStartTransaction of the recorded host is not valid: /idTag must be a text; found 5',
    'BOX    log     warn: Bogus of the recorded host is no action',
  ])
})

test('what is written meanwhile goes its usual way', async () => {
  const write = { address: 'BOX:1', key: 'currentSet' }
  const timeline = await run(story(boot, available), {
    linger: 10,
    writes: [
      { ...write, at: start + 8000, value: 16 },
      { ...write, at: start + 9000, value: 99 },
      { address: 'BOX:2', key: 'currentSet', at: start + 9000, value: 6 },
      { ...write, key: 'nix', at: start + 9000, value: 6 },
    ],
  })
  assert.equal(told(timeline, 'write'), [
    'BOX:1  write   currentSet = 16: refused NotImplemented: The recording has no answer',
    'BOX:1  write   currentSet = 99: not-allowed: 99 is above the maximum of currentSet, 80 A',
    'BOX:2  write   currentSet = 6: there is no such device',
    'BOX:1  write   nix = 6: there is no such item',
  ])
  assert.ok(told(timeline, 'call    SetChargingProfile').length > 0)
})

test('a connection that we end is there again with the next frame', async () => {
  const plugin = definePlugin({
    name: 'deaf',
    revision: 1,
    match: [{ vendor: 'Maker' }],
    traits: { transport: { maxUnanswered: 1, callTimeout: 5 } },
  })
  const late = [host(60, [2, 'g', 'GetConfiguration', {}]), box(99, '[3,"g",{}]')]
  const recording = [...story(boot, available), ...late, box(100, '[2,"h","Heartbeat",{}]')]
  const timeline = await run(recording, { plugins: loaded(plugin) })
  assert.equal(told(timeline, 'open', 'close').slice(0, 3), [
    'BOX    open    ocpp1.6',
    'BOX    close   by the host: 1002 Calls are not answered',
    'BOX    open    ocpp1.6',
  ])
})

test('a recording may begin within a connection', async () => {
  const timeline = await run([box(0, JSON.stringify(boot)), box(1, JSON.stringify(available))])
  assert.equal(told(timeline, 'open', 'cps ='), [
    'BOX    open    ocpp1.6',
    'BOX:1  item    cps = 65',
  ])
})

test('what a plugin repairs, says and gets wrong is told', async () => {
  const plugin = definePlugin({
    name: 'talker',
    revision: 1,
    match: [{ vendor: 'Maker' }],
    on: { payload: ['StatusNotification', 'Heartbeat'] },
    hooks: {
      payload(action, payload, context) {
        if (action === 'Heartbeat') throw new Error('No beat')
        context.log(`saw ${JSON.stringify(payload)}`.slice(0, 20))
        return { ...Object(payload), status: 'Faulted' }
      },
    },
  })
  const recording = story(boot, available, [2, 'h', 'Heartbeat', {}])
  const timeline = await run(recording, { plugins: loaded(plugin) })
  assert.equal(told(timeline, 'plugin', 'log', 'fault', 'cps ='), [
    'BOX    plugin  none: No plugin fits; the tolerant core serves this station',
    'BOX    plugin  talker: match[0] fits: vendor Maker',
    'BOX    log     payload: saw {"connectorId":1',
    'BOX    repair  plugin:payload',
    'BOX:1  item    cps = 69',
    'BOX    fault   payload: plugins/talker/plugin.ts Error: No beat',
  ])
  const forced = await run(recording, { plugins: loaded(plugin), plugin: null })
  assert.equal(told(forced, 'cps ='), ['BOX:1  item    cps = 65'])
})

test('only one of several stations is replayed when that is wanted', async () => {
  const station = 'OO-quick_start_chargepoint'
  const timeline = await run(readFrames('open-ocpp-16'), { station })
  assert.equal([...new Set(timeline.entries.map((entry) => entry.station))], [station])
})

const wrong: readonly (readonly [options: Partial<ReplayOptions>, message: RegExp])[] = [
  [{ station: 'X' }, /^There is no station X in the recording; it is of BOX$/],
  [{ descriptor: 'x' }, /^There is no descriptor x; there is dc-load-managed, ocpp-general/],
  [{ plugin: 'x' }, /^There is no plugin x; there is none$/],
  [
    { recording: story(boot).map((line) => ({ ...line, subprotocol: 'ocpp9' })) },
    /^BOX speaks ocpp9; spoken here is only ocpp/,
  ],
]

for (const [options, message] of wrong) {
  test(`says: ${message.source}`, async () => {
    try {
      await run(story(boot), options)
    } catch (error) {
      assert.instance(error, ReplayError)
      return assert.match(error instanceof Error ? error.message : '', message)
    }
    assert.unreachable()
  })
}

test.run()
