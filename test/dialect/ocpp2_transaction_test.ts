import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { energyOf } from '../../runtime/descriptor/read_source.ts'
import type { Authorization } from '../../runtime/dialect/dialect.ts'
import { ocpp21 } from '../../runtime/dialect/ocpp21.ts'
import { ocpp201 } from '../../runtime/dialect/ocpp201.ts'
import { Bench, type BenchOptions } from './support/bench.ts'

const test = suite('dialect/ocpp2_transaction')

interface Told {
  readonly id?: string
  readonly seqNo?: number
  readonly state?: string
  readonly reason?: string
  readonly at?: string
  readonly [member: string]: unknown
}

/** A station with one EVSE that tells of transactions. */
class Station extends Bench {
  seqNo = 0

  constructor(options: BenchOptions & { readonly dialect?: typeof ocpp201 } = {}) {
    super(options.dialect ?? ocpp201, options)
  }

  connector(connectorStatus: string): unknown {
    const where = { evseId: 1, connectorId: 1 }
    return this.tell('StatusNotification', { ...where, connectorStatus, timestamp: this.time })
  }

  event(eventType: string, triggerReason: string, told: Told = {}): unknown {
    const { id = 'T1', seqNo = this.seqNo++, state, reason, at = this.time, ...rest } = told
    return this.tell('TransactionEvent', {
      eventType,
      triggerReason,
      timestamp: at,
      seqNo,
      transactionInfo: {
        transactionId: id,
        ...(state === undefined ? {} : { chargingState: state }),
        ...(reason === undefined ? {} : { stoppedReason: reason }),
      },
      ...rest,
    })
  }

  get transaction() {
    return this.facts().transaction
  }

  get energy(): number | undefined {
    return this.transaction === undefined ? undefined : energyOf(this.transaction)
  }
}

const evse = { id: 1, connectorId: 1 }

function register(wh: number, at: string, context = 'Sample.Periodic') {
  return { meterValue: [{ timestamp: at, sampledValue: [{ value: wh, context }] }] }
}

/** A station that charges: transaction T1, begun at 1000 Wh. */
function charging(options: ConstructorParameters<typeof Station>[0] = {}): Station {
  const station = new Station(options)
  station.connector('Occupied')
  const idToken = { idToken: 'CARD', type: 'ISO14443' }
  const begin = register(1000, station.time, 'Transaction.Begin')
  station.event('Started', 'Authorized', { evse, idToken, state: 'Charging', ...begin })
  return station
}

test('a connector and a transaction together make the status of 1.6', () => {
  const station = new Station()
  const words: [() => unknown, string][] = [
    [() => station.connector('Available'), 'Available'],
    [() => station.connector('Occupied'), 'Preparing'],
    [() => station.event('Started', 'Authorized', { evse, state: 'EVConnected' }), 'Preparing'],
    [() => station.event('Updated', 'ChargingStateChanged', { state: 'Charging' }), 'Charging'],
    [() => station.connector('Occupied'), 'Charging'],
    [
      () => station.event('Updated', 'ChargingStateChanged', { state: 'SuspendedEV' }),
      'SuspendedEV',
    ],
    [() => station.event('Updated', 'MeterValuePeriodic'), 'SuspendedEV'],
    [
      () => station.event('Updated', 'ChargingStateChanged', { state: 'SuspendedEVSE' }),
      'SuspendedEVSE',
    ],
    [() => station.event('Updated', 'StopAuthorized', { state: 'EVConnected' }), 'Finishing'],
    [() => station.event('Updated', 'MeterValuePeriodic', { state: 'EVConnected' }), 'Finishing'],
    [() => station.connector('Occupied'), 'Finishing'],
    [() => station.event('Ended', 'StopAuthorized', { reason: 'Local' }), 'Finishing'],
    [() => station.connector('Occupied'), 'Finishing'],
    [() => station.connector('Available'), 'Available'],
    [() => station.connector('Reserved'), 'Reserved'],
    [() => station.connector('Occupied'), 'Preparing'],
    [() => station.connector('Unavailable'), 'Unavailable'],
    [() => station.connector('Faulted'), 'Faulted'],
  ]
  for (const [happens, word] of words) {
    happens()
    assert.is(station.status(), word, happens.toString())
  }
})

