import fc from 'fast-check'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { RawStation } from './support/raw_station.ts'
import { at, resultOf } from './support/scene.ts'
import { startServer, type TestServer } from './support/server.ts'
import { TestClock } from './support/test_clock.ts'

const statuses = [
  'Available',
  'Preparing',
  'Charging',
  'SuspendedEV',
  'SuspendedEVSE',
  'Finishing',
  'Reserved',
  'Unavailable',
  'Faulted',
] as const
const connector = fc.integer({ min: 1, max: 2 })
const card = fc.constantFrom('A', 'B')
/** Seconds that the clock of the station is behind, or that a message was delayed. */
const delay = fc.oneof(
  { weight: 3, arbitrary: fc.constant(0) },
  fc.integer({ min: 0, max: 20 }),
  fc.integer({ min: -60, max: 600 }),
)

/** What a station may do next; `which` chooses among the transactions it was given. */
const step = fc.oneof(
  fc.record({
    do: fc.constant('status' as const),
    connector: fc.integer({ min: 0, max: 2 }),
    status: fc.constantFrom(...statuses),
    delay,
  }),
  fc.record({ do: fc.constant('authorize' as const), card }),
  fc.record({
    do: fc.constant('start' as const),
    connector,
    card,
    register: fc.integer({ min: 0, max: 5000 }),
    delay,
  }),
  fc.record({
    do: fc.constant('meter' as const),
    connector: fc.integer({ min: 0, max: 2 }),
    which: fc.integer({ min: -2, max: 4 }),
    register: fc.integer({ min: 0, max: 9000 }),
    context: fc.constantFrom('Sample.Periodic', 'Transaction.Begin', 'Trigger'),
    delay,
  }),
  fc.record({
    do: fc.constant('stop' as const),
    which: fc.integer({ min: -2, max: 4 }),
    register: fc.integer({ min: 0, max: 9000 }),
    delay,
  }),
  fc.record({ do: fc.constant('repeat' as const) }),
  fc.record({ do: fc.constant('boot' as const) }),
  fc.record({ do: fc.constant('reconnect' as const) }),
  fc.record({ do: fc.constant('wait' as const), seconds: fc.integer({ min: 1, max: 90 }) }),
)
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never

/** A station that lives through steps, and what must hold after each of them. */
class Life {
  readonly #server: TestServer
  readonly #clock: TestClock
  readonly #id: string
  /** Ids of transactions by what identifies their start. */
  readonly #given = new Map<string, number>()
  readonly #all: Set<number>
  #station: RawStation | undefined
  #last: readonly unknown[] | undefined
  #frames = 0

  constructor(server: TestServer, of: { clock: TestClock; id: string; all: Set<number> }) {
    this.#server = server
    this.#clock = of.clock
    this.#id = of.id
    this.#all = of.all
  }

  async run(steps: readonly Step[]): Promise<void> {
    try {
      for (const one of steps) {
        await this.#take(one)
        await this.#check()
      }
    } finally {
      await this.#station?.terminate()
    }
  }

