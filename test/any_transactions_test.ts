import fc from 'fast-check'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import * as v from 'valibot'
import type { Sample } from '../runtime/model.ts'
import { anyFates, type Delivery, deliveries } from './ledger/support/fates.ts'
import { anyStory, type Message, type Story } from './ledger/support/true_story.ts'
import { FaultyStore } from './support/faulty_store.ts'
import { LastingServer } from './support/lasting_server.ts'
import { RawStation } from './support/raw_station.ts'
import { at, resultOf } from './support/scene.ts'
import { TestClock, turn } from './support/test_clock.ts'

const versions = ['ocpp1.6', 'ocpp2.0.1'] as const
type Version = (typeof versions)[number]

/** A station that tells a story over sockets, again and again until it is answered. */
class WireTeller {
  readonly #lasting: LastingServer
  readonly #story: Story
  readonly #version: Version
  readonly #id: string
  readonly #store: FaultyStore
  /** Ids of 1.6 by session. */
  readonly ids = new Map<number, number>()
  kills = 0
  #station: RawStation | undefined

  constructor(
    lasting: LastingServer,
    story: Story,
    { id, version, store }: { id: string; version: Version; store: FaultyStore },
  ) {
    this.#lasting = lasting
    this.#id = id
    this.#store = store
    this.#story = story
    this.#version = version
  }

  async tell(all: readonly Delivery[]): Promise<void> {
    for (const delivery of all) {
      const { session, kind } = delivery.message
      const start = this.#story.messages.find((one) => one.session === session)
      const isNamed = this.#version !== 'ocpp1.6' || kind === 'start' || this.ids.has(session)
      if (!isNamed && start !== undefined) await this.#deliver({ ...delivery, message: start })
      if (delivery.kill !== null) await this.#die(delivery)
      if (delivery.fails) await this.#fail(delivery)
      await this.#deliver(delivery)
    }
    await this.#station?.terminate()
  }

  async #die(delivery: Delivery): Promise<void> {
    this.kills += 1
    if (delivery.kill === 'after') await this.#deliver(delivery)
    else {
      const [action, payload] = this.#words(delivery)
      const station = await this.#connected()
      void station.call(action, payload).catch(() => undefined)
      await turn()
    }
    await this.#lasting.kill()
    await this.#station?.ended
    this.#station = undefined
  }

  /** The disk is full: what changes something is refused, so that it comes again. */
  async #fail(delivery: Delivery): Promise<void> {
    const [action, payload] = this.#words(delivery)
    const station = await this.#connected()
    this.#store.fault = 'The disk is full'
    const [type] = await station.call(action, payload)
    this.#store.fault = undefined
    if (delivery.message.kind !== 'free') assert.is(type, 4, action)
  }

  async #deliver(delivery: Delivery): Promise<void> {
    const [action, payload] = this.#words(delivery)
    const answer = resultOf(await (await this.#connected()).call(action, payload))
    if (action !== 'StartTransaction') return
    const { session } = delivery.message
    const id = v.parse(v.number(), at(answer, 'transactionId'))
    const known = this.ids.get(session)
    if (known !== undefined) assert.is(id, known, 'the same start has the same id')
    else assert.not([...this.ids.values()].includes(id), 'no id twice')
    this.ids.set(session, id)
  }

  async #connected(): Promise<RawStation> {
    if (this.#station === undefined) {
      const { server } = this.#lasting
      this.#station = await RawStation.connect(server, {
        path: `/${this.#id}`,
        protocols: [this.#version],
      })
    }
    return this.#station
  }

  #words({ message, late }: Delivery): [action: string, payload: object] {
    return this.#version === 'ocpp1.6' ? this.#words16(message) : words2(message, late)
  }

  #words16(message: Message): [action: string, payload: object] {
    const transactionId = this.ids.get(message.session) ?? 0
    const event = message.events(transactionId).at(-1)
    switch (event?.kind) {
      case 'TransactionStarted': {
        const { connector: connectorId, idTag, meterStart } = event
        return ['StartTransaction', { connectorId, idTag, meterStart, timestamp: iso(event.at) }]
      }
      case 'Metered': {
        const meterValue = valuesOf(event.samples, String)
        return ['MeterValues', { connectorId: event.connector, transactionId, meterValue }]
      }
      case 'TransactionEnded': {
        const { meterStop, reason } = event
        return ['StopTransaction', { transactionId, meterStop, reason, timestamp: iso(event.at) }]
      }
      case 'StatusReported': {
        const { connector: connectorId, status } = event
        const timestamp = iso(event.at)
        return ['StatusNotification', { connectorId, status, errorCode: 'NoError', timestamp }]
      }
      default:
        throw new Error('No message')
    }
  }
}