test('the end of a transaction with the vehicle gone leaves the connector free', () => {
  const station = charging()
  station.event('Ended', 'EVCommunicationLost', { state: 'Idle', reason: 'EVDisconnected' })
  assert.is(station.status(), 'Available')
  assert.is(station.transaction?.stopReason, 'EVDisconnected')
})

test('a fault weighs more than a charging state that fits it, but not more than charging', () => {
  const station = charging()
  station.connector('Faulted')
  station.event('Updated', 'AbnormalCondition', { state: 'SuspendedEVSE' })
  assert.is(station.status(), 'Faulted')
  station.connector('Occupied')
  assert.is(station.status(), 'SuspendedEVSE')
  station.connector('Faulted')
  station.event('Updated', 'ChargingStateChanged', { state: 'Charging' })
  assert.is(station.status(), 'Charging')
  station.connector('Faulted')
  station.event('Ended', 'AbnormalCondition', { reason: 'GroundFault' })
  assert.is(station.status(), 'Faulted')
  station.connector('Occupied')
  assert.is(station.status(), 'Finishing')
})

test('a transaction may wait for its vehicle, and go on waiting when that leaves', () => {
  const station = new Station()
  station.connector('Available')
  station.event('Started', 'Authorized', { evse, state: 'Idle' })
  station.connector('Available')
  assert.is(station.status(), 'Available')
  assert.is(station.transaction?.active, true, 'it waits')
  station.connector('Occupied')
  assert.is(station.status(), 'Preparing')
  station.event('Updated', 'CablePluggedIn', { state: 'EVConnected' })
  station.event('Updated', 'ChargingStateChanged', { state: 'Charging' })
  assert.is(station.status(), 'Charging')
  // The connector is free before the transaction says that it waits again.
  station.connector('Available')
  assert.is(station.transaction?.active, false)
  station.event('Updated', 'EVCommunicationLost', { state: 'Idle' })
  assert.equal([station.status(), station.transaction?.active], ['Available', true])
  station.event('Ended', 'Timeout', { reason: 'Timeout' })
  assert.equal([station.status(), station.transaction?.active], ['Available', false])
})

test('without a word for how far charging is, a transaction on a connector in use charges', () => {
  const station = new Station()
  station.connector('Occupied')
  station.event('Started', 'RemoteStart', { evse })
  assert.is(station.status(), 'Charging')
  const other = new Station()
  other.connector('Available')
  other.event('Started', 'CablePluggedIn', { evse })
  assert.is(other.status(), 'Preparing')
  other.connector('Occupied')
  assert.is(other.status(), 'Charging')
})

test('the register counts from the beginning to the end', () => {
  const station = charging()
  assert.is(station.energy, 0)
  station.pass(10)
  station.event('Updated', 'MeterValuePeriodic', register(1500, station.time))
  assert.is(station.energy, 500)
  station.pass(10)
  const ends = [
    { timestamp: station.time, sampledValue: [{ value: 1700, context: 'Transaction.End' }] },
    { timestamp: station.time, sampledValue: [{ value: 1600, context: 'Sample.Periodic' }] },
  ]
  station.event('Ended', 'Deauthorized', { meterValue: ends })
  assert.is(station.energy, 700)
  assert.is(station.transaction?.stopReason, 'Local')
})

test('the first register counts where the beginning says none, and a begin told late counts more', () => {
  const station = new Station()
  station.event('Started', 'Authorized', { evse, state: 'Charging' })
  assert.is(station.energy, undefined)
  station.event('Updated', 'MeterValuePeriodic', register(2000, station.time))
  assert.is(station.energy, 0)
  const late = new Station()
  late.event('Started', 'Authorized', { evse, state: 'Charging' })
  const both = [
    { value: 900, context: 'Transaction.Begin' },
    { value: 1000, context: 'Sample.Periodic' },
  ]
  late.event('Updated', 'CablePluggedIn', {
    meterValue: [{ timestamp: late.time, sampledValue: both }],
  })
  assert.is(late.energy, 100)
})

