import { test } from 'uvu'
import * as assert from 'uvu/assert'
import * as v from 'valibot'
import { RawStation } from '../support/raw_station.ts'
import { at } from '../support/scene.ts'
import { startServer, type TestServer } from '../support/server.ts'
import { TestClock } from '../support/test_clock.ts'

const energy = 'Energy.Active.Import.Register'
const usual: Readonly<Record<string, string>> = {
  'SampledDataCtrlr/TxUpdatedInterval': '60',
  'SampledDataCtrlr/TxUpdatedMeasurands': energy,
  'SampledDataCtrlr/TxStartedMeasurands': 'Voltage',
  'SampledDataCtrlr/TxEndedMeasurands': energy,
  'SmartChargingCtrlr/ProfileStackLevel': '3',
  'SmartChargingCtrlr/RateUnit': 'W',
  'EVSE@1/SupplyPhases': '1',
}

interface Later extends AsyncDisposable {
  readonly server: TestServer
  readonly clock: TestClock
  readonly station: RawStation
  readonly variables: Map<string, string>
  /** Lets seconds pass until nothing goes on. */
  pass(seconds: number): Promise<void>
  /** Sends a part of the report that was asked for last. */
  report(keys: readonly string[], tbc: boolean): Promise<void>
  /** Calls of the host so far: action and keys or payload. */
  calls(): readonly (readonly [string, unknown])[]
}

const dataSchema = v.array(
  v.looseObject({
    component: v.looseObject({
      name: v.string(),
      instance: v.optional(v.string()),
      evse: v.optional(v.looseObject({ id: v.number() })),
    }),
    variable: v.looseObject({ name: v.string(), instance: v.optional(v.string()) }),
    attributeValue: v.optional(v.string()),
  }),
)

/** A station of OCPP 2.0.1 that booted and is free; set-up begins a second later. */
async function openLater(answers: Readonly<Record<string, object>> = {}): Promise<Later> {
  const clock = new TestClock()
  const server = await startServer({ clock })
  const station = await RawStation.connect(server, { path: '/CP1', protocols: ['ocpp2.0.1'] })
  const variables = new Map(Object.entries(usual))
  let requestId: unknown
  station.on('GetBaseReport', ({ payload }) => {
    requestId = at(payload, 'requestId')
    return { payload: answers.GetBaseReport ?? { status: 'Accepted' } }
  })
  station.on('GetVariables', ({ payload }) => ({
    payload: {
      getVariableResult: read(at(payload, 'getVariableData')).map(({ key, ...name }) => {
        const value = variables.get(key)
        return value === undefined
          ? { ...name, attributeStatus: 'UnknownVariable' }
          : { ...name, attributeStatus: 'Accepted', attributeValue: value }
      }),
    },
  }))
  station.on('SetVariables', ({ payload }) => ({
    payload: {
      setVariableResult: read(at(payload, 'setVariableData')).map(({ key, value, ...name }) => {
        const isKnown = variables.has(key)
        if (isKnown) variables.set(key, value)
        return { ...name, attributeStatus: isKnown ? 'Accepted' : 'UnknownVariable' }
      }),
    },
  }))
  const chargingStation = { vendorName: 'Maker', model: 'Box' }
  await station.call('BootNotification', { reason: 'PowerUp', chargingStation })
  const where = { evseId: 1, connectorId: 1, timestamp: new Date(clock.now()).toISOString() }
  await station.call('StatusNotification', { ...where, connectorStatus: 'Available' })
  const settle = () => station.settle()
  return {
    server,
    clock,
    station,
    variables,
    pass: (seconds) => clock.advance(seconds * 1000, settle).then(settle),
    async report(keys, tbc) {
      const reportData = keys.map((key) => {
        const [component = '', variable = ''] = key.split('/')
        const [name = '', evse] = component.split('@')
        return {
          component: { name, ...(evse === undefined ? {} : { evse: { id: Number(evse) } }) },
          variable: { name: variable },
          variableAttribute: [{ value: variables.get(key), mutability: 'ReadWrite' }],
        }
      })
      const generatedAt = new Date(clock.now()).toISOString()
      const payload = { requestId, generatedAt, seqNo: 0, tbc, reportData }
      await station.call('NotifyReport', payload)
      await settle()
    },
    calls: () =>
      station.calls.map(({ action, payload }) => {
        const data = at(payload, 'getVariableData') ?? at(payload, 'setVariableData')
        if (data === undefined) return [action, payload]
        return [
          action,
          read(data).map(({ key, value }) => (value === '' ? key : `${key}=${value}`)),
        ]
      }),
    async [Symbol.asyncDispose]() {
      await station.terminate()
      await server.close()
    },
  }
}

