import type { RealStation } from '../real_station.ts'
import { at } from '../scene.ts'
import { type GivenLimit, iso, type Reading, type Teller, type TellerOptions } from './teller.ts'

const accepted = { status: 'Accepted' }
const evse = { id: 1, connectorId: 1 }

/** A station that speaks OCPP 2.0.1 or 2.1. */
export async function teller2(options: TellerOptions): Promise<Teller> {
  const teller = new Teller2(options)
  await teller.connect()
  return teller
}

class Teller2 implements Teller {
  limit: GivenLimit | undefined
  readonly started: unknown[] = []
  readonly stopped: unknown[] = []
  transaction: string | undefined
  sent = 0
  readonly #options: TellerOptions
  readonly #variables = new Map([
    ['SampledDataCtrlr/TxUpdatedInterval', '60'],
    ['SampledDataCtrlr/TxUpdatedMeasurands', 'Energy.Active.Import.Register'],
    ['SampledDataCtrlr/TxStartedMeasurands', 'Energy.Active.Import.Register'],
    ['SampledDataCtrlr/TxEndedMeasurands', 'Energy.Active.Import.Register'],
    ['SmartChargingCtrlr/ProfileStackLevel', '5'],
    ['SmartChargingCtrlr/RateUnit', 'A'],
    ['SmartChargingCtrlr/Phases3to1', 'true'],
    ['EVSE/SupplyPhases', '3'],
  ])
  #station: RealStation | undefined
  #state = 'EVConnected'
  #seqNo = 0
  #transactions = 0
  #events = 0

  constructor(options: TellerOptions) {
    this.#options = options
  }

  async connect(): Promise<void> {
    this.#station = await this.#options.connect({
      GetBaseReport: (payload) => {
        setImmediate(() => void this.#report(at(payload, 'requestId')))
        return this.#answer(accepted)
      },
      SetVariables: (payload) => this.#answer(this.#write(at(payload, 'setVariableData'))),
      SetChargingProfile: (payload) => {
        const profile = at(payload, 'chargingProfile')
        this.limit = {
          limit: at(profile, 'chargingSchedule.0.chargingSchedulePeriod.0.limit'),
          unit: at(profile, 'chargingSchedule.0.chargingRateUnit'),
          purpose: at(profile, 'chargingProfilePurpose'),
        }
        return this.#answer(accepted)
      },
      RequestStartTransaction: (payload) => {
        this.started.push(at(payload, 'idToken.idToken'))
        return this.#answer(accepted)
      },
      RequestStopTransaction: (payload) => {
        this.stopped.push(at(payload, 'transactionId'))
        return this.#answer(accepted)
      },
    })
  }

  get station(): RealStation {
    if (this.#station === undefined) throw new Error('Not connected')
    return this.#station
  }

  get sampling() {
    const value = (name: string) => this.#variables.get(`SampledDataCtrlr/${name}`) ?? ''
    return { measurands: value('TxUpdatedMeasurands'), interval: value('TxUpdatedInterval') }
  }

  async boots(): Promise<void> {
    const chargingStation = { vendorName: 'Maker', model: 'Box' }
    await this.#call('BootNotification', { reason: 'PowerUp', chargingStation })
  }

  isAvailable = () => this.#status('Available')
  isPlugged = () => this.#status('Occupied')
  isUnplugged = () => this.#status('Available')
  isPaused = () => this.#changes('SuspendedEVSE')
  charges = () => this.#changes('Charging')
  isFull = () => this.#changes('SuspendedEV')

  async showsCard(idTag: string): Promise<void> {
    await this.#call('Authorize', { idToken: token(idTag) })
  }

  async starts(idTag: string, register: number): Promise<void> {
    this.#transactions += 1
    this.transaction = `6f0ad3f2-9f5c-4bb8-8a8e-00000000000${this.#transactions}`
    this.#seqNo = 0
    this.#state = 'EVConnected'
    await this.#event('Started', 'Authorized', {
      evse,
      idToken: token(idTag),
      meterValue: this.#values([energy(register, 'Transaction.Begin')]),
    })
    await this.charges()
  }

  async meters({ volts, amperes, power, register }: Reading): Promise<void> {
    const phases = ['L1', 'L2', 'L3']
    const values = [
      energy(register),
      {
        measurand: 'Power.Active.Import',
        value: power / 100,
        unitOfMeasure: { unit: 'W', multiplier: 2 },
      },
      ...phases.flatMap((phase, index) => [
        { measurand: 'Voltage', phase: `${phase}-N`, value: volts[index] },
        { measurand: 'Current.Import', phase, value: amperes[index], location: 'Outlet' },
      ]),
    ]
    const rest = { numberOfPhasesUsed: 3, meterValue: this.#values(values) }
    await this.#event('Updated', 'MeterValuePeriodic', rest)
  }

  async stops(register: number): Promise<void> {
    this.#state = 'EVConnected'
    await this.#event('Ended', 'RemoteStop', {
      stoppedReason: 'Remote',
      meterValue: this.#values([energy(register, 'Transaction.End')]),
    })
    await this.#status('Occupied')
  }

  async fails(techCode: string, techInfo: string): Promise<void> {
    await this.#status('Faulted')
    await this.#problem({ techCode, techInfo, actualValue: 'true' })
  }

  async isMended(): Promise<void> {
    await this.#problem({ cleared: true, actualValue: 'false' })
    await this.#status('Available')
  }

  async loses(): Promise<void> {
    await this.station[Symbol.asyncDispose]()
  }

  async comesBack({ at: ended, register }: { at: number; register: number }): Promise<void> {
    await this.connect()
    await this.boots()
    await this.#status('Available')
    this.#state = 'Idle'
    await this.#event('Ended', 'EVCommunicationLost', {
      offline: true,
      timestamp: iso(ended),
      stoppedReason: 'EVDisconnected',
      meterValue: this.#values([energy(register, 'Transaction.End')], iso(ended)),
    })
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.station[Symbol.asyncDispose]()
  }

  async #status(connectorStatus: string): Promise<void> {
    const where = { evseId: 1, connectorId: 1 }
    await this.#call('StatusNotification', { ...where, connectorStatus, timestamp: this.#now })
  }

  async #changes(state: string): Promise<void> {
    this.#state = state
    await this.#event('Updated', 'ChargingStateChanged')
  }

  async #event(
    eventType: string,
    triggerReason: string,
    rest: { readonly stoppedReason?: string; readonly [name: string]: unknown } = {},
  ): Promise<void> {
    const { stoppedReason, ...members } = rest
    await this.#call('TransactionEvent', {
      eventType,
      triggerReason,
      timestamp: this.#now,
      seqNo: this.#seqNo++,
      transactionInfo: {
        transactionId: this.transaction,
        chargingState: this.#state,
        ...(stoppedReason === undefined ? {} : { stoppedReason }),
      },
      ...members,
    })
  }

  async #problem(rest: object): Promise<void> {
    const eventData = {
      eventId: this.#events++,
      timestamp: this.#now,
      trigger: 'Alerting',
      eventNotificationType: 'HardWiredNotification',
      component: { name: 'RCD', evse: { id: 1 } },
      variable: { name: 'Problem' },
      ...rest,
    }
    const about = { generatedAt: this.#now, seqNo: 0, tbc: false }
    await this.#call('NotifyEvent', { ...about, eventData: [eventData] })
  }

  /** The device model, in parts of three. */
  async #report(requestId: unknown): Promise<void> {
    const all = [...this.#variables].map(([key, value]) => {
      const [component = '', variable = ''] = key.split('/')
      return {
        component: { name: component, ...(component === 'EVSE' ? { evse: { id: 1 } } : {}) },
        variable: { name: variable },
        variableAttribute: [{ value, mutability: 'ReadWrite' }],
        variableCharacteristics: { dataType: 'string', supportsMonitoring: false },
      }
    })
    for (let seqNo = 0; seqNo * 3 < all.length; seqNo++) {
      const reportData = all.slice(seqNo * 3, seqNo * 3 + 3)
      const tbc = (seqNo + 1) * 3 < all.length
      await this.#call('NotifyReport', {
        requestId,
        generatedAt: this.#now,
        seqNo,
        tbc,
        reportData,
      })
    }
  }

  #write(data: unknown): object {
    const list: readonly unknown[] = Array.isArray(data) ? data : []
    return {
      setVariableResult: list.map((one) => {
        const key = `${at(one, 'component.name')}/${at(one, 'variable.name')}`
        const isKnown = this.#variables.has(key)
        if (isKnown) this.#variables.set(key, String(at(one, 'attributeValue')))
        return {
          attributeStatus: isKnown ? 'Accepted' : 'UnknownVariable',
          component: at(one, 'component'),
          variable: at(one, 'variable'),
        }
      }),
    }
  }

  #values(sampledValue: readonly object[], timestamp = this.#now): readonly object[] {
    return [{ timestamp, sampledValue }]
  }

  #call(action: string, payload: object): Promise<unknown> {
    this.sent += 1
    return this.station.call(action, payload)
  }

  #answer(payload: object): object {
    this.sent += 1
    return payload
  }

  get #now(): string {
    return iso(this.#options.clock.now())
  }
}

function token(idToken: string): object {
  return { idToken, type: 'ISO14443' }
}

function energy(register: number, context = 'Sample.Periodic'): object {
  return { value: register / 1000, context, unitOfMeasure: { unit: 'kWh' } }
}
