import type { ProtocolVersion } from '../../runtime/dialect/versions.ts'

/** A number from 0 (inclusive) to 1 (exclusive). */
export type Random = () => number

type Json = Record<string, unknown>

/** One of a list. */
export function pick<const T>(random: Random, list: readonly [T, ...T[]]): T {
  return list[Math.floor(random() * list.length)] ?? list[0]
}

/** Much more often than others. */
function often<const T>(usual: T): [T, T, T, T, T, T] {
  return [usual, usual, usual, usual, usual, usual]
}

/** A call as a station of this version would make it, most of the time. */
export function callOf(version: ProtocolVersion, random: Random, now: number): [string, Json] {
  const calls = version === '1.6' ? old : recent
  const name = pick(random, ['meter', 'meter', 'meter', 'status', 'beat', 'other'])
  return calls[name](random, now)
}

const measurands = [
  'Voltage',
  'Current.Import',
  'Power.Active.Import',
  'Energy.Active.Import.Register',
  'SoC',
  'Temperature',
  'Frequency',
  'Power.Factor',
] as const
const units = ['V', 'A', 'kW', 'W', 'Wh', 'kWh', 'Percent', 'Celsius', 'K', 'Hz'] as const
const phases = ['L1', 'L2', 'L3', 'L1-N', 'N', 'L1-L2'] as const
const contexts = ['Sample.Periodic', 'Sample.Clock', 'Transaction.Begin', 'Trigger'] as const
const odd = ['', ' 12 ', '0x10', '1e3', '-0', '1,5', '.5', '5.', 'NaN', '9'.repeat(20), '007', '+3']

/** A layout of samples, the same for the same seed of `random`. */
function sampled(random: Random, text: boolean): Json[] {
  return Array.from({ length: 1 + Math.floor(random() * 8) }, () => ({
    value: value(random, text),
    ...some(random, 0.9, () => ({ measurand: pick(random, measurands) })),
    ...some(random, 0.4, () => ({ phase: pick(random, phases) })),
    ...some(random, 0.6, () => ({ context: pick(random, contexts) })),
    ...some(random, 0.3, () => ({ location: pick(random, ['Outlet', 'Inlet', 'EV', 'Body']) })),
    ...some(random, 0.6, () => {
      const unit = pick(random, units)
      if (text) return { unit }
      return { unitOfMeasure: { unit, ...some(random, 0.3, () => ({ multiplier: -1 })) } }
    }),
    ...some(random, text ? 0.1 : 0, () => ({ format: pick(random, ['Raw', 'SignedData']) })),
  }))
}

function value(random: Random, text: boolean): string | number {
  if (!text && random() < 0.9) return Number((random() * 1000 - 9).toFixed(1))
  if (!text) return pick(random, [0, -3.25, 1e21, 1e-7, 123456789012345680])
  if (random() < 0.05) return pick(random, ['', ...odd])
  return (random() * 10 ** Math.floor(random() * 7) - 2).toFixed(Math.floor(random() * 4))
}

function some(random: Random, share: number, make: () => Json): Json {
  return random() < share ? make() : {}
}

function time(random: Random, now: number): string {
  const at = new Date(now - Math.floor(random() * 20_000)).toISOString()
  const odder = [
    at.replace('Z', '+02:00'),
    at.slice(0, 19),
    'soon',
    '2001-01-01T00:00:00Z',
  ] as const
  return random() < 0.9 ? at : pick(random, [at.replace(/\.\d+/, ''), ...odder])
}

type Calls = Record<
  'meter' | 'status' | 'beat' | 'other',
  (random: Random, now: number) => [string, Json]
>

const old: Calls = {
  meter: (random, now) => [
    'MeterValues',
    {
      connectorId: pick(random, [1, 1, 1, 2, 0, -1]),
      ...some(random, 0.7, () => ({
        transactionId: pick(random, [...often(1), 2, 0, 2147483648, 7.5]),
      })),
      meterValue: Array.from({ length: pick(random, [1, 1, 2]) }, () => ({
        timestamp: time(random, now),
        sampledValue: sampled(random, true),
      })),
    },
  ],
  status: (random, now) => [
    'StatusNotification',
    {
      connectorId: pick(random, [1, 1, 2, 0]),
      errorCode: pick(random, [...often('NoError'), 'GroundFailure', 'Odd']),
      status: pick(random, ['Available', 'Charging', 'Charging', 'Faulted', 'SuspendedEV']),
      ...some(random, 0.5, () => ({ timestamp: time(random, now) })),
      ...some(random, 0.3, () => ({ info: 'something', vendorErrorCode: '0x00' })),
    },
  ],
  beat: () => ['Heartbeat', {}],
  other: (random, now) =>
    pick<[string, Json]>(random, [
      ['BootNotification', { chargePointVendor: 'Maker', chargePointModel: 'Box' }],
      [
        'StartTransaction',
        { connectorId: 1, idTag: 'CARD', meterStart: 10, timestamp: time(random, now) },
      ],
      ['StopTransaction', { transactionId: 1, meterStop: 99, timestamp: time(random, now) }],
    ]),
}

const recent: Calls = {
  meter: (random, now) => [
    pick(random, ['TransactionEvent', 'TransactionEvent', 'MeterValues']),
    {
      eventType: pick(random, ['Updated', 'Updated', 'Started', 'Ended']),
      timestamp: time(random, now),
      triggerReason: pick(random, [...often('MeterValuePeriodic'), 'ChargingStateChanged', 'Odd']),
      seqNo: Math.floor(random() * 9),
      transactionInfo: {
        transactionId: pick(random, [...often('a-1'), 'b-2', 'c'.repeat(37)]),
        ...some(random, 0.6, () => ({ chargingState: pick(random, ['Charging', 'EVConnected']) })),
      },
      evse: { id: pick(random, [1, 1, 2]), connectorId: 1 },
      meterValue: [{ timestamp: time(random, now), sampledValue: sampled(random, false) }],
      ...some(random, 0.2, () => ({ idToken: { idToken: 'CARD', type: 'ISO14443' } })),
    },
  ],
  status: (random, now) => [
    'StatusNotification',
    {
      timestamp: time(random, now),
      connectorStatus: pick(random, [...often('Available'), 'Occupied', 'Faulted', 'Odd']),
      evseId: pick(random, [1, 1, 2]),
      connectorId: 1,
    },
  ],
  beat: () => ['Heartbeat', {}],
  other: () => [
    'BootNotification',
    { reason: 'PowerUp', chargingStation: { model: 'Box', vendorName: 'Maker' } },
  ],
}