test('what comes out of order completes the transaction and changes nothing else', () => {
  const station = charging()
  station.pass(60)
  const now = station.time
  station.event('Updated', 'ChargingStateChanged', { seqNo: 3, state: 'SuspendedEV' })
  station.event('Updated', 'MeterValuePeriodic', {
    seqNo: 2,
    at: new Date(station.now - 30_000).toISOString(),
    state: 'Charging',
    ...register(1400, new Date(station.now - 30_000).toISOString()),
  })
  assert.is(station.status(), 'SuspendedEV')
  assert.is(station.energy, 400)
  assert.is(
    [...station.facts().samples].find(({ value }) => value === 1400),
    undefined,
  )
  assert.equal(station.counted, ['transaction:gap', 'transaction:late'])
  station.event('Updated', 'MeterValuePeriodic', { seqNo: 4, ...register(1500, now) })
  assert.is(station.energy, 500)
  assert.equal(station.counted.length, 2)
})

test('numbers that stand still are no order', () => {
  const station = charging()
  for (const state of ['SuspendedEV', 'Charging', 'SuspendedEVSE']) {
    station.pass(1)
    station.event('Updated', 'ChargingStateChanged', { seqNo: 0, state })
    assert.is(station.status(), state)
  }
  assert.equal(station.counted, [])
})

test('after a boot the numbers may begin anew', () => {
  const station = charging()
  station.event('Updated', 'ChargingStateChanged', { seqNo: 9, state: 'SuspendedEV' })
  station.tell('BootNotification', {
    reason: 'PowerUp',
    chargingStation: { model: 'B', vendorName: 'M' },
  })
  station.event('Updated', 'TxResumed', { seqNo: 0, state: 'Charging' })
  assert.is(station.status(), 'Charging')
})

test('what was kept while offline does not revive what is over', () => {
  const station = charging()
  station.pass(10)
  station.event('Ended', 'Local', { reason: 'Local', ...register(1200, station.time) })
  station.connector('Available')
  const { transaction } = station
  station.event('Updated', 'ChargingStateChanged', { seqNo: 1, offline: true, state: 'Charging' })
  station.event('Updated', 'ChargingStateChanged', { seqNo: 7, state: 'Charging' })
  assert.is(station.status(), 'Available')
  assert.equal(station.transaction, transaction)
})

test('a transaction that began while offline runs only when live news say so', () => {
  const begun = (station: Station) => {
    station.connector('Occupied')
    station.pass(600)
    const at = new Date(station.now - 300_000).toISOString()
    const told = { id: 'T2', offline: true, seqNo: 0, at, evse, state: 'Charging' }
    station.event('Started', 'Authorized', { ...told, ...register(5000, at) })
    assert.equal([station.status(), station.transaction?.active], ['Preparing', false])
    return { station, at }
  }
  const { station } = begun(new Station())
  station.event('Updated', 'MeterValuePeriodic', {
    id: 'T2',
    seqNo: 5,
    state: 'Charging',
    ...register(5600, station.time),
  })
  assert.equal(
    [station.status(), station.transaction?.active, station.energy],
    ['Charging', true, 600],
  )
  const { station: over, at } = begun(new Station())
  over.event('Updated', 'MeterValuePeriodic', {
    id: 'T2',
    offline: true,
    seqNo: 1,
    ...register(5300, at),
  })
  over.event('Ended', 'Local', { id: 'T2', offline: true, seqNo: 2, ...register(5400, over.time) })
  assert.equal([over.status(), over.transaction?.active, over.energy], ['Preparing', false, 400])
})

test('the end of what ran before the connection was lost is told late', () => {
  const station = charging()
  station.pass(600)
  station.connector('Occupied')
  assert.is(station.status(), 'Charging', 'nobody said otherwise yet')
  const at = new Date(station.now - 60_000).toISOString()
  station.event('Ended', 'StopAuthorized', { offline: true, at, ...register(1900, at) })
  assert.equal(
    [station.status(), station.transaction?.active, station.energy],
    ['Finishing', false, 900],
  )
  assert.is(station.transaction?.stoppedAt, Date.parse(at))
})

