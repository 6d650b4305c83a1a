/** One call a station makes over and over; of equal length every time, so that it can be patched. */
export interface CallKind {
  readonly subprotocol: string
  /** What the station says after it connected, before anything else. */
  readonly greeting: readonly CallText[]
  readonly text: CallText
  /** Where digits change from call to call: after this text, so many of them. */
  readonly counters: readonly { readonly after: string; readonly width: number }[]
}

/** Text of a call of a station, with an id of 36 characters that ends with 12 digits. */
export type CallText = (station: number) => string

/** Stands in every text for the time of sending. */
export const timeMark = '2000-01-01T00:00:00.000Z'

/** Id of the n-th call of a station. */
export function messageId(station: number, n: number): string {
  return `${station.toString(16).padStart(8, '0')}-0000-4000-8000-${String(n % 1e12).padStart(12, '0')}`
}

const phases = ['L1', 'L2', 'L3'] as const

function sampled(value: string, measurand: string, rest: { unit: string; phase?: string }): object {
  const { phase, unit } = rest
  const where = phase === undefined ? {} : { phase }
  return { value, context: 'Sample.Periodic', measurand, ...where, location: 'Outlet', unit }
}

/** 1.35 kB: voltage, current and power of three phases, one register. */
function meterValues16(station: number): string {
  const sampledValue = [
    ...phases.map((p, i) => sampled(`23${i}.${i}`, 'Voltage', { unit: 'V', phase: `${p}-N` })),
    ...phases.map((p, i) => sampled(`1${i}.00`, 'Current.Import', { unit: 'A', phase: p })),
    ...phases.map((p, i) => sampled(`3${i}00.0`, 'Power.Active.Import', { unit: 'W', phase: p })),
    sampled('40000000', 'Energy.Active.Import.Register', { unit: 'Wh' }),
  ]
  return call(station, 'MeterValues', {
    connectorId: 1,
    transactionId: 100_000 + station,
    meterValue: [{ timestamp: timeMark, sampledValue }],
  })
}

function boot16(station: number): string {
  return call(station, 'BootNotification', {
    chargePointVendor: 'Bench',
    chargePointModel: 'Wallbox 11',
    chargePointSerialNumber: `SN${String(station).padStart(8, '0')}`,
    firmwareVersion: '1.2.3',
  })
}

function charging16(station: number): string {
  const status = { connectorId: 1, errorCode: 'NoError', status: 'Charging', timestamp: timeMark }
  return call(station, 'StatusNotification', status)
}

/** The same in OCPP 2.0.1, as news of a transaction. */
function transactionEvent201(station: number, eventType: string): string {
  const one = (value: number, measurand: string, rest: { unit: string; phase?: string }) => {
    const { phase, unit } = rest
    const where = phase === undefined ? {} : { phase }
    const unitOfMeasure = { unit, multiplier: 0 }
    return { value, context: 'Sample.Periodic', measurand, ...where, unitOfMeasure }
  }
  const sampledValue = [
    ...phases.map((p, i) => one(230.5 + i, 'Voltage', { unit: 'V', phase: `${p}-N` })),
    ...phases.map((p, i) => one(10.25 + i, 'Current.Import', { unit: 'A', phase: p })),
    ...phases.map((p, i) => one(3100.5 + i, 'Power.Active.Import', { unit: 'W', phase: p })),
    one(40_000_000, 'Energy.Active.Import.Register', { unit: 'Wh' }),
  ]
  return call(station, 'TransactionEvent', {
    eventType,
    timestamp: timeMark,
    triggerReason: 'MeterValuePeriodic',
    seqNo: 1_000_000,
    transactionInfo: { transactionId: `${station}-running`, chargingState: 'Charging' },
    evse: { id: 1, connectorId: 1 },
    meterValue: [{ timestamp: timeMark, sampledValue }],
  })
}

function boot201(station: number): string {
  return call(station, 'BootNotification', {
    reason: 'PowerUp',
    chargingStation: {
      vendorName: 'Bench',
      model: 'Wallbox 11',
      serialNumber: `SN${String(station).padStart(8, '0')}`,
      firmwareVersion: '1.2.3',
    },
  })
}

function occupied201(station: number): string {
  const status = { timestamp: timeMark, connectorStatus: 'Occupied', evseId: 1, connectorId: 1 }
  return call(station, 'StatusNotification', status)
}

/** The calls to measure with, by name. */
export const callKinds = {
  MeterValues: {
    subprotocol: 'ocpp1.6',
    greeting: [boot16, charging16],
    text: meterValues16,
    counters: [
      { after: '"value":"2', width: 2 },
      { after: '"value":"1', width: 1 },
      { after: '"value":"3', width: 2 },
      { after: '"value":"4', width: 7 },
    ],
  },
  TransactionEvent: {
    subprotocol: 'ocpp2.0.1',
    greeting: [boot201, occupied201, (station) => transactionEvent201(station, 'Started')],
    text: (station) => transactionEvent201(station, 'Updated'),
    counters: [
      { after: '"seqNo":1', width: 6 },
      { after: '"value":2', width: 2 },
      { after: '"value":31', width: 2 },
      { after: '"value":4', width: 7 },
    ],
  },
} as const satisfies Readonly<Record<string, CallKind>>

/** Name of a call to measure with. */
export type CallName = keyof typeof callKinds

/** What a station answers to a call of the host, by action; others it does not know. */
export const answers: Readonly<Record<string, object>> = {
  GetConfiguration: { configurationKey: [], unknownKey: [] },
  ChangeConfiguration: { status: 'Accepted' },
  TriggerMessage: { status: 'Accepted' },
  SetChargingProfile: { status: 'Accepted' },
  ClearChargingProfile: { status: 'Accepted' },
}

function call(station: number, action: string, payload: object): string {
  return JSON.stringify([2, messageId(station, 0), action, payload])
}
