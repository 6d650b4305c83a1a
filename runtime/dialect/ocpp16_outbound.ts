import type { ConfigurationValue, Outcome, StationEvent } from '../model.ts'
import { isTrue, list, member, statusOf, text } from './answer.ts'
import type { Dialect } from './dialect.ts'
import type { Ocpp16Messages } from './generated/ocpp16.types.gen.ts'
import { localListRows } from './ocpp16_local_list.ts'
import { composite, limitIn } from './schedule.ts'

type Requests = { [A in keyof Ocpp16Messages]: Ocpp16Messages[A]['request'] }
type Encoded = { [A in keyof Requests]: { action: A; payload: Requests[A] } }[keyof Requests]

/** How our commands are said in OCPP 1.6, and how the answers are read. */
export const outbound: Dialect['outbound'] = {
  SetChargingProfile: {
    encode: (c) =>
      say('SetChargingProfile', {
        connectorId: c.connector,
        csChargingProfiles: {
          chargingProfileId: c.id,
          ...(typeof c.transaction === 'number' ? { transactionId: c.transaction } : {}),
          stackLevel: c.stackLevel,
          chargingProfilePurpose: c.purpose,
          chargingProfileKind: c.profileKind,
          chargingSchedule: {
            ...(c.profileKind === 'Absolute' ? { startSchedule: iso(c.start) } : {}),
            chargingRateUnit: c.unit,
            chargingSchedulePeriod: [
              {
                startPeriod: 0,
                limit: c.limit,
                ...(c.numberPhases === undefined ? {} : { numberPhases: c.numberPhases }),
              },
            ],
          },
        },
      }),
    decode: (answer, c, at) => {
      const outcome = read(answer, ['Accepted'])
      if (outcome.status === 'NotSupported') return { ...outcome, unsupported: true }
      if (!outcome.accepted) return outcome
      const { connector, limit, unit, numberPhases } = c
      return withEvents(outcome, [
        { kind: 'ProfileAccepted', connector, limit, unit, numberPhases, at },
      ])
    },
  },
  GetCompositeSchedule: {
    encode: (c) =>
      say('GetCompositeSchedule', {
        connectorId: c.connector,
        duration: c.duration,
        ...(c.unit === undefined ? {} : { chargingRateUnit: c.unit }),
      }),
    decode: (answer, { connector }, now) => {
      const schedule = member(answer, 'chargingSchedule')
      const start = member(schedule, 'startSchedule') ?? member(answer, 'scheduleStart')
      const outcome = read(answer, ['Accepted'])
      if (!outcome.accepted) return outcome
      return withEvents(outcome, limitIn(schedule, start, { connector, source: composite, now }))
    },
  },
  ClearChargingProfile: {
    encode: (c) =>
      say('ClearChargingProfile', {
        connectorId: c.connector,
        ...(isPurpose(c.purpose) ? { chargingProfilePurpose: c.purpose } : {}),
      }),
    // Unknown says that there was nothing to clear.
    decode: (answer) => read(answer, ['Accepted', 'Unknown']),
  },
  RemoteStartTransaction: {
    encode: (c) =>
      say('RemoteStartTransaction', {
        ...(c.connector > 0 ? { connectorId: c.connector } : {}),
        idTag: c.idTag,
      }),
    decode: (answer, { connector, idTag }, at) => {
      const outcome = read(answer, ['Accepted'])
      const { accepted } = outcome
      return withEvents(outcome, [{ kind: 'StartAsked', connector, idTag, accepted, at }])
    },
  },
  RemoteStopTransaction: {
    encode: (c) => say('RemoteStopTransaction', { transactionId: Number(c.transaction) }),
    decode: (answer) => read(answer, ['Accepted']),
  },
  ChangeAvailability: {
    encode: (c) =>
      say('ChangeAvailability', {
        connectorId: c.connector,
        type: c.operative ? 'Operative' : 'Inoperative',
      }),
    // Scheduled: it happens when the transaction is over (quirk B6).
    decode: (answer) => read(answer, ['Accepted', 'Scheduled']),
  },
  ChangeConfiguration: {
    encode: (c) => say('ChangeConfiguration', { key: c.key, value: c.value }),
    decode: (answer, { key, value }) => {
      const outcome = read(answer, ['Accepted', 'RebootRequired'])
      if (outcome.status !== 'Accepted') return outcome
      return withEvents(outcome, [
        { kind: 'ConfigurationRead', values: [{ key, value, readonly: false }] },
      ])
    },
  },
  GetConfiguration: {
    encode: (c) => say('GetConfiguration', c.keys.length === 0 ? {} : { key: [...c.keys] }),
    decode: (answer) => {
      const values = [...known(answer), ...unknown(answer)]
      return { accepted: true, status: 'Accepted', events: [{ kind: 'ConfigurationRead', values }] }
    },
  },
  UnlockConnector: {
    encode: (c) => say('UnlockConnector', { connectorId: c.connector }),
    decode: (answer) => read(answer, ['Unlocked']),
  },
  Reset: {
    encode: (c) => say('Reset', { type: c.hard ? 'Hard' : 'Soft' }),
    decode: (answer) => read(answer, ['Accepted']),
  },
  ReserveNow: {
    encode: (c) =>
      say('ReserveNow', {
        connectorId: c.connector,
        expiryDate: iso(c.expiry),
        idTag: c.idTag,
        ...(c.parentIdTag === undefined ? {} : { parentIdTag: c.parentIdTag }),
        reservationId: c.id,
      }),
    decode: (answer, { connector, id, idTag, parentIdTag, expiry }, at) => {
      const outcome = read(answer, ['Accepted'])
      if (!outcome.accepted) return outcome
      return withEvents(outcome, [
        { kind: 'ReservationMade', connector, id, idTag, parentIdTag, expiry, at },
      ])
    },
  },
  CancelReservation: {
    encode: (c) => say('CancelReservation', { reservationId: c.id }),
    decode: (answer, { id }, at) => {
      const outcome = read(answer, ['Accepted'])
      return outcome.accepted
        ? withEvents(outcome, [{ kind: 'ReservationEnded', id, reason: 'cancelled', at }])
        : outcome
    },
  },
  TriggerMessage: {
    encode: (c) => ({
      action: 'TriggerMessage',
      payload: {
        requestedMessage: c.message,
        ...(c.connector === undefined || c.connector === 0 ? {} : { connectorId: c.connector }),
      },
    }),
    decode: (answer) => read(answer, ['Accepted']),
  },
  DataTransfer: {
    encode: (c) =>
      say('DataTransfer', {
        vendorId: c.vendorId,
        ...(c.messageId === undefined ? {} : { messageId: c.messageId }),
        ...(c.data === undefined ? {} : { data: c.data }),
      }),
    decode: (answer) => read(answer, ['Accepted']),
  },
  ...localListRows,
}

