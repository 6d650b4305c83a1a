/** One configuration key: what it holds at first and which values it takes. */
interface KeyRule {
  readonly value: string
  /** Absent for a key that only the station itself changes. */
  readonly takes?: (value: string) => boolean
}

/** Measurands the station's meter can deliver. */
export const deliveredMeasurands = [
  'Current.Import',
  'Current.Offered',
  'Energy.Active.Import.Register',
  'Frequency',
  'Power.Active.Import',
  'Power.Factor',
  'Power.Offered',
  'Temperature',
  'Voltage',
] as const

const flag = (value: boolean): KeyRule => ({
  value: String(value),
  takes: (found) => found === 'true' || found === 'false',
})
const whole = (value: number, minimum: number, maximum: number): KeyRule => ({
  value: String(value),
  takes: (found) => /^\d{1,9}$/.test(found) && Number(found) >= minimum && Number(found) <= maximum,
})
const measurands = (value: string): KeyRule => ({
  value,
  takes: (found) => found === '' || listOf(found).every(isDelivered),
})
const text = (value: string, maximum: number): KeyRule => ({
  value,
  takes: (found) => found.length <= maximum,
})
const fixed = (value: string | number | boolean): KeyRule => ({ value: String(value) })

/** How many charging profiles a connector of the station can hold, counted by stack level. */
export const highestStackLevel = 8
/** How many periods a schedule may have. */
export const longestSchedule = 24

function keyRules(connectors: number): Readonly<Record<string, KeyRule>> {
  return {
    AllowOfflineTxForUnknownId: flag(false),
    AuthorizationCacheEnabled: flag(false),
    AuthorizeRemoteTxRequests: flag(false),
    ClockAlignedDataInterval: whole(0, 0, 86_400),
    ConnectionTimeOut: whole(60, 1, 3600),
    ConnectorPhaseRotation: text('NotApplicable', 500),
    ConnectorPhaseRotationMaxLength: fixed(connectors + 1),
    GetConfigurationMaxKeys: fixed(60),
    HeartbeatInterval: whole(300, 1, 86_400),
    LightIntensity: whole(80, 0, 100),
    LocalAuthorizeOffline: flag(true),
    LocalPreAuthorize: flag(false),
    MeterValuesAlignedData: measurands('Energy.Active.Import.Register'),
    MeterValuesAlignedDataMaxLength: fixed(deliveredMeasurands.length),
    MeterValuesSampledData: measurands(
      'Energy.Active.Import.Register,Power.Active.Import,Current.Import,Voltage',
    ),
    MeterValuesSampledDataMaxLength: fixed(deliveredMeasurands.length),
    MeterValueSampleInterval: whole(60, 0, 86_400),
    NumberOfConnectors: fixed(connectors),
    ResetRetries: whole(3, 0, 10),
    StopTransactionOnEVSideDisconnect: flag(true),
    StopTransactionOnInvalidId: flag(true),
    StopTxnAlignedData: measurands(''),
    StopTxnAlignedDataMaxLength: fixed(deliveredMeasurands.length),
    StopTxnSampledData: measurands(''),
    StopTxnSampledDataMaxLength: fixed(deliveredMeasurands.length),
    SupportedFeatureProfiles: fixed(
      'Core,FirmwareManagement,LocalAuthListManagement,Reservation,SmartCharging,RemoteTrigger',
    ),
    SupportedFeatureProfilesMaxLength: fixed(6),
    TransactionMessageAttempts: whole(3, 1, 10),
    TransactionMessageRetryInterval: whole(60, 1, 3600),
    UnlockConnectorOnEVSideDisconnect: flag(true),
    WebSocketPingInterval: whole(0, 0, 3600),
    LocalAuthListEnabled: flag(true),
    LocalAuthListMaxLength: fixed(500),
    SendLocalListMaxLength: fixed(100),
    ReserveConnectorZeroSupported: fixed(false),
    ChargeProfileMaxStackLevel: fixed(highestStackLevel),
    ChargingScheduleAllowedChargingRateUnit: fixed('Current,Power'),
    ChargingScheduleMaxPeriods: fixed(longestSchedule),
    ConnectorSwitch3to1PhaseSupported: fixed(true),
    MaxChargingProfilesInstalled: fixed(2 * (highestStackLevel + 1)),
  }
}

/** One key as GetConfiguration answers it. */
export interface ConfigurationEntry {
  readonly key: string
  readonly readonly: boolean
  readonly value: string
}

/** The configuration keys of one station; names are compared without regard to case. */
export class Configuration {
  readonly #rules: ReadonlyMap<string, KeyRule & { readonly key: string }>
  readonly #values = new Map<string, string>()

  constructor(connectors: number) {
    const rules = Object.entries(keyRules(connectors))
    this.#rules = new Map(rules.map(([key, rule]) => [key.toLowerCase(), { ...rule, key }]))
  }

  /** All keys. */
  entries(): ConfigurationEntry[] {
    return [...this.#rules.values()].map(({ key }) => this.entry(key)).filter((one) => !!one)
  }

  /** One key, `undefined` when there is none of that name. */
  entry(name: string): ConfigurationEntry | undefined {
    const rule = this.#rules.get(name.toLowerCase())
    if (!rule) return undefined
    const value = this.#values.get(rule.key) ?? rule.value
    return { key: rule.key, readonly: rule.takes === undefined, value }
  }

  /** Changes a key as a server may. */
  change(name: string, value: string): 'Accepted' | 'Rejected' | 'NotSupported' {
    const rule = this.#rules.get(name.toLowerCase())
    if (!rule) return 'NotSupported'
    if (!rule.takes?.(value)) return 'Rejected'
    this.#values.set(rule.key, value)
    return 'Accepted'
  }

  /** A key that holds a number. */
  number(name: string): number {
    return Number(this.entry(name)?.value)
  }

  /** A key that holds yes or no. */
  flag(name: string): boolean {
    return this.entry(name)?.value === 'true'
  }

  /** A key that holds a list. */
  list(name: string): string[] {
    return listOf(this.entry(name)?.value ?? '')
  }
}

function listOf(text: string): string[] {
  return text
    .split(',')
    .map((word) => word.trim())
    .filter((word) => word !== '')
}

function isDelivered(word: string): boolean {
  return deliveredMeasurands.some((one) => one === word)
}
