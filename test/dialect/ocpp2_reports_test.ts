import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { ocpp201 } from '../../runtime/dialect/ocpp201.ts'
import type { Facts } from '../../runtime/model.ts'
import { Bench } from './support/bench.ts'

const test = suite('dialect/ocpp2_reports')

/** A station with connector 1 of EVSE 1 and both connectors of EVSE 2. */
function station(): Bench {
  const bench = new Bench(ocpp201)
  for (const [evseId, connectorId] of [
    [1, 1],
    [2, 1],
    [2, 2],
  ] as const) {
    const timestamp = bench.time
    const connectorStatus = 'Available'
    bench.tell('StatusNotification', { evseId, connectorId, connectorStatus, timestamp })
  }
  return bench
}

interface Place {
  readonly id: number
  readonly connectorId?: number
}

function event(bench: Bench, name: string, rest: { evse?: Place; [member: string]: unknown }) {
  const { evse, variable = 'Problem', ...members } = rest
  return bench.tell('NotifyEvent', {
    generatedAt: bench.time,
    seqNo: 0,
    eventData: [
      {
        eventId: 1,
        timestamp: bench.time,
        trigger: 'Alerting',
        actualValue: 'true',
        eventNotificationType: 'HardWiredNotification',
        component: { name, ...(evse === undefined ? {} : { evse }) },
        variable: { name: variable },
        ...members,
      },
    ],
  })
}

function errors(bench: Bench): readonly unknown[] {
  const said = ({ status }: Facts) => [status?.errorCode, status?.info].filter(Boolean).join(' ')
  return bench.outlets().map((number) => said(bench.facts(number)))
}

test('every further connector of an EVSE is a device of its own', () => {
  assert.equal(station().outlets(), [1, 2, 102])
})

test('a problem is shown until it is over, of several the one that came last', () => {
  const bench = station()
  assert.equal(errors(bench), ['NoError', 'NoError', 'NoError'])
  event(bench, 'ConnectorPlugRetentionLock', { evse: { id: 1, connectorId: 1 } })
  assert.equal(errors(bench), ['ConnectorPlugRetentionLock/Problem', 'NoError', 'NoError'])
  const fault = { evse: { id: 1 }, techCode: 'F12', techInfo: 'too hot' }
  event(bench, 'Thermal', fault)
  assert.is(errors(bench)[0], 'F12 too hot')
  assert.is(bench.status(1), 'Available', 'a problem is no fault')
  event(bench, 'Thermal', { ...fault, cleared: true })
  assert.is(errors(bench)[0], 'ConnectorPlugRetentionLock/Problem')
  event(bench, 'ConnectorPlugRetentionLock', {
    evse: { id: 1, connectorId: 1 },
    actualValue: 'false',
  })
  assert.is(errors(bench)[0], 'NoError')
})

test('a problem of an EVSE is one of all its connectors, one of the station of every connector', () => {
  const bench = station()
  event(bench, 'RCD', { evse: { id: 2 }, techCode: 'RCD' })
  assert.equal(errors(bench), ['NoError', 'RCD', 'RCD'])
  event(bench, 'ElectricalFeed', { techCode: 'Mains', techInfo: 'phase lost' })
  assert.equal(errors(bench), ['Mains phase lost', 'Mains phase lost', 'Mains phase lost'])
})

test('a fault of which nothing was said is one all the same', () => {
  const bench = station()
  const where = { evseId: 1, connectorId: 1 }
  bench.tell('StatusNotification', { ...where, connectorStatus: 'Faulted', timestamp: bench.time })
  assert.is(errors(bench)[0], 'OtherError')
})

test('an alarm tells its value, news without a problem tell nothing', () => {
  const bench = station()
  event(bench, 'Thermal', { evse: { id: 1 }, variable: 'Temperature', actualValue: '91' })
  assert.is(errors(bench)[0], 'Thermal/Temperature 91')
  event(bench, 'Thermal', { evse: { id: 2 }, variable: 'Temperature', trigger: 'Periodic' })
  assert.is(errors(bench)[1], 'NoError')
})

