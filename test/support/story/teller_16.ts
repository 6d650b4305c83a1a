import type { RealStation } from '../real_station.ts'
import { at, numberAt } from '../scene.ts'
import { type GivenLimit, iso, type Reading, type Teller, type TellerOptions } from './teller.ts'

const accepted = { status: 'Accepted' }

/** A station that speaks OCPP 1.6. */
export async function teller16(options: TellerOptions): Promise<Teller> {
  const teller = new Teller16(options)
  await teller.connect()
  return teller
}

class Teller16 implements Teller {
  limit: GivenLimit | undefined
  readonly started: unknown[] = []
  readonly stopped: unknown[] = []
  transaction: number | undefined
  sent = 0
  readonly #options: TellerOptions
  readonly #configuration = new Map([
    ['MeterValueSampleInterval', '60'],
    ['MeterValuesSampledData', 'Energy.Active.Import.Register'],
    ['ChargeProfileMaxStackLevel', '5'],
    ['ChargingScheduleAllowedChargingRateUnit', 'Current'],
    ['NumberOfConnectors', '1'],
    ['ConnectorSwitch3to1PhaseSupported', 'true'],
  ])
  #station: RealStation | undefined

  constructor(options: TellerOptions) {
    this.#options = options
  }

  async connect(): Promise<void> {
    this.#station = await this.#options.connect({
      GetConfiguration: (payload) => this.#answer(this.#read(at(payload, 'key'))),
      ChangeConfiguration: (payload) => {
        this.#configuration.set(String(at(payload, 'key')), String(at(payload, 'value')))
        return this.#answer(accepted)
      },
      SetChargingProfile: (payload) => {
        const profile = at(payload, 'csChargingProfiles')
        this.limit = {
          limit: at(profile, 'chargingSchedule.chargingSchedulePeriod.0.limit'),
          unit: at(profile, 'chargingSchedule.chargingRateUnit'),
          purpose: at(profile, 'chargingProfilePurpose'),
        }
        return this.#answer(accepted)
      },
      RemoteStartTransaction: (payload) => {
        this.started.push(at(payload, 'idTag'))
        return this.#answer(accepted)
      },
      RemoteStopTransaction: (payload) => {
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
    const value = (key: string) => this.#configuration.get(key) ?? ''
    const measurands = value('MeterValuesSampledData')
    return { measurands, interval: value('MeterValueSampleInterval') }
  }

  async boots(): Promise<void> {
    await this.#call('BootNotification', { chargePointVendor: 'Maker', chargePointModel: 'Box' })
  }

  isAvailable = () => this.#status('Available')
  isPlugged = () => this.#status('Preparing')
  isPaused = () => this.#status('SuspendedEVSE')
  charges = () => this.#status('Charging')
  isFull = () => this.#status('SuspendedEV')
  isUnplugged = () => this.#status('Available')
  isMended = () => this.#status('Available')

  async showsCard(idTag: string): Promise<void> {
    await this.#call('Authorize', { idTag })
  }

  async starts(idTag: string, meterStart: number): Promise<void> {
    const start = { connectorId: 1, idTag, meterStart, timestamp: this.#now }
    this.transaction = numberAt(await this.#call('StartTransaction', start), 'transactionId')
    await this.charges()
  }

  async meters({ volts, amperes, power, register }: Reading): Promise<void> {
    const phases = ['L1', 'L2', 'L3']
    const sampledValue = [
      { value: String(register / 1000), unit: 'kWh' },
      { measurand: 'Power.Active.Import', value: String(power), unit: 'W' },
      ...phases.flatMap((phase, index) => [
        { measurand: 'Voltage', phase: `${phase}-N`, value: String(volts[index]), unit: 'V' },
        { measurand: 'Current.Import', phase, value: String(amperes[index]), unit: 'A' },
      ]),
    ]
    const meterValue = [{ timestamp: this.#now, sampledValue }]
    const { transaction: transactionId } = this
    await this.#call('MeterValues', { connectorId: 1, transactionId, meterValue })
  }

  async stops(meterStop: number): Promise<void> {
    await this.#stop(this.#now, { meterStop, reason: 'Remote' })
    await this.#status('Finishing')
  }

  async fails(errorCode: string, info: string): Promise<void> {
    await this.#status('Faulted', { errorCode, info })
  }

  async loses(): Promise<void> {
    await this.station[Symbol.asyncDispose]()
  }

  async comesBack({ at: ended, register }: { at: number; register: number }): Promise<void> {
    await this.connect()
    await this.boots()
    await this.isAvailable()
    await this.#stop(iso(ended), { meterStop: register, reason: 'EVDisconnected' })
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.station[Symbol.asyncDispose]()
  }

  async #stop(timestamp: string, rest: object): Promise<void> {
    await this.#call('StopTransaction', { transactionId: this.transaction, timestamp, ...rest })
  }

  async #status(status: string, rest: object = { errorCode: 'NoError' }): Promise<void> {
    await this.#call('StatusNotification', {
      connectorId: 1,
      status,
      timestamp: this.#now,
      ...rest,
    })
  }

  #call(action: string, payload: object): Promise<unknown> {
    this.sent += 1
    return this.station.call(action, payload)
  }

  #answer(payload: object): object {
    this.sent += 1
    return payload
  }

  #read(asked: unknown): object {
    const keys = Array.isArray(asked) ? asked.map(String) : [...this.#configuration.keys()]
    return {
      configurationKey: keys
        .filter((key) => this.#configuration.has(key))
        .map((key) => ({ key, readonly: false, value: this.#configuration.get(key) })),
      unknownKey: keys.filter((key) => !this.#configuration.has(key)),
    }
  }

  get #now(): string {
    return iso(this.#options.clock.now())
  }
}
