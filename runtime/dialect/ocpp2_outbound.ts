import type { CommandOf, Outcome, StationEvent } from '../model.ts'
import { member, statusOf, text } from './answer.ts'
import type { Dialect, Knowledge } from './dialect.ts'
import type { Ocpp21Messages } from './generated/ocpp21.types.gen.ts'
import type { Ocpp201Messages } from './generated/ocpp201.types.gen.ts'
import { tokenOf } from './ocpp2_cards.ts'
import { localListRows } from './ocpp2_local_list.ts'
import { evseOf, type Place, placeOf, placeWhere } from './ocpp2_outlets.ts'
import { readVariables, variableOf, writtenVariables } from './ocpp2_variables.ts'
import { composite, limitIn } from './schedule.ts'

type Shared = keyof Ocpp201Messages & keyof Ocpp21Messages
/** What is right in both versions. */
type Requests = {
  [A in Shared]: Ocpp201Messages[A]['request'] & Ocpp21Messages[A]['request']
}

/** How our commands are said in OCPP 2.0.1 and 2.1, and how the answers are read. */
export const outbound: Dialect['outbound'] = {
  SetChargingProfile: {
    encode: (c) =>
      say('SetChargingProfile', {
        evseId: evseOf(c.connector),
        chargingProfile: {
          id: c.id,
          stackLevel: c.stackLevel,
          chargingProfilePurpose:
            c.purpose === 'ChargePointMaxProfile' ? 'ChargingStationMaxProfile' : c.purpose,
          chargingProfileKind: c.profileKind,
          ...(c.transaction === undefined ? {} : { transactionId: String(c.transaction) }),
          chargingSchedule: [
            {
              id: c.id,
              ...(c.profileKind === 'Absolute' ? { startSchedule: iso(c.start) } : {}),
              chargingRateUnit: c.unit,
              chargingSchedulePeriod: [
                {
                  startPeriod: 0,
                  limit: c.limit,
                  ...(c.numberPhases === undefined ? {} : { numberPhases: c.numberPhases }),
                  ...(c.phaseToUse === undefined ? {} : { phaseToUse: c.phaseToUse }),
                },
              ],
            },
          ],
        },
      }),
    decode: (answer, c, at) => {
      const { connector, limit, unit, numberPhases, phaseToUse } = c
      return read(
        answer,
        ['Accepted'],
        [{ kind: 'ProfileAccepted', connector, limit, unit, numberPhases, phaseToUse, at }],
      )
    },
  },
  GetCompositeSchedule: {
    encode: (c) =>
      say('GetCompositeSchedule', {
        evseId: evseOf(c.connector),
        duration: c.duration,
        ...(c.unit === undefined ? {} : { chargingRateUnit: c.unit }),
      }),
    decode: (answer, { connector }, now) => {
      const schedule = member(answer, 'schedule')
      const start = member(schedule, 'scheduleStart')
      const told = { connector, source: composite, now }
      return read(answer, ['Accepted'], limitIn(schedule, start, told))
    },
  },
  ClearChargingProfile: {
    encode: (c) =>
      say('ClearChargingProfile', {
        chargingProfileCriteria: {
          ...(c.connector > 0 ? { evseId: evseOf(c.connector) } : {}),
          ...purposeOf(c.purpose),
        },
      }),
    // Unknown says that there was nothing to clear.
    decode: (answer) => read(answer, ['Accepted', 'Unknown']),
  },
  RemoteStartTransaction: {
    encode: (c, speaker) =>
      say('RequestStartTransaction', {
        ...(c.connector > 0 ? { evseId: evseOf(c.connector) } : {}),
        remoteStartId: speaker.newId(),
        idToken: tokenOf(c.idTag, speaker),
      }),
    decode: (answer, { connector, idTag }, at) => {
      const outcome = read(answer, ['Accepted'])
      const { accepted } = outcome
      return { ...outcome, events: [{ kind: 'StartAsked', connector, idTag, accepted, at }] }
    },
  },
  RemoteStopTransaction: {
    encode: (c) => say('RequestStopTransaction', { transactionId: String(c.transaction) }),
    decode: (answer) => read(answer, ['Accepted']),
  },
  ChangeAvailability: {
    encode: (c, speaker) =>
      say('ChangeAvailability', {
        operationalStatus: c.operative ? 'Operative' : 'Inoperative',
        ...(c.connector > 0 ? { evse: placeWhere(c.connector, speaker) } : {}),
      }),
    // Scheduled: it happens when the transaction is over (quirk B6).
    decode: (answer) => read(answer, ['Accepted', 'Scheduled']),
  },
  ChangeConfiguration: {
    encode: ({ key, value }) =>
      say('SetVariables', { setVariableData: [{ ...variableOf(key), attributeValue: value }] }),
    decode: (answer, command) => writtenVariables(answer, [command]),
  },
  GetConfiguration: {
    encode({ keys }, speaker) {
      if (keys.length > 0) return say('GetVariables', { getVariableData: keys.map(variableOf) })
      const report = speaker.newId()
      const payload = { requestId: report, reportBase: 'FullInventory' } as const
      return { ...say('GetBaseReport', payload), report }
    },
    decode: (answer, { keys }) =>
      keys.length > 0 ? readVariables(answer) : read(answer, ['Accepted']),
  },
  UnlockConnector: {
    encode: (c) => {
      const { id: evseId, connectorId } = placeOf(c.connector)
      return say('UnlockConnector', { evseId, connectorId })
    },
    decode: (answer) => read(answer, ['Unlocked']),
  },
  Reset: {
    encode: (c) => say('Reset', { type: c.hard ? 'Immediate' : 'OnIdle' }),
    // Scheduled: it happens when nobody charges.
    decode: (answer) => read(answer, ['Accepted', 'Scheduled']),
  },
  ReserveNow: {
    encode: (c, speaker) =>
      say('ReserveNow', {
        id: c.id,
        expiryDateTime: iso(c.expiry),
        idToken: tokenOf(c.idTag, speaker),
        ...(c.connector > 0 ? { evseId: evseOf(c.connector) } : {}),
        ...(c.parentIdTag === undefined ? {} : { groupIdToken: tokenOf(c.parentIdTag, speaker) }),
      }),
    decode: (answer, { connector, id, idTag, parentIdTag, expiry }, at) =>
      read(
        answer,
        ['Accepted'],
        [{ kind: 'ReservationMade', connector, id, idTag, parentIdTag, expiry, at }],
      ),
  },
  CancelReservation: {
    encode: (c) => say('CancelReservation', { reservationId: c.id }),
    decode: (answer, { id }, at) =>
      read(answer, ['Accepted'], [{ kind: 'ReservationEnded', id, reason: 'cancelled', at }]),
  },
  TriggerMessage: {
    encode: (c, speaker) => ({ action: 'TriggerMessage', payload: triggerOf(c, speaker) }),
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

function say<A extends Shared>(action: A, payload: Requests[A]): { action: A; payload: object } {
  return { action, payload }
}

/** The word of an answer, read; the events hold when it is a good one. */
function read(
  answer: unknown,
  good: readonly string[],
  events: readonly StationEvent[] = [],
): Outcome {
  const status = statusOf(answer)
  const accepted = good.includes(status)
  const info = member(answer, 'statusInfo')
  const words = [text(member(info, 'reasonCode')), text(member(info, 'additionalInfo'))]
  const detail = words.filter((word) => word !== undefined && word !== '').join(': ')
  return {
    accepted,
    status,
    unsupported: status === 'NotImplemented' || status === 'NotSupported',
    ...(detail === '' ? {} : { detail }),
    ...(accepted && events.length > 0 ? { events } : {}),
  }
}

/** Messages that another version words differently. */
const triggers: ReadonlyMap<string, string> = new Map([
  ['DiagnosticsStatusNotification', 'LogStatusNotification'],
  ['SignChargePointCertificate', 'SignChargingStationCertificate'],
])
/** Messages about a connector, or about an EVSE. */
const ofConnector = new Set(['StatusNotification'])
const ofEvse = new Set(['MeterValues', 'TransactionEvent'])

function triggerOf(c: CommandOf<'TriggerMessage'>, known: Knowledge): object {
  const requestedMessage = triggers.get(c.message) ?? c.message
  const { connector = 0 } = c
  const place = (): Place | undefined => {
    if (connector === 0) return undefined
    if (ofConnector.has(requestedMessage)) return placeOf(connector)
    return ofEvse.has(requestedMessage) ? { id: evseOf(connector) } : placeWhere(connector, known)
  }
  const evse = place()
  return { requestedMessage, ...(evse === undefined ? {} : { evse }) }
}

const purposes = {
  ChargePointMaxProfile: 'ChargingStationMaxProfile',
  ChargingStationMaxProfile: 'ChargingStationMaxProfile',
  TxDefaultProfile: 'TxDefaultProfile',
  TxProfile: 'TxProfile',
} as const

function purposeOf(word: string | undefined) {
  if (word === undefined || !Object.hasOwn(purposes, word)) return {}
  return { chargingProfilePurpose: purposes[word as keyof typeof purposes] }
}

function iso(ms: number): string {
  return new Date(ms).toISOString()
}
