import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { connectStation } from './support/real_station.ts'
import { startServer, type TestServer, type Values } from './support/server.ts'
import type { Reading, Teller, TellerOptions } from './support/story/teller.ts'
import { teller2 } from './support/story/teller_2.ts'
import { teller16 } from './support/story/teller_16.ts'
import { TestClock } from './support/test_clock.ts'

/** One story in the words of every version; each must make the same items of it. */
const versions: readonly (readonly [string, (options: TellerOptions) => Promise<Teller>])[] = [
  ['ocpp1.6', teller16],
  ['ocpp2.0.1', teller2],
  ['ocpp2.1', teller2],
]

interface Scene {
  readonly teller: Teller
  readonly server: TestServer
  readonly clock: TestClock
  /** Writes an item; resolves with the status of the answer. */
  write(key: string, value: unknown): Promise<number>
  /** Lets seconds pass. */
  pass(seconds: number): Promise<void>
}

interface Step {
  readonly what: string
  readonly happens: (scene: Scene) => Promise<unknown>
  /** Items that are others now; all the rest are as before. */
  readonly changes: Values
}

const card = '04A1B2C3'
const stranger = '04FFFFFF'
const full: Reading = {
  volts: [230, 231, 229],
  amperes: [15.9, 16.1, 16],
  power: 11_000,
  register: 12_500,
}
const limited: Reading = { ...full, amperes: [10, 10, 9.9], power: 6900, register: 12_800 }
const paused: Reading = { ...full, amperes: [0, 0, 0], power: 0, register: 13_000 }

/** All 29 items of a connector that was announced and never seen. */
const nothing: Values = {
  cps: 70,
  voltage: null,
  current: null,
  power: null,
  energy: null,
  rfid: null,
  currentSet: null,
  powerUnit: 'kW',
  energyUnit: 'Wh',
  chargeRequest: 0,
  errorState: null,
  phases: null,
  quality: 0,
  cablePlugged: null,
  rfidAuth: 0,
  rfidAuthEnable: null,
  interval: null,
  rfidStart: null,
  rfidStop: null,
  phasesAvailable: 3,
  phasesSet: 3,
  rfidMessage: null,
  chargePoint: 'CP1',
  connector: 1,
  rfidAdd: null,
  chargePointModel: null,
  phasesSetSupported: null,
  error: null,
}