function read(data: unknown) {
  return v.parse(dataSchema, data).map(({ component, variable, attributeValue = '' }) => {
    const instance = variable.instance === undefined ? '' : `#${variable.instance}`
    const place = component.evse === undefined ? '' : `@${component.evse.id}`
    const key = `${component.name}${place}/${variable.name}${instance}`
    return { key, value: attributeValue, component, variable }
  })
}

const writes = [
  ['SetVariables', ['SampledDataCtrlr/TxUpdatedInterval=10']],
  [
    'SetVariables',
    [`SampledDataCtrlr/TxUpdatedMeasurands=${energy},Power.Active.Import,Current.Import,Voltage`],
  ],
  ['SetVariables', [`SampledDataCtrlr/TxStartedMeasurands=${energy},Voltage`]],
]

test('set-up waits for all parts of the report, and writes what is not right yet', async () => {
  await using later = await openLater()
  await later.pass(1)
  assert.equal(
    later.calls().map(([action]) => action),
    ['GetBaseReport'],
  )
  const [first = '', ...rest] = Object.keys(usual)
  await later.report([first], true)
  // The next part may take as long as any answer.
  await later.pass(29)
  assert.is(later.station.calls.length, 1)
  await later.report(rest, false)
  assert.equal(later.calls().slice(1), writes)
  assert.is(later.server.value('CP1:1', 'interval'), 10)
  assert.is(later.server.value('CP1:1', 'phasesAvailable'), 1)
  assert.is(later.server.value('CP1:1', 'phasesSetSupported'), 0)
})

test('a limit is said in the unit that the station takes, by the level it has', async () => {
  await using later = await openLater()
  later.station.on('SetChargingProfile', { payload: { status: 'Accepted' } })
  await later.pass(1)
  await later.report(Object.keys(usual), false)
  assert.is((await later.server.write('CP1:1', 'currentSet', 10)).status, 200)
  const [, payload] = later.calls().at(-1) ?? []
  const profile = at(payload, 'chargingProfile')
  assert.equal(
    [
      at(payload, 'evseId'),
      at(profile, 'stackLevel'),
      at(profile, 'chargingSchedule.0.chargingRateUnit'),
      at(profile, 'chargingSchedule.0.chargingSchedulePeriod.0.limit'),
    ],
    // No voltage was seen yet, but the station says that it is wired with one phase.
    [1, 3, 'W', 2300],
  )
})

const named = [
  'SampledDataCtrlr/TxUpdatedInterval',
  'SampledDataCtrlr/TxUpdatedMeasurands',
  'SmartChargingCtrlr/ProfileStackLevel',
  'SmartChargingCtrlr/RateUnit',
  'SampledDataCtrlr/TxStartedMeasurands',
  'SampledDataCtrlr/TxEndedMeasurands',
  'EVSE@1/SupplyPhases',
  'SmartChargingCtrlr/Phases3to1',
]
const limits = [
  ['GetVariables', ['DeviceDataCtrlr/ItemsPerMessage#GetVariables']],
  ['GetVariables', ['DeviceDataCtrlr/BytesPerMessage#GetVariables']],
]

test('a station without reports is asked by name', async () => {
  await using later = await openLater({ GetBaseReport: { status: 'NotSupported' } })
  await later.pass(1)
  assert.equal(later.calls().slice(1), [
    ...limits,
    ['GetVariables', named.slice(0, 4)],
    ['GetVariables', named.slice(4)],
    ...writes,
  ])
})

test('what one message may hold is kept to', async () => {
  await using few = await openLater({ GetBaseReport: { status: 'Rejected' } })
  few.variables.set('DeviceDataCtrlr/ItemsPerMessage#GetVariables', '1')
  await few.pass(1)
  assert.equal(
    few.calls().slice(3, 11),
    named.map((name) => ['GetVariables', [name]]),
  )
  await using short = await openLater({ GetBaseReport: { status: 'Rejected' } })
  short.variables.set('DeviceDataCtrlr/BytesPerMessage#GetVariables', '300')
  await short.pass(1)
  const pairs = [0, 2, 4, 6].map((from) => ['GetVariables', named.slice(from, from + 2)])
  assert.equal(short.calls().slice(3, 7), pairs)
  for (const { action, payload } of short.station.calls) {
    if (action === 'GetVariables') assert.ok(JSON.stringify(payload).length <= 300)
  }
})

test('a report that does not come is not waited for longer than for an answer', async () => {
  await using later = await openLater()
  await later.pass(1)
  await later.pass(29)
  assert.is(later.station.calls.length, 1)
  await later.pass(1)
  assert.equal(later.calls().slice(1, 3), limits)
  const { body } = await later.server.get('/api/v1/stations/CP1')
  assert.equal(at(body, 'setup.0'), { step: 'read configuration', outcome: 'NoReport' })
})

