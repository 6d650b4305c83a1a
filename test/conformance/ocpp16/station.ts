import type { RealStation } from '../../support/real_station.ts'
import { at, numberAt } from '../../support/scene.ts'
import type { Connecting, Trial } from '../trial.ts'

/** A status that a station reports. */
export interface StatusOptions {
  readonly connector?: number
  readonly errorCode?: string
  /** Seconds from now. */
  readonly when?: number
}

/** A transaction that a station starts. */
export interface StartOptions {
  readonly connector?: number
  /** Wh. */
  readonly meterStart?: number
  /** Seconds from now. */
  readonly when?: number
  readonly reservationId?: number
}

/** What the host answered to a start. */
export interface Started {
  readonly id: number
  readonly status: string
  readonly info: unknown
}

/** The end of a transaction. */
export interface StopOptions {
  readonly idTag?: string
  readonly reason?: string
  /** Wh. */
  readonly meterStop?: number
  /** Seconds from now. */
  readonly when?: number
}

/** A station of OCPP 1.6 with the words of its everyday life. */
export class Station16 {
  readonly wire: RealStation
  readonly #trial: Trial
  readonly #id: string

  private constructor(trial: Trial, wire: RealStation, id: string) {
    this.#trial = trial
    this.#id = id
    this.wire = wire
  }

  /** Connects the station of the trial, and says nothing yet. */
  static async connect(trial: Trial, how: Connecting = {}): Promise<Station16> {
    return new Station16(trial, await trial.connect(how), how.identity ?? trial.id)
  }

  /** Connects the station of the trial; it boots, and its connectors 1 and 2 are available. */
  static async ready(trial: Trial, answers: Connecting['answers'] = {}): Promise<Station16> {
    const station = await Station16.connect(trial, { answers })
    await station.boot()
    return station
  }

  /** Boots and reports the status of every connector, as after power up. */
  async boot(firmwareVersion = '1.0'): Promise<unknown> {
    const answer = await this.call('BootNotification', {
      chargePointVendor: 'Maker',
      chargePointModel: 'Box',
      firmwareVersion,
    })
    for (const connector of [0, 1, 2]) await this.status('Available', { connector })
    return answer
  }

  call(action: string, payload: object = {}): Promise<unknown> {
    return this.wire.call(action, payload)
  }

  /** Reports a status of a connector, 1 by default. */
  async status(status: string, options: StatusOptions = {}): Promise<void> {
    const { connector = 1, errorCode = 'NoError', when = 0 } = options
    await this.call('StatusNotification', {
      connectorId: connector,
      errorCode,
      status,
      timestamp: this.#trial.time(when),
    })
  }

  /** Shows a card; resolves with the word of the host. */
  async authorize(idTag: string): Promise<string> {
    return String(at(await this.call('Authorize', { idTag }), 'idTagInfo.status'))
  }

  /** Starts a transaction on a connector, 1 by default. */
  async start(idTag: string, options: StartOptions = {}): Promise<Started> {
    const { connector = 1, meterStart = 1000, when = 0, ...more } = options
    const timestamp = this.#trial.time(when)
    const start = { connectorId: connector, idTag, meterStart, timestamp, ...more }
    const answer = await this.call('StartTransaction', start)
    return {
      id: numberAt(answer, 'transactionId'),
      status: String(at(answer, 'idTagInfo.status')),
      info: at(answer, 'idTagInfo'),
    }
  }

  /** Ends a transaction; resolves with the host's word on the card, if one was named. */
  async stop(transactionId: number, options: StopOptions = {}): Promise<unknown> {
    const { meterStop = 2000, when = 0, ...more } = options
    const timestamp = this.#trial.time(when)
    const stop = { transactionId, meterStop, timestamp, ...more }
    return at(await this.call('StopTransaction', stop), 'idTagInfo.status')
  }

  /** Plugs in, shows a card and charges with it; resolves with the transaction. */
  async charge(idTag: string, options: StartOptions = {}): Promise<number> {
    const { connector = 1 } = options
    await this.status('Preparing', { connector })
    await this.authorize(idTag)
    const { id } = await this.start(idTag, options)
    await this.status('Charging', { connector })
    return id
  }

  /** Payloads of the calls of an action that the host made, in order. */
  got(action: string): readonly unknown[] {
    return this.wire.received.flatMap((one) => (one.action === action ? [one.payload] : []))
  }

  /** Drops the connection, as by a power cut; resolves when the host knows. */
  async leave(): Promise<void> {
    await this.wire.leave()
    const { server } = this.#trial
    await this.#trial.until(() => server.runtime.station(this.#id)?.online !== true, 'it is gone')
  }
}