function say<A extends keyof Requests>(action: A, payload: Requests[A]): Encoded {
  return { action, payload } as Extract<Encoded, { action: A }>
}

/** The word of an answer, read. */
function read(answer: unknown, good: readonly string[]): Outcome {
  const status = statusOf(answer)
  return { accepted: good.includes(status), status, unsupported: status === 'NotImplemented' }
}

function withEvents(outcome: Outcome, events: readonly StationEvent[]): Outcome {
  return { ...outcome, events }
}

function known(answer: unknown): ConfigurationValue[] {
  return list(member(answer, 'configurationKey')).flatMap((entry) => {
    const key = text(member(entry, 'key'))
    if (key === undefined) return []
    const value = text(member(entry, 'value'))
    return [{ key, value, readonly: isTrue(member(entry, 'readonly')) }]
  })
}

function unknown(answer: unknown): ConfigurationValue[] {
  return list(member(answer, 'unknownKey')).flatMap((entry) => {
    const key = text(entry)
    return key === undefined ? [] : [{ key, readonly: true, unknown: true }]
  })
}

type Purpose = 'ChargePointMaxProfile' | 'TxDefaultProfile' | 'TxProfile'

function isPurpose(word: string | undefined): word is Purpose {
  return word === 'ChargePointMaxProfile' || word === 'TxDefaultProfile' || word === 'TxProfile'
}

function iso(ms: number): string {
  return new Date(ms).toISOString()
}