function words2(message: Message, late: boolean): [action: string, payload: object] {
  const [event, metered] = message.events(`tx-${message.session}`)
  const about = (eventType: string, triggerReason: string, seqNo?: number) => ({
    eventType,
    triggerReason,
    seqNo,
    offline: late,
    transactionInfo: { transactionId: `tx-${message.session}`, chargingState: 'Charging' },
  })
  switch (event?.kind) {
    case 'TransactionStarted':
      return [
        'TransactionEvent',
        {
          ...about('Started', 'Authorized', event.order),
          timestamp: iso(event.at),
          evse: { id: event.connector, connectorId: 1 },
          idToken: { idToken: event.idTag, type: 'ISO14443' },
          meterValue: registerAt(event.at, event.meterStart, 'Transaction.Begin'),
        },
      ]
    case 'TransactionUpdated':
      return [
        'TransactionEvent',
        {
          ...about('Updated', 'MeterValuePeriodic', event.order),
          timestamp: iso(event.at),
          evse: { id: event.connector, connectorId: 1 },
          meterValue: metered?.kind === 'Metered' ? valuesOf(metered.samples, Number) : [],
        },
      ]
    case 'TransactionEnded':
      return [
        'TransactionEvent',
        {
          ...about('Ended', 'StopAuthorized', event.order),
          timestamp: iso(event.at),
          evse: { id: message.connector, connectorId: 1 },
          meterValue: registerAt(event.at, event.meterStop, 'Transaction.End'),
        },
      ]
    case 'StatusReported':
      return [
        'StatusNotification',
        {
          evseId: event.connector,
          connectorId: 1,
          connectorStatus: event.status,
          timestamp: iso(event.at),
        },
      ]
    default:
      throw new Error('No message')
  }
}

function valuesOf(samples: readonly Sample[], as: (value: number) => string | number) {
  return samples.map(({ at: time, value, measurand }) => ({
    timestamp: iso(time),
    sampledValue: [{ value: as(value), measurand }],
  }))
}

function registerAt(time: number, value: number | undefined, context: string) {
  return [{ timestamp: iso(time), sampledValue: [{ value, context }] }]
}

function iso(ms: number): string {
  return new Date(ms).toISOString()
}

/** What the record of a story says, the latest first. */
function expected({ sessions }: Story, station: string): readonly object[] {
  return sessions.toReversed().map((session) => ({
    station,
    connector: session.connector,
    address: `${station}:${session.connector}`,
    idTag: session.idTag,
    idTagStatus: 'Accepted',
    meterStart: session.meterStart,
    meterStop: session.meterStop,
    energy: session.energy,
    startedAt: iso(session.startedAt),
    stoppedAt: iso(session.stoppedAt),
    stopReason: 'Local',
    flags: session.anew ? ['register-reset'] : [],
  }))
}

const recordsSchema = v.array(v.looseObject({ id: v.string(), transactionId: v.string() }))

for (const version of versions) {
  test(`Whatever befalls the messages of a station of ${version}, its transactions are the same`, async () => {
    const options = { clock: new TestClock(), plugins: [], settings: { callTimeout: 3600 } }
    const store = new FaultyStore()
    await using lasting = await LastingServer.start(store, options)
    let kills = 0
    let stations = 0
    const story = anyStory({ numbered: version === 'ocpp1.6' })
    await fc.assert(
      fc.asyncProperty(story, anyFates({ kills: 20 }), async (told, fates) => {
        stations += 1
        const id = `S${stations}`
        const teller = new WireTeller(lasting, told, { id, version, store })
        await teller.tell(deliveries(told, fates))
        kills += teller.kills
        const { body } = await lasting.server.get(`/api/v1/transactions?station=${id}`)
        const records = v.parse(recordsSchema, body)
        const plain = records.map(({ id: _, transactionId: __, ...rest }) => rest)
        assert.equal(plain, expected(told, id))
      }),
      { numRuns: 10, includeErrorInReport: true, endOnFailure: true },
    )
    assert.ok(kills > 0, 'nobody was killed')
  })
}

test.run()