test('of a station that makes up variables 10,000 are kept, and the others counted', async () => {
  await using later = await openLater()
  await later.pass(1)
  await later.report(Object.keys(usual), true)
  const made = Array.from({ length: 10_000 }, (_, i) => `C/v${i}`)
  for (let from = 0; from < made.length; from += 500) {
    await later.report(made.slice(from, from + 500), true)
  }
  later.variables.set('EVSE@1/SupplyPhases', '3')
  await later.report(['EVSE@1/SupplyPhases'], true)
  const station = later.server.runtime.station('CP1')
  assert.is(station?.repairs['variable:left-out'], Object.keys(usual).length)
  const keys = station?.configuration.map(({ key }) => key)
  assert.is(keys?.length, 10_000)
  assert.is(keys?.at(-1), `C/v${10_000 - Object.keys(usual).length - 1}`)
  assert.is(later.server.value('CP1:1', 'phasesAvailable'), 3)
})

test('the device model is shown, and set over HTTP', async () => {
  await using later = await openLater()
  await later.pass(1)
  await later.report(Object.keys(usual), false)
  const path = '/api/v1/stations/CP1/variables'
  const { status, headers, body } = await later.server.get(`${path}?limit=1`)
  assert.is(status, 200)
  assert.equal(body, [{ key: 'SampledDataCtrlr/TxUpdatedInterval', value: '10', readonly: false }])
  assert.match(headers.get('link') ?? '', 'after=SampledDataCtrlr%2FTxUpdatedInterval')
  const all = v.parse(
    v.array(v.looseObject({ key: v.string() })),
    (await later.server.get(path)).body,
  )
  assert.equal(
    all.find(({ key }) => key === 'EVSE@1/SupplyPhases'),
    {
      key: 'EVSE@1/SupplyPhases',
      value: '1',
      readonly: false,
      connectors: [1],
    },
  )
  const set = await later.server.put(path, { 'EVSE@1/SupplyPhases': 3, 'Nope/Nope': true })
  assert.equal(set.body, [
    { key: 'EVSE@1/SupplyPhases', accepted: true, status: 'Accepted' },
    { key: 'Nope/Nope', accepted: false, status: 'UnknownVariable' },
  ])
  assert.is(later.variables.get('EVSE@1/SupplyPhases'), '3')
  assert.is(later.server.value('CP1:1', 'phasesAvailable'), 3)
  later.station.on('SetVariables', 'silence')
  const late = later.server.put(path, { 'A/B': '1', 'C/D': '2' })
  await later.station.called('SetVariables', later.station.calls.length)
  await later.pass(30)
  assert.equal((await late).body, [
    { key: 'A/B', accepted: false, status: 'timeout' },
    { key: 'C/D', accepted: false, status: 'NotSent' },
  ])
  assert.is((await later.server.put(path, {})).status, 422)
  await later.station.close()
  await later.server.until(() => later.server.runtime.station('CP1')?.online === false)
  assert.is((await later.server.put(path, { 'A/B': '1' })).status, 503)
})

test('a key of an older version is written as the variable that it became', async () => {
  await using later = await openLater()
  await later.pass(1)
  await later.report(Object.keys(usual), false)
  const path = '/api/v1/stations/CP1/variables'
  const { body } = await later.server.put(path, { MeterValueSampleInterval: 20 })
  assert.equal(body, [{ key: 'MeterValueSampleInterval', accepted: true, status: 'Accepted' }])
  assert.equal(later.calls().at(-1), ['SetVariables', ['SampledDataCtrlr/TxUpdatedInterval=20']])
  assert.is(later.server.value('CP1:1', 'interval'), 20)
})

test('a raw call for variables is learned from', async () => {
  await using later = await openLater({ GetBaseReport: { status: 'NotSupported' } })
  await later.pass(1)
  const path = '/api/v1/stations/CP1/calls/'
  const data = { component: { name: 'EVSE', evse: { id: 1 } }, variable: { name: 'SupplyPhases' } }
  const setVariableData = [{ ...data, attributeValue: '2' }]
  assert.is((await later.server.post(`${path}SetVariables`, { setVariableData })).status, 200)
  assert.is(later.server.value('CP1:1', 'phasesAvailable'), 2)
  later.variables.set('EVSE@1/SupplyPhases', '3')
  assert.is(
    (await later.server.post(`${path}GetVariables`, { getVariableData: [data] })).status,
    200,
  )
  assert.is(later.server.value('CP1:1', 'phasesAvailable'), 3)
  const wrong = await later.server.post(`${path}GetVariables`, { getVariableData: [] })
  assert.is(wrong.status, 422)
})

test.run()