  async #take(one: Step): Promise<void> {
    switch (one.do) {
      case 'status':
        return this.#report(one)
      case 'authorize':
        await this.#call('Authorize', { idTag: one.card })
        return
      case 'start':
        return this.#start(one)
      case 'meter': {
        const id = this.#transaction(one.which)
        const value = { value: String(one.register), unit: 'Wh', context: one.context }
        await this.#call('MeterValues', {
          connectorId: one.connector,
          ...(id === undefined ? {} : { transactionId: id }),
          meterValue: [{ timestamp: this.#time(one.delay), sampledValue: [value] }],
        })
        return
      }
      case 'stop': {
        const id = this.#transaction(one.which) ?? -1
        await this.#stop(id, one)
        return
      }
      case 'repeat':
        return this.#repeat()
      case 'boot':
        await this.#call('BootNotification', { chargePointVendor: 'V', chargePointModel: 'M' })
        return
      case 'reconnect':
        await this.#station?.terminate()
        this.#station = undefined
        this.#last = undefined
        return
      case 'wait':
        await this.#clock.advance(one.seconds * 1000, async () => this.#station?.settle())
    }
  }

  async #report(one: Extract<Step, { do: 'status' }>): Promise<void> {
    const { connector: connectorId, status } = one
    const timestamp = this.#time(one.delay)
    const report = { connectorId, errorCode: 'NoError', status, timestamp }
    assert.equal(await this.#call('StatusNotification', report), {})
    const facts = this.#server.runtime.hub.device(`${this.#id}:${connectorId}`)?.facts
    if (status !== 'Available' || one.delay > 0 || facts === undefined) return
    assert.is.not(facts.transaction?.active, true, 'nobody charges where it is available')
    assert.is.not(facts.card?.authorized, true, 'no card waits where it is available')
  }

  async #start(one: Extract<Step, { do: 'start' }>): Promise<void> {
    const timestamp = this.#time(one.delay)
    const { connector: connectorId, card: idTag, register: meterStart } = one
    const answer = await this.#call('StartTransaction', {
      connectorId,
      idTag,
      meterStart,
      timestamp,
    })
    const id = at(answer, 'transactionId')
    if (typeof id !== 'number') throw new Error(`No id: ${JSON.stringify(answer)}`)
    assert.ok(Number.isInteger(id) && id >= 1 && id <= 2 ** 31 - 1, `id ${id}`)
    const key = `${connectorId} ${idTag} ${meterStart} ${timestamp}`
    const known = this.#given.get(key)
    if (known !== undefined) assert.is(id, known, 'the same start')
    else {
      const others = [...this.#given.values()]
      if (!others.includes(id)) assert.not(this.#all.has(id), `id ${id} is of another station`)
      this.#given.set(key, id)
      this.#all.add(id)
    }
  }

  async #stop(id: number, one: { register: number; delay: number }): Promise<void> {
    const before = this.#active(id)
    const answer = await this.#call('StopTransaction', {
      transactionId: id,
      meterStop: one.register,
      timestamp: this.#time(one.delay),
    })
    assert.equal(answer, { idTagInfo: { status: 'Accepted' } })
    if (before !== undefined) assert.is(this.#active(id), undefined, 'a stop ends its transaction')
  }

  async #repeat(): Promise<void> {
    const frame = this.#last
    if (frame === undefined) return
    const station = await this.#connected()
    const before = this.#state()
    const answer = station.received.findLast((one) => one[0] === 3 && one[1] === frame[1])
    const again = await station.exchange(JSON.stringify(frame), frame[1])
    if (frame[2] === 'StatusNotification' || frame[2] === 'MeterValues') return
    if (frame[2] === 'BootNotification') return
    assert.equal(again, answer, 'a repeated message gets the same answer')
    assert.equal(this.#state(), before, 'a repeated message changes nothing')
  }

  /** What must hold at any time. */
  async #check(): Promise<void> {
    for (const device of this.#server.runtime.devices()) {
      if (device.station !== this.#id) continue
      const facts = this.#server.runtime.hub.device(device.address)?.facts
      const active = facts?.transaction?.active === true
      const value = (key: string) => this.#server.value(device.address, key)
      const energy = value('energy')
      assert.ok(energy === null || (typeof energy === 'number' && energy >= 0), `energy ${energy}`)
      if (!active) assert.equal([value('current'), value('power')], [0, 0], 'idle')
      if (facts?.transaction?.active === false) {
        const { meterStop, register } = facts.transaction
        if (meterStop !== undefined) assert.is(register, meterStop)
      }
      if (active && facts?.transaction?.idTag !== undefined) {
        assert.is(value('rfid'), facts.transaction.idTag)
      }
      const offline = this.#server.runtime.station(this.#id)?.online === false
      if (offline) assert.equal([value('cps'), value('rfidAuth'), value('quality')], [70, 0, 0])
    }
  }

  async #call(action: string, payload: object): Promise<unknown> {
    const station = await this.#connected()
    this.#frames += 1
    const frame = [2, `f${this.#frames}`, action, payload]
    this.#last = frame
    return resultOf(await station.exchange(JSON.stringify(frame), frame[1]))
  }

  async #connected(): Promise<RawStation> {
    if (this.#station === undefined) {
      this.#station = await RawStation.connect(this.#server, { path: `/${this.#id}` })
    }
    return this.#station
  }

  #active(id: number): unknown {
    const devices = [...this.#server.runtime.hub.devices()]
    return devices.find(
      ({ facts: { station, transaction } }) =>
        station.id === this.#id && transaction?.active === true && transaction.id === id,
    )
  }

  #state(): unknown {
    const devices = [...this.#server.runtime.hub.devices()]
    const own = devices.filter(({ facts }) => facts.station.id === this.#id)
    return own.map(({ facts: { transaction, card, status } }) => ({ transaction, card, status }))
  }

  #transaction(which: number): number | undefined {
    if (which === -1) return -1
    return [...this.#given.values()][which]
  }

  #time(delay: number): string {
    return new Date(this.#clock.now() - delay * 1000).toISOString()
  }
}

test('any life of a station keeps what must hold', async () => {
  const clock = new TestClock()
  await using server = await startServer({
    clock,
    settings: { callTimeout: 3600 },
    plugins: [],
  })
  const all = new Set<number>()
  let lives = 0
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 25 }), async (steps) => {
      lives += 1
      await new Life(server, { clock, id: `S${lives}`, all }).run(steps)
    }),
    { numRuns: 80, includeErrorInReport: true },
  )
  assert.ok(all.size > 30, `${all.size} transactions`)
})

test.run()