test('the status of a connector may come as an event', () => {
  const bench = station()
  const evse = { id: 2, connectorId: 2 }
  const report = { evse, variable: 'AvailabilityState', trigger: 'Delta', actualValue: 'Occupied' }
  event(bench, 'Connector', report)
  assert.equal([bench.status(2), bench.status(102)], ['Available', 'Preparing'])
})

test('a report fills the device model, for single connectors too', () => {
  const bench = station()
  const { events } = bench.handle('NotifyReport', {
    requestId: 7,
    generatedAt: bench.time,
    seqNo: 0,
    tbc: true,
    reportData: [
      {
        component: { name: 'EVSE', evse: { id: 2 } },
        variable: { name: 'SupplyPhases' },
        variableAttribute: [
          { type: 'Target', value: '1' },
          { value: '3', mutability: 'ReadOnly' },
        ],
        variableCharacteristics: {
          dataType: 'integer',
          minLimit: 0,
          maxLimit: 3,
          supportsMonitoring: false,
        },
      },
      {
        component: { name: 'SecurityCtrlr' },
        variable: { name: 'BasicAuthPassword' },
        variableAttribute: [{ mutability: 'WriteOnly' }],
      },
    ],
  })
  assert.equal(events, [
    {
      kind: 'ConfigurationRead',
      values: [
        {
          key: 'EVSE@2/SupplyPhases',
          of: { name: 'EVSE/SupplyPhases', connectors: [2, 102] },
          value: '3',
          readonly: true,
          about: {
            dataType: 'integer',
            unit: undefined,
            min: 0,
            max: 3,
            values: undefined,
            attributes: { Target: '1' },
          },
        },
        {
          key: 'SecurityCtrlr/BasicAuthPassword',
          value: undefined,
          readonly: false,
          about: {
            dataType: undefined,
            unit: undefined,
            min: undefined,
            max: undefined,
            values: undefined,
            attributes: undefined,
          },
        },
      ],
    },
    { kind: 'PhasesReported', connector: 2, phases: 3 },
    { kind: 'PhasesReported', connector: 102, phases: 3 },
    { kind: 'ReportReceived', request: 7, last: false },
  ])
})

test('a reported EVSE is a device before it says anything of itself', () => {
  const bench = new Bench(ocpp201)
  bench.tell('NotifyReport', {
    requestId: 1,
    generatedAt: bench.time,
    seqNo: 0,
    reportData: [
      {
        component: { name: 'Connector', evse: { id: 3, connectorId: 2 } },
        variable: { name: 'ConnectorType' },
        variableAttribute: [{ value: 'cCCS2' }],
      },
    ],
  })
  assert.equal(bench.outlets(), [103])
  assert.is(bench.facts(103).configuration?.get('connector/connectortype')?.value, 'cCCS2')
})

test('values of an EVSE are those of the connector in use', () => {
  const bench = station()
  const meter = (value: number) =>
    bench.tell('MeterValues', {
      evseId: 2,
      meterValue: [{ timestamp: bench.time, sampledValue: [{ measurand: 'Voltage', value }] }],
    })
  const volts = (number: number) => [...bench.facts(number).samples].map(({ value }) => value)
  meter(230)
  assert.equal([volts(2), volts(102)], [[230], []])
  const where = { evseId: 2, connectorId: 2 }
  bench.pass(1)
  bench.tell('StatusNotification', { ...where, connectorStatus: 'Occupied', timestamp: bench.time })
  meter(400)
  assert.equal([volts(2), volts(102)], [[230], [400]])
})

test('an EVSE beyond what is numbered is counted and no more', () => {
  const bench = new Bench(ocpp201)
  const status = { connectorStatus: 'Available', timestamp: bench.time }
  for (const [evseId, connectorId] of [
    [100, 1],
    [1, 4],
    [-1, 1],
    [0, 0],
  ] as const) {
    assert.equal(bench.tell('StatusNotification', { evseId, connectorId, ...status }), {})
  }
  assert.equal(bench.outlets(), [])
  assert.is(bench.facts(0).status?.status, 'Available')
  assert.equal(bench.counted.filter((what) => what === 'status:unusable').length, 3)
})

test.run()
