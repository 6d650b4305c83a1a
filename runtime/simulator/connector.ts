import type { Timer } from '../clock.ts'
import type { StatusWord } from '../model.ts'
import type { ConnectorHost, Reservation } from './connector_host.ts'
import type { LimitQuestion } from './limits.ts'
import { sampledValues } from './meter.ts'
import { Outlet } from './outlet.ts'
import {
  meterMessage,
  readStartAnswer,
  type Session,
  startMessage,
  stopMessage,
} from './session.ts'
import type { Vehicle } from './vehicle.ts'

/** One connector: cable, card, transaction, and the status that follows from them. */
export class Connector {
  readonly id: number
  reservation: Reservation | undefined
  readonly #host: ConnectorHost
  readonly #outlet: Outlet
  #permit: { readonly idTag: string; readonly timer: Timer } | undefined
  #session: Session | undefined
  #fault: string | undefined
  #operative = true
  #closesLater = false
  #finished = false
  #reported: StatusWord | undefined
  #meterTimer: Timer | undefined

  constructor(id: number, host: ConnectorHost) {
    this.id = id
    this.#host = host
    const { clock, pace, profiles } = host
    this.#outlet = new Outlet({
      connector: id,
      clock,
      pace,
      profiles,
      sharers: () => host.sharers(),
      onTime: () => this.settle(),
    })
  }

  /** The running transaction. */
  get session(): Readonly<Session> | undefined {
    return this.#session
  }

  /** Whether a card or the server has allowed a transaction that waits for the cable. */
  get permitted(): boolean {
    return this.#permit !== undefined
  }

  /** Whether a cable is plugged. */
  get plugged(): boolean {
    return this.#outlet.plugged
  }

  /** The status that follows from everything known. */
  get status(): StatusWord {
    if (this.#fault) return 'Faulted'
    if (this.#session) {
      if (!this.#outlet.mayCharge) return 'SuspendedEVSE'
      return this.#outlet.full ? 'SuspendedEV' : 'Charging'
    }
    if (!this.#operative) return 'Unavailable'
    if (this.plugged) return this.#finished ? 'Finishing' : 'Preparing'
    if (this.#permit) return 'Preparing'
    return this.reservation ? 'Reserved' : 'Available'
  }

  /** What the limits of this connector depend on. */
  get question(): LimitQuestion {
    return this.#outlet.question(this.#session?.startedAt)
  }

  /** A vehicle is plugged in; a transaction that was allowed starts. */
  plugIn(vehicle: Vehicle): void {
    if (this.plugged) return
    this.#outlet.plug(vehicle)
    if (this.#permit && this.#operative && !this.#fault) this.#begin(this.#permit.idTag)
    else this.settle()
  }

  /** The cable is taken away; a transaction ends with it. */
  unplug(): void {
    this.stop('EVDisconnected')
    this.#outlet.plug(undefined)
    this.#finished = false
    this.settle()
  }

  /** A card or the server allows a transaction: it starts now, or with the cable. */
  permit(idTag: string): void {
    if (this.#session || this.#fault || !this.#operative) return
    if (this.plugged) return this.#begin(idTag)
    this.#permit?.timer.cancel()
    const patience = this.#host.configuration.number('ConnectionTimeOut') * 1000
    const timer = this.#host.pace.after(patience, () => {
      this.#permit = undefined
      this.settle()
    })
    this.#permit = { idTag, timer }
    this.#host.emit({ kind: 'permitted', connector: this.id, idTag })
    this.settle()
  }

  /** Ends the transaction, if there is one. */
  stop(reason: string, idTag?: string): void {
    const session = this.#session
    if (!session) return
    const { configuration, profiles, clock } = this.#host
    const readings = this.#outlet.read()
    const wanted = configuration.list('StopTxnSampledData')
    const stop = { reason, idTag, at: clock.now(), readings, wanted }
    this.#host.call({
      action: 'StopTransaction',
      payload: () => stopMessage(session, stop),
      keep: true,
    })
    this.#session = undefined
    this.#finished = true
    this.#meterTimer?.cancel()
    profiles.endTransaction(this.id)
    if (this.#closesLater) this.#operative = false
    this.#closesLater = false
    const energy = readings.register - session.meterStart
    this.#host.emit({ kind: 'stopped', connector: this.id, reason, energy })
    this.settle()
  }

  /** Takes the connector out of use, after a running transaction, or back into use. */
  setOperative(operative: boolean): 'Accepted' | 'Scheduled' {
    this.#closesLater = !operative && this.#session !== undefined
    if (this.#closesLater) return 'Scheduled'
    this.#operative = operative
    return 'Accepted'
  }

  /** Sets a fault, in the words of a StatusNotification's error code, or clears it. */
  setFault(errorCode: string | undefined): void {
    this.#fault = errorCode
    if (errorCode) this.stop('Other')
    this.settle()
  }

  /** Brings meter, limit, timers and reported status up to now; to be called after every change. */
  settle(): void {
    const { full, limited } = this.#outlet.update(this.#session?.startedAt)
    const connector = this.id
    if (limited) this.#host.emit({ kind: 'limited', connector, current: this.#outlet.offered })
    if (full) this.#host.emit({ kind: 'full', connector })
    if (this.status !== this.#reported) this.report()
  }

  /** Sends the status, changed or not. */
  report(): void {
    const { status } = this
    if (status !== this.#reported) this.#host.emit({ kind: 'status', connector: this.id, status })
    this.#reported = status
    const timestamp = new Date(this.#host.clock.now()).toISOString()
    const errorCode = this.#fault ?? 'NoError'
    this.#host.call({
      action: 'StatusNotification',
      payload: () => ({ connectorId: this.id, errorCode, status, timestamp }),
    })
  }

  /** Sends the meter values of this moment. */
  sendMeter(context: string, wanted: readonly string[]): void {
    const session = this.#session
    const readings = this.#outlet.read()
    const values = sampledValues(readings, { wanted, context })
    const at = this.#host.clock.now()
    if (values.length > 0) {
      this.#host.call({
        action: 'MeterValues',
        payload: () => meterMessage(this.id, session, { at, values }),
        keep: session !== undefined,
      })
    }
    const { power, currents } = readings
    const energy = session ? readings.register - session.meterStart : 0
    this.#host.emit({ kind: 'metered', connector: this.id, power, currents, energy })
  }

  /** Takes up the interval between meter values, also a new one. */
  restartMeter(): void {
    this.#meterTimer?.cancel()
    const { configuration, pace } = this.#host
    const interval = configuration.number('MeterValueSampleInterval')
    if (!this.#session || interval <= 0) return
    this.#meterTimer = pace.after(interval * 1000, () => {
      this.sendMeter('Sample.Periodic', configuration.list('MeterValuesSampledData'))
      this.restartMeter()
    })
  }

  /** Stops all timers. */
  close(): void {
    this.#permit?.timer.cancel()
    this.#meterTimer?.cancel()
    this.#outlet.close()
  }

  #begin(idTag: string): void {
    this.#permit?.timer.cancel()
    this.#permit = undefined
    const readings = this.#outlet.read()
    const wanted = this.#host.configuration.list('StopTxnSampledData')
    const session: Session = {
      idTag,
      startedAt: this.#host.clock.now(),
      meterStart: readings.register,
      begin: sampledValues(readings, { wanted, context: 'Transaction.Begin' }),
    }
    this.#session = session
    const reservation = this.reservation?.id
    this.reservation = undefined
    this.#host.call({
      action: 'StartTransaction',
      payload: () => startMessage(this.id, session, reservation),
      keep: true,
      done: (answer) => this.#numbered(session, answer),
    })
    this.#host.emit({ kind: 'started', connector: this.id, idTag })
    this.restartMeter()
    this.settle()
  }

  #numbered(session: Session, answer: unknown): void {
    const found = readStartAnswer(answer)
    if (!found) return
    session.number = found.number
    this.#host.emit({ kind: 'numbered', connector: this.id, transaction: found.number })
    if (found.status === 'Accepted' || this.#session !== session) return
    if (this.#host.configuration.flag('StopTransactionOnInvalidId')) this.stop('DeAuthorized')
  }
}