test('an older transaction does not take the place of the one that runs', () => {
  const station = charging()
  const at = new Date(station.now - 60_000).toISOString()
  station.event('Started', 'Authorized', { id: 'T0', seqNo: 0, at, evse, state: 'Charging' })
  station.event('Updated', 'ChargingStateChanged', { id: 'T0', at, evse, state: 'SuspendedEV' })
  assert.equal([station.status(), station.transaction?.id], ['Charging', 'T1'])
})

test('news of a transaction nobody told of make it known, and its start completes it', () => {
  const station = new Station()
  const at = station.time
  station.pass(60)
  station.event('Updated', 'ChargingStateChanged', { seqNo: 4, evse, state: 'Charging' })
  assert.equal(
    [station.status(), station.transaction?.id, station.transaction?.active],
    ['Charging', 'T1', true],
  )
  const idToken = { idToken: 'CARD', type: 'ISO14443' }
  station.event('Started', 'Authorized', { seqNo: 0, at, evse, idToken, ...register(100, at) })
  const { idTag, startedAt, meterStart } = station.transaction ?? {}
  assert.equal([idTag, startedAt, meterStart], ['CARD', Date.parse(at), 100])
})

test('cards: the answer, the fact, and the stop card that is not the start card', () => {
  const known = new Map<string, Authorization>([
    ['CARD', { status: 'Accepted', known: true, parentIdTag: 'STAFF' }],
  ])
  const station = new Station({
    authorize: (idTag) => known.get(idTag) ?? { status: 'Invalid', known: false },
  })
  const token = (idToken: string, type = 'ISO14443') => ({ idToken: { idToken, type } })
  assert.equal(station.tell('Authorize', token('NOBODY')), { idTokenInfo: { status: 'Unknown' } })
  const group = { status: 'Accepted', groupIdToken: { idToken: 'STAFF', type: 'Central' } }
  assert.equal(station.tell('Authorize', token('CARD')), { idTokenInfo: group })
  assert.equal(station.event('Started', 'CablePluggedIn', { evse, state: 'EVConnected' }), {})
  assert.is(station.transaction?.idTag, undefined)
  const updated = station.event('Updated', 'Authorized', { ...token('CARD'), state: 'Charging' })
  assert.equal(updated, { idTokenInfo: group })
  assert.equal([station.transaction?.idTag, station.facts().card?.authorized], ['CARD', true])
  station.event('Updated', 'StopAuthorized', { ...token('NOBODY'), state: 'EVConnected' })
  assert.is(station.facts().card?.idTag, 'CARD')
  assert.equal(station.event('Ended', 'StopAuthorized', token('NOBODY')), {
    idTokenInfo: { status: 'Unknown' },
  })
  assert.is(station.facts().card?.authorized, false)
  const none = station.tell('Authorize', token('', 'NoAuthorization'))
  assert.equal(none, { idTokenInfo: { status: 'Unknown' } })
})

test('a transaction without a place is that of the only EVSE, or waits to be placed', () => {
  const station = new Station()
  station.connector('Available')
  station.event('Started', 'Authorized', { state: 'Idle' })
  assert.is(station.transaction?.id, 'T1')
  const two = new Station()
  two.connector('Available')
  two.tell('StatusNotification', {
    evseId: 2,
    connectorId: 1,
    connectorStatus: 'Available',
    timestamp: two.time,
  })
  const idToken = { idToken: 'CARD', type: 'ISO14443' }
  two.event('Started', 'Authorized', { idToken, state: 'Idle' })
  assert.equal([two.facts(1).transaction, two.facts(2).transaction], [undefined, undefined])
  assert.is(two.facts(2).card?.idTag, 'CARD')
  two.event('Updated', 'CablePluggedIn', { evse: { id: 2, connectorId: 1 }, state: 'EVConnected' })
  assert.equal([two.facts(1).transaction, two.facts(2).transaction?.id], [undefined, 'T1'])
  // From here on the station need not say where.
  two.event('Updated', 'ChargingStateChanged', { state: 'Charging' })
  assert.equal([two.status(1), two.status(2)], ['Available', 'Charging'])
})

