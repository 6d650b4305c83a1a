import type { Identity, StationEvent } from '../model.ts'
import type { Handled, Host } from './dialect.ts'
import { said } from './loose.ts'
import { cardOf, decide, idTokenInfo, type LooseToken } from './ocpp2_cards.ts'
import { outletOf } from './ocpp2_outlets.ts'
import { type LooseMeterValue2, readSamples2 } from './ocpp2_samples.ts'
import { connectorWord, statusReport } from './ocpp2_status.ts'
import { SignedList } from './signed_list.ts'
import { parseTimestamp } from './timestamp.ts'

/** An Authorize as it comes. */
export interface LooseAuthorize {
  readonly idToken?: LooseToken | undefined
}

/** A BootNotification as it comes. */
export interface LooseBoot {
  readonly chargingStation?:
    | {
        readonly model?: string | undefined
        readonly vendorName?: string | undefined
        readonly serialNumber?: string | undefined
        readonly firmwareVersion?: string | undefined
        readonly modem?:
          | { readonly iccid?: string | undefined; readonly imsi?: string | undefined }
          | undefined
      }
    | undefined
}

/** A StatusNotification as it comes. */
export interface LooseStatus {
  readonly timestamp?: string | undefined
  readonly connectorStatus?: string | undefined
  readonly evseId?: number | undefined
  readonly connectorId?: number | undefined
}

/** A MeterValues as it comes. */
export interface LooseMeterValues {
  readonly evseId?: number | undefined
  readonly meterValue?: readonly LooseMeterValue2[] | undefined
}

/** A DataTransfer as it comes. */
export interface LooseDataTransfer {
  readonly vendorId?: string | undefined
}

/** A ReservationStatusUpdate as it comes. */
export interface LooseReservationUpdate {
  readonly reservationId?: number | undefined
  readonly reservationUpdateStatus?: string | undefined
}

/** Decides about a card. */
export function authorize({ idToken }: LooseAuthorize, host: Host): Handled {
  const idTag = cardOf(idToken)
  const decision = decide(idToken, host)
  const { status, known } = decision
  const shown: readonly StationEvent[] =
    idTag === undefined ? [] : [{ kind: 'CardShown', idTag, status, known, at: host.now }]
  return { reply: `{"idTokenInfo":${idTokenInfo(decision)}}`, events: shown }
}

/** Accepts a station that booted. */
export function boot({ chargingStation }: LooseBoot, host: Host): Handled {
  const identity: Identity = {
    chargePointVendor: said(chargingStation?.vendorName),
    chargePointModel: said(chargingStation?.model),
    chargePointSerialNumber: said(chargingStation?.serialNumber),
    firmwareVersion: said(chargingStation?.firmwareVersion),
    iccid: said(chargingStation?.modem?.iccid),
    imsi: said(chargingStation?.modem?.imsi),
  }
  const { heartbeatInterval: interval } = host
  return {
    // It is remembered for a while; text that is put together piece by piece takes more memory.
    reply: JSON.stringify({ currentTime: iso(host.now), interval, status: 'Accepted' }),
    events: [{ kind: 'Booted', identity, at: host.now }],
  }
}

/** Takes data of a vendor whose plugin expects it. */
export function dataTransfer(payload: LooseDataTransfer, host: Host): Handled {
  const taken = host.takesData(payload.vendorId ?? '')
  return {
    reply: taken ? '{"status":"Accepted"}' : '{"status":"UnknownVendorId"}',
    events: [{ kind: 'Noticed', action: 'DataTransfer', payload, at: host.now }],
  }
}

/** Tells the time. */
export function heartbeat(_: object, host: Host): Handled {
  return { reply: `{"currentTime":"${iso(host.now)}"}`, events: [] }
}

/** Takes the status of a connector. */
export function statusNotification(payload: LooseStatus, host: Host): Handled {
  const { evseId: id, connectorId, connectorStatus = '', timestamp } = payload
  const number = outletOf({ id, connectorId }, host)
  const status =
    // Nobody occupies a station as a whole.
    number === undefined || (number === 0 && connectorStatus === 'Occupied')
      ? undefined
      : connectorWord(connectorStatus, host.facts(number))
  if (status === undefined) host.count('status:unusable')
  const { at } = parseTimestamp(timestamp, host.now, host.timeZone)
  return { reply: '{}', events: statusReport(number, status, at) }
}

/** Takes values measured outside of a transaction. */
export function meterValues(
  { evseId: id, meterValue = [] }: LooseMeterValues,
  host: Host,
): Handled {
  const number = outletOf({ id }, host)
  const signed = new SignedList()
  const samples = readSamples2(meterValue, {
    receivedAt: host.now,
    count: host.count,
    zone: host.timeZone,
    onSigned: signed.take,
  })
  const empty = samples.length === 0 && signed.list === undefined
  if (number === undefined || empty) return nothing
  const event: StationEvent = { kind: 'Metered', connector: number, samples }
  return { reply: '{}', events: [signed.put(event)] }
}

/** A reservation is over, unused. */
export function reservationUpdate(
  { reservationId: id, reservationUpdateStatus: word }: LooseReservationUpdate,
  host: Host,
): Handled {
  if (id === undefined) return nothing
  const reason = word === 'Expired' ? 'expired' : 'ended'
  return {
    reply: '{}',
    events: [{ kind: 'ReservationEnded', id, reason, at: host.now }],
  }
}

const nothing: Handled = { reply: '{}', events: [] }

function iso(ms: number): string {
  return new Date(ms).toISOString()
}