const story: readonly Step[] = [
  {
    what: 'the station boots, is free and is set up',
    async happens({ teller, server, pass }) {
      await teller.boots()
      await teller.isAvailable()
      await pass(1)
      const wanted = ['Energy.Active.Import.Register', 'Power.Active.Import', 'Current.Import']
      const { sampling } = teller
      await server.until(() => teller.sampling.measurands.includes('Voltage'), 'set-up')
      assert.is(teller.sampling.interval, '10', JSON.stringify(sampling))
      assert.is(teller.sampling.measurands, [...wanted, 'Voltage'].join(','))
      await server.until(() => server.value('CP1:1', 'interval') === 10)
    },
    changes: {
      cps: 65,
      current: 0,
      power: 0,
      errorState: 0,
      phases: 0,
      quality: 100,
      cablePlugged: 0,
      interval: 10,
      chargePointModel: 'Box',
      phasesSetSupported: 1,
      error: '',
    },
  },
  {
    what: 'a vehicle is plugged in',
    happens: ({ teller }) => teller.isPlugged(),
    changes: { cps: 66, chargeRequest: 1, cablePlugged: 1 },
  },
  {
    what: 'only known cards are taken, and a stranger tries',
    async happens({ teller, server, write }) {
      assert.is((await server.put(`/api/v1/tokens/${card}`, { status: 'Accepted' })).status, 201)
      assert.is(await write('rfidAuthEnable', 1), 200)
      await teller.showsCard(stranger)
    },
    changes: { rfidAuthEnable: 1, rfid: stranger, rfidMessage: 'Invalid', rfidAdd: stranger },
  },
  {
    what: 'a known card is shown',
    happens: ({ teller }) => teller.showsCard(card),
    changes: { rfid: card, rfidAuth: 1, rfidMessage: 'Accepted' },
  },
  {
    what: 'charging begins',
    happens: ({ teller }) => teller.starts(card, 12_000),
    changes: { cps: 67, current: null, power: null, phases: null, energy: 0 },
  },
  {
    what: 'the meter shows three phases',
    happens: ({ teller }) => teller.meters(full),
    changes: { voltage: 230, current: 16.1, power: 11, phases: 3, energy: 500 },
  },
  {
    what: 'a limit is written, and kept to',
    async happens({ teller, write, pass }) {
      assert.is(await write('currentSet', 10), 200)
      assert.equal(teller.limit, { limit: 10, unit: 'A', purpose: 'TxDefaultProfile' })
      await pass(10)
      await teller.meters(limited)
    },
    changes: { currentSet: 10, current: 10, power: 6.9, energy: 800 },
  },
  {
    what: 'charging is paused',
    async happens({ teller, write, pass }) {
      assert.is(await write('currentSet', 0), 200)
      assert.equal(teller.limit, { limit: 0, unit: 'A', purpose: 'TxDefaultProfile' })
      await pass(10)
      await teller.isPaused()
      await teller.meters(paused)
    },
    changes: { currentSet: 0, cps: 66, current: 0, power: 0, phases: 0, energy: 1000 },
  },
  {
    what: 'charging goes on',
    async happens({ teller, write, pass }) {
      assert.is(await write('currentSet', 16), 200)
      assert.equal(teller.limit, { limit: 16, unit: 'A', purpose: 'TxDefaultProfile' })
      await pass(10)
      await teller.charges()
      await teller.meters({ ...full, register: 13_200 })
    },
    changes: { currentSet: 16, cps: 67, current: 16.1, power: 11, phases: 3, energy: 1200 },
  },
  {
    what: 'the vehicle is full',
    async happens({ teller, pass }) {
      await pass(10)
      await teller.isFull()
      await teller.meters({ ...paused, register: 13_400 })
    },
    changes: { cps: 66, chargeRequest: 0, current: 0, power: 0, phases: 0, energy: 1400 },
  },
  {
    what: 'it is told to stop, and stops',
    async happens({ teller, write }) {
      assert.is(await write('rfidStop', '1'), 200)
      assert.equal(teller.stopped, [teller.transaction])
      await teller.stops(13_500)
    },
    changes: { rfidStop: '1', rfidAuth: 0, energy: 1500 },
  },
  {
    what: 'the vehicle is unplugged',
    happens: ({ teller }) => teller.isUnplugged(),
    changes: { cps: 65, cablePlugged: 0 },
  },
  {
    what: 'the station fails',
    happens: ({ teller }) => teller.fails('GroundFailure', 'RCD tripped'),
    changes: { cps: 69, errorState: 1, error: 'GroundFailure RCD tripped' },
  },
  {
    what: 'it is mended',
    happens: ({ teller }) => teller.isMended(),
    changes: { cps: 65, errorState: 0, error: '' },
  },
  {
    what: 'a start is written, and charging begins again',
    async happens({ teller, write, pass }) {
      await teller.isPlugged()
      assert.is(await write('rfidStart', card), 200)
      assert.equal(teller.started, [card])
      await teller.starts(card, 13_500)
      await pass(10)
      await teller.meters({ ...full, register: 13_700 })
    },
    changes: {
      rfidStart: card,
      cps: 67,
      chargeRequest: 1,
      cablePlugged: 1,
      rfidAuth: 1,
      current: 16.1,
      power: 11,
      phases: 3,
      energy: 200,
    },
  },
  {
    what: 'the connection is lost',
    async happens({ teller, server }) {
      await teller.loses()
      await server.until(() => server.value('CP1:1', 'quality') === 0)
    },
    changes: { cps: 70, chargeRequest: 0, quality: 0, rfidAuth: 0 },
  },
  {
    what: 'it is back and tells what happened meanwhile',
    async happens({ teller, clock, pass }) {
      const unplugged = clock.now() + 60_000
      await pass(120)
      await teller.comesBack({ at: unplugged, register: 14_000 })
    },
    changes: {
      cps: 65,
      quality: 100,
      cablePlugged: 0,
      current: 0,
      power: 0,
      phases: 0,
      energy: 500,
    },
  },
]

for (const [protocol, tell] of versions) {
  test(`a story told in ${protocol} gives the items it should`, async () => {
    const clock = new TestClock()
    await using server = await startServer({ clock, settings: { slaves: ['CP1:1'] } })
    let expected = nothing
    const { liveTicker: _, ...before } = await server.values('CP1:1')
    assert.equal(before, expected, 'before the beginning')
    const identity = 'CP1'
    const stations: { readonly violations: readonly string[] }[] = []
    await using teller = await tell({
      identity,
      clock,
      async connect(handlers) {
        const station = await connectStation(server, { identity, protocol }, handlers)
        stations.push(station)
        return station
      },
    })
    const scene: Scene = {
      teller,
      server,
      clock,
      write: async (key, value) => (await server.write('CP1:1', key, value)).status,
      pass: (seconds) => clock.advance(seconds * 1000),
    }
    for (const { what, happens, changes } of story) {
      await happens(scene)
      const heard = () => server.value('CP1:1', 'liveTicker') === teller.sent
      await server.until(heard, `every message when ${what}`)
      expected = { ...expected, ...changes }
      const { liveTicker, ...values } = await server.values('CP1:1')
      assert.equal(Object.keys(values).length, 28)
      assert.equal(values, expected, what)
      assert.is(liveTicker, teller.sent, `messages when ${what}`)
    }
    assert.equal(
      stations.flatMap(({ violations }) => violations),
      [],
    )
    assert.is(server.runtime.station(identity)?.protocol, protocol)
    assert.equal(server.runtime.station(identity)?.repairs, {})
  })
}

test.run()