test('a signed value beside a plain one counts for nothing, alone it counts in a likely unit', () => {
  const station = charging()
  station.pass(5)
  const signedMeterValue = {
    signedMeterData: 'T0NNRnx7fQ==',
    signingMethod: '',
    encodingMethod: 'OCMF',
    publicKey: '',
  }
  const energy = { measurand: 'Energy.Active.Import.Register' }
  const at = (sampledValue: readonly object[]) => ({
    meterValue: [{ timestamp: station.time, sampledValue }],
  })
  station.event(
    'Updated',
    'MeterValuePeriodic',
    at([
      { ...energy, value: 2114, unitOfMeasure: { unit: 'Wh' } },
      { value: 2.114, signedMeterValue },
    ]),
  )
  assert.is(station.energy, 1114)
  station.pass(5)
  station.event('Updated', 'MeterValuePeriodic', at([{ value: 2.5, signedMeterValue }]))
  assert.is(station.energy, 1500)
  station.pass(5)
  station.event('Updated', 'MeterValuePeriodic', at([{ value: 2600, signedMeterValue }]))
  assert.is(station.energy, 1600)
  station.event('Updated', 'MeterValuePeriodic', at([{ value: 0.5, signedMeterValue }]))
  assert.is(station.energy, 1600)
  assert.equal(station.counted, ['sample:signed'])
})

test('the frames of quirk M17, with a zone that is none and a value without a measurand', () => {
  const station = new Station({ now: Date.UTC(2026, 4, 2, 12) })
  station.event('Started', 'Authorized', {
    at: '2026-05-02T09:00:00+0000',
    evse: { id: 1 },
    meterValue: [{ timestamp: '2026-05-02T09:00:00+0000', sampledValue: [{ value: 2_110_000 }] }],
  })
  const signedMeterValue = {
    signedMeterData: 'T0NNRnx7fQ==',
    signingMethod: '',
    encodingMethod: 'OCMF',
    publicKey: '',
  }
  station.event('Ended', 'StopAuthorized', {
    at: '2026-05-02T10:00:00+0000',
    meterValue: [
      {
        timestamp: '2026-05-02T10:00:00+0000',
        sampledValue: [
          {
            value: 2_114_135.6,
            measurand: 'Energy.Active.Import.Register',
            unitOfMeasure: { unit: 'Wh' },
          },
          { value: 2114.1356, signedMeterValue },
        ],
      },
    ],
  })
  assert.is(Math.round((station.energy ?? 0) * 10), 41_356)
  assert.is(station.transaction?.stoppedAt, Date.UTC(2026, 4, 2, 10))
})

test('multipliers scale, and the words of a later version are read', () => {
  const station = charging({ dialect: ocpp21 })
  const sampledValue = [
    {
      measurand: 'Power.Import.Offered',
      value: 11.04,
      unitOfMeasure: { unit: 'W', multiplier: 3 },
    },
    { measurand: 'Display.PresentSOC', value: 45, unitOfMeasure: { unit: 'Percent' } },
    {
      measurand: 'Current.Import',
      phase: 'L1',
      value: 161,
      unitOfMeasure: { unit: 'A', multiplier: -1 },
    },
    { measurand: 'Voltage.Maximum', value: 240 },
  ]
  const meterValue = [{ timestamp: station.time, sampledValue }]
  station.event('Updated', 'RunningCost', { meterValue })
  const read = [...station.facts().samples].map(({ measurand, value }) => [measurand, value])
  assert.equal(read.slice(-3), [
    ['Power.Offered', 11_040],
    ['SoC', 45],
    ['Current.Import', 16.1],
  ])
  assert.equal(station.counted, ['sample:measurand'])
})

test('a message without a transaction is answered and counted', () => {
  const station = new Station()
  const payload = { eventType: 'Updated', idToken: { idToken: 'CARD', type: 'ISO14443' } }
  assert.equal(station.tell('TransactionEvent', payload), { idTokenInfo: { status: 'Accepted' } })
  assert.ok(station.counted.includes('transaction:nameless'))
})

test.run()
