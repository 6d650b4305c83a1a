import type { RealStation } from '../../support/real_station.ts'
import { at } from '../../support/scene.ts'
import type { Connecting, Trial } from '../trial.ts'
import { eventPayload, type Happening } from './transaction_event.ts'

/** A status that a station reports. */
export interface StatusOptions {
  readonly evse?: number
  readonly connector?: number
}

/** A transaction as a test begins it. */
export interface ChargeOptions {
  readonly evse?: number
  /** Register at the start, Wh. */
  readonly register?: number
}

/** A station of OCPP 2.0.1 with the words of its everyday life; it has two EVSEs of one connector each. */
export class Station201 {
  readonly wire: RealStation
  readonly #trial: Trial
  readonly #numbers = new Map<string, number>()
  #transactions = 0
  #events = 0

  private constructor(trial: Trial, wire: RealStation) {
    this.#trial = trial
    this.wire = wire
  }

  /** Connects the station of the trial, and says nothing yet. */
  static async connect(trial: Trial, how: Connecting = {}): Promise<Station201> {
    return new Station201(trial, await trial.connect(how))
  }

  /** Connects the station of the trial; it boots, and both its connectors are available. */
  static async ready(trial: Trial, answers: Connecting['answers'] = {}): Promise<Station201> {
    const station = await Station201.connect(trial, { answers })
    await station.boot()
    return station
  }

  /** Boots and reports the status of every connector, as after power up. */
  async boot(reason = 'PowerUp'): Promise<unknown> {
    const answer = await this.bootOnly(reason)
    for (const evse of [1, 2]) await this.status('Available', { evse })
    return answer
  }

  /** Boots, and says no more. */
  bootOnly(reason = 'PowerUp'): Promise<unknown> {
    const chargingStation = { vendorName: 'Maker', model: 'Box', firmwareVersion: '1.0' }
    return this.call('BootNotification', { reason, chargingStation })
  }

  call(action: string, payload: object = {}): Promise<unknown> {
    return this.wire.call(action, payload)
  }

  /** Reports a status of a connector. */
  async status(connectorStatus: string, options: StatusOptions = {}): Promise<void> {
    const { evse = 1, connector = 1 } = options
    const timestamp = this.#trial.time()
    const where = { evseId: evse, connectorId: connector }
    await this.call('StatusNotification', { ...where, connectorStatus, timestamp })
  }

  /** Shows a card; resolves with the word of the host. */
  async authorize(idToken: string, type = 'ISO14443'): Promise<string> {
    return String(at(await this.card(idToken, type), 'status'))
  }

  /** Shows a card; resolves with all that the host says of it. */
  async card(idToken: string, type = 'ISO14443'): Promise<unknown> {
    return at(await this.call('Authorize', { idToken: { idToken, type } }), 'idTokenInfo')
  }

  /** An id for a transaction of this station. */
  newTransaction(): string {
    this.#transactions += 1
    return `${this.#trial.id}-${crypto.randomUUID().slice(0, 18)}-${this.#transactions}`
  }

  /** Tells of a transaction, with the next number of it; resolves with the answer. */
  event(transaction: string, happening: Happening): Promise<unknown> {
    const seqNo = happening.seqNo ?? this.#numbers.get(transaction) ?? 0
    this.#numbers.set(transaction, seqNo + 1)
    const time = (plus: number) => this.#trial.time(plus)
    return this.call('TransactionEvent', eventPayload(transaction, { ...happening, seqNo }, time))
  }

  /** Plugs in, shows a card and charges with it; resolves with the transaction. */
  async charge(
    idToken: string,
    { evse = 1, register = 1000 }: ChargeOptions = {},
  ): Promise<string> {
    const id = this.newTransaction()
    await this.status('Occupied', { evse })
    await this.event(id, {
      type: 'Started',
      trigger: 'CablePluggedIn',
      state: 'EVConnected',
      evse,
      register,
    })
    await this.authorize(idToken)
    await this.event(id, { trigger: 'Authorized', state: 'EVConnected', idToken })
    await this.event(id, { trigger: 'ChargingStateChanged', state: 'Charging' })
    return id
  }

  /** Ends a transaction while the cable is still in. */
  end(transaction: string, happening: Happening = {}): Promise<unknown> {
    const how = { type: 'Ended', trigger: 'StopAuthorized', state: 'EVConnected' } as const
    return this.event(transaction, { ...how, register: 2000, ...happening })
  }

  /** Takes the cable out. */
  async unplug(evse = 1): Promise<void> {
    await this.status('Available', { evse })
  }

  /** Reports an event of a component; resolves with what was sent. */
  async notify(data: Readonly<Record<string, unknown>>): Promise<object> {
    this.#events += 1
    const generatedAt = this.#trial.time()
    const eventData = {
      eventId: this.#events,
      timestamp: generatedAt,
      trigger: 'Alerting',
      actualValue: 'true',
      eventNotificationType: 'HardWiredNotification',
      ...data,
    }
    const payload = { generatedAt, seqNo: 0, eventData: [eventData] }
    await this.call('NotifyEvent', payload)
    return payload
  }

  /** Payloads of the calls of an action that the host made, in order. */
  got(action: string): readonly unknown[] {
    return this.wire.received.flatMap((one) => (one.action === action ? [one.payload] : []))
  }

  leave(): Promise<void> {
    return this.wire.leave()
  }
}
