/** What the official schemas do not say about one OCPP version. */
export interface OcppVersion {
  /** Start of the names of the generated files. */
  readonly stem: string
  readonly version: string
  /** Schema file inside the package `ocpp-rpc`. */
  readonly file: string
  /** Calls a station makes; all other actions are the host's. */
  readonly station: readonly string[]
  /** Actions that both sides may call. */
  readonly both: readonly string[]
  /** Type names of objects that the schemas define in place, by member; else the member's own name. */
  readonly names: Readonly<Record<string, string>>
}

const station16 = [
  'Authorize',
  'BootNotification',
  'DataTransfer',
  'DiagnosticsStatusNotification',
  'FirmwareStatusNotification',
  'Heartbeat',
  'LogStatusNotification',
  'MeterValues',
  'SecurityEventNotification',
  'SignCertificate',
  'SignedFirmwareStatusNotification',
  'StartTransaction',
  'StatusNotification',
  'StopTransaction',
]

const station201 = [
  'Authorize',
  'BootNotification',
  'ClearedChargingLimit',
  'DataTransfer',
  'FirmwareStatusNotification',
  'Get15118EVCertificate',
  'GetCertificateStatus',
  'Heartbeat',
  'LogStatusNotification',
  'MeterValues',
  'NotifyChargingLimit',
  'NotifyCustomerInformation',
  'NotifyDisplayMessages',
  'NotifyEVChargingNeeds',
  'NotifyEVChargingSchedule',
  'NotifyEvent',
  'NotifyMonitoringReport',
  'NotifyReport',
  'PublishFirmwareStatusNotification',
  'ReportChargingProfiles',
  'ReservationStatusUpdate',
  'SecurityEventNotification',
  'SignCertificate',
  'StatusNotification',
  'TransactionEvent',
]

const station21 = [
  ...station201,
  'BatterySwap',
  'ClosePeriodicEventStream',
  'GetCertificateChainStatus',
  'NotifyDERAlarm',
  'NotifyDERStartStop',
  'NotifyPeriodicEventStream',
  'NotifyPriorityCharging',
  'NotifySettlement',
  'OpenPeriodicEventStream',
  'PullDynamicScheduleUpdate',
  'ReportDERControl',
  'VatNumberValidation',
]

/** The OCPP versions whose schemas can be read. */
export const ocppVersions: readonly OcppVersion[] = [
  {
    stem: 'ocpp16',
    version: '1.6',
    file: 'ocpp1_6.json',
    station: station16,
    both: ['DataTransfer'],
    names: {
      csChargingProfiles: 'ChargingProfile',
      localAuthorizationList: 'AuthorizationData',
      transactionData: 'MeterValue',
    },
  },
  {
    stem: 'ocpp201',
    version: '2.0.1',
    file: 'ocpp2_0_1.json',
    station: station201,
    both: ['DataTransfer'],
    names: {},
  },
  {
    stem: 'ocpp21',
    version: '2.1',
    file: 'ocpp2_1.json',
    station: station21,
    both: ['DataTransfer'],
    names: {},
  },
]
