import {
  cardStatuses,
  type Identity,
  type StationEvent,
  type StatusWord,
  statusWords,
} from '../model.ts'
import { recurring } from './call_pattern.ts'
import type { Authorization, Handled, Host, InboundRow } from './dialect.ts'
import type { StationAction } from './generated/ocpp16.actions.gen.ts'
import { inboundShapes as shapes } from './generated/ocpp16.shapes.gen.ts'
import type { Ocpp16Messages } from './generated/ocpp16.types.gen.ts'
import { inbound as checks } from './generated/ocpp16.validators.gen.ts'
import { inboundRow, type RowOptions } from './inbound_row.ts'
import { extra, type Loose, said } from './loose.ts'
import type { Repaired } from './repair.ts'
import { readSamples } from './samples.ts'
import { SignedList } from './signed_list.ts'
import { eventTime, parseTimestamp, readTime } from './timestamp.ts'

type Request<A extends StationAction> = Ocpp16Messages[A]['request']
type Handler<A extends StationAction> = RowOptions<Request<A>>['handle']

const nothing: Handled = { reply: '{}', events: [] }

/** What a station may call in OCPP 1.6, with the security extension. */
export const inbound: ReadonlyMap<string, InboundRow> = new Map<StationAction, InboundRow>([
  row('Authorize', authorize, { always: true, once: true }),
  row('BootNotification', boot, { once: true }),
  row('DataTransfer', dataTransfer, { once: true }),
  row('DiagnosticsStatusNotification', noticed('DiagnosticsStatusNotification')),
  row('FirmwareStatusNotification', noticed('FirmwareStatusNotification')),
  row('Heartbeat', heartbeat, { recurring: recurring() }),
  row('LogStatusNotification', noticed('LogStatusNotification')),
  row('MeterValues', meterValues, {
    always: true,
    // What is signed is kept.
    recurring: recurring({ decimals: ['meterValue.sampledValue.value'], kept: ['format'] }),
  }),
  row('SecurityEventNotification', noticed('SecurityEventNotification'), { once: true }),
  // Shown as an operation, for somebody to sign; the host has no authority of its own.
  row('SignCertificate', noticed('SignCertificate', '{"status":"Accepted"}'), { once: true }),
  row('SignedFirmwareStatusNotification', noticed('SignedFirmwareStatusNotification')),
  row('StartTransaction', startTransaction, { always: true, once: true }),
  row('StatusNotification', statusNotification, {
    needs: ['connectorId', 'status'],
    recurring: recurring(),
  }),
  row('StopTransaction', stopTransaction, { always: true, once: true }),
])

function row<A extends StationAction>(
  action: A,
  handle: Handler<A>,
  options: Pick<RowOptions<Request<A>>, 'always' | 'once' | 'needs' | 'recurring'> = {},
): [A, InboundRow] {
  const valid: (payload: unknown) => payload is Request<A> = checks.requests[action]
  return [
    action,
    inboundRow<Request<A>>({ valid, shape: shapes.requests[action], handle, ...options }),
  ]
}

function authorize(payload: Loose<Request<'Authorize'>>, host: Host): Handled {
  const idTag = payload.idTag ?? ''
  const decision = host.authorize(idTag)
  const connector = extra(payload, 'connectorId')
  const events: StationEvent[] = [
    {
      kind: 'CardShown',
      // Some models say which socket the card was held to (quirk F9).
      connector: isConnector(connector) ? connector : undefined,
      idTag,
      status: decision.status,
      known: decision.known,
      at: host.now,
    },
  ]
  return { reply: `{"idTagInfo":${idTagInfo(decision)}}`, events: idTag === '' ? [] : events }
}

function boot(payload: Loose<Request<'BootNotification'>>, host: Host): Handled {
  const identity: Identity = {
    chargePointVendor: said(payload.chargePointVendor),
    chargePointModel: said(payload.chargePointModel),
    chargePointSerialNumber: said(payload.chargePointSerialNumber),
    chargeBoxSerialNumber: said(payload.chargeBoxSerialNumber),
    firmwareVersion: said(payload.firmwareVersion),
    meterType: said(payload.meterType),
    meterSerialNumber: said(payload.meterSerialNumber),
    iccid: said(payload.iccid),
    imsi: said(payload.imsi),
  }
  const { heartbeatInterval: interval } = host
  return {
    // It is remembered for a while; text that is put together piece by piece takes more memory.
    reply: JSON.stringify({ status: 'Accepted', currentTime: iso(host.now), interval }),
    events: [{ kind: 'Booted', identity, at: host.now }],
  }
}

function heartbeat(_: Loose<Request<'Heartbeat'>>, host: Host): Handled {
  return { reply: `{"currentTime":"${iso(host.now)}"}`, events: [] }
}

function statusNotification(
  payload: Loose<Request<'StatusNotification'>>,
  host: Host,
  repaired?: Repaired<Request<'StatusNotification'>>,
): Handled {
  const { connectorId, status, errorCode } = payload
  if (connectorId === undefined || connectorId < 0 || !isStatus(status)) {
    host.count('status:unusable')
    return nothing
  }
  const oddCode = repaired?.unknown.find(({ path }) => path === 'errorCode')?.value
  return {
    reply: '{}',
    events: [
      {
        kind: 'StatusReported',
        connector: connectorId,
        status,
        errorCode: errorCode ?? (oddCode === undefined ? 'NoError' : 'OtherError'),
        vendorErrorCode: errorText(payload.vendorErrorCode),
        // A word that is no error code still tells a reader what happened (quirk F8).
        info: said([oddCode, said(payload.info)].filter(Boolean).join(' ')),
        vendorId: said(payload.vendorId),
        at: parseTimestamp(payload.timestamp, host.now, host.timeZone).at,
      },
    ],
  }
}

function meterValues(payload: Loose<Request<'MeterValues'>>, host: Host): Handled {
  const signed = new SignedList()
  const samples = readSamples(payload.meterValue ?? [], sampling(host, signed))
  const { connectorId } = payload
  if (connectorId === undefined || connectorId < 0) return nothing
  const transaction = transactionId(payload.transactionId)
  if (samples.length === 0 && transaction === undefined && signed.list === undefined) {
    return nothing
  }
  const event: StationEvent = { kind: 'Metered', connector: connectorId, transaction, samples }
  return { reply: '{}', events: [signed.put(event)] }
}

function startTransaction(payload: Loose<Request<'StartTransaction'>>, host: Host): Handled {
  const { connectorId: connector = 0, meterStart, timestamp } = payload
  // A station that charges without cards may leave the card out (quirk F20).
  const idTag = payload.idTag ?? ''
  const time = eventTime(timestamp, host.now, host.timeZone)
  // The time as the station says it, right or not: that is the same when the start comes again.
  const stated = readTime(timestamp ?? '') || 0
  const id = host.startTransaction({ connector, idTag, meterStart: meterStart ?? 0, at: stated })
  const decision = host.authorizeStart(idTag, id)
  const event: StationEvent = {
    kind: 'TransactionStarted',
    connector,
    id,
    idTag: idTag === '' ? undefined : idTag,
    cardStatus: decision.status,
    known: decision.known,
    meterStart,
    reservation: payload.reservationId,
    ...time,
  }
  return {
    reply: `{"transactionId":${id},"idTagInfo":${idTagInfo(decision)}}`,
    events: [event],
  }
}

function stopTransaction(payload: Loose<Request<'StopTransaction'>>, host: Host): Handled {
  const idTag = said(payload.idTag)
  // Stopping is always allowed; the answer only tells the station's cache what the card is worth.
  const decision = idTag === undefined ? accepted : host.authorize(idTag)
  const id = transactionId(payload.transactionId)
  const reply = `{"idTagInfo":${idTagInfo(decision)}}`
  if (id === undefined) return { reply, events: [] }
  const signed = new SignedList()
  const samples = readSamples(payload.transactionData ?? [], sampling(host, signed))
  const event: StationEvent = {
    kind: 'TransactionEnded',
    id,
    idTag,
    meterStop: payload.meterStop,
    // Left out, the reason is Local (OCPP 1.6 §6.50).
    reason: payload.reason ?? 'Local',
    samples,
    ...eventTime(payload.timestamp, host.now, host.timeZone),
  }
  return { reply, events: [signed.put(event)] }
}

function dataTransfer(payload: Loose<Request<'DataTransfer'>>, host: Host): Handled {
  const taken = host.takesData(payload.vendorId ?? '')
  return {
    reply: taken ? '{"status":"Accepted"}' : '{"status":"UnknownVendorId"}',
    events: [{ kind: 'Noticed', action: 'DataTransfer', payload, at: host.now }],
  }
}

function noticed<A extends StationAction>(action: A, reply = '{}'): Handler<A> {
  return (payload, host) => ({
    reply,
    events: [{ kind: 'Noticed', action, payload, at: host.now }],
  })
}

function sampling({ now, count, timeZone }: Host, { take: onSigned }: SignedList) {
  return { receivedAt: now, count, zone: timeZone, onSigned }
}

const accepted: Authorization = { status: 'Accepted', known: true }

function idTagInfo({ status, expiry, parentIdTag }: Authorization): string {
  if (expiry === undefined && parentIdTag === undefined) return words.get(status) ?? '{}'
  return JSON.stringify({
    status,
    ...(expiry === undefined ? {} : { expiryDate: iso(expiry) }),
    ...(parentIdTag === undefined ? {} : { parentIdTag }),
  })
}

const words = new Map(cardStatuses.map((status) => [status, `{"status":"${status}"}`]))
const statuses: ReadonlySet<string> = new Set(statusWords)

function isStatus(word: string | undefined): word is StatusWord {
  return word !== undefined && statuses.has(word)
}

/** Zeros are how some stations say "none" (quirk F10). */
function errorText(text: string | undefined): string | undefined {
  return text === undefined || /^\s*(0x0*|0+)\s*$/i.test(text) ? undefined : said(text)
}

/** Anything but 1 to 2³¹−1 means that no transaction runs (quirk X6). */
function transactionId(id: number | undefined): number | undefined {
  return id !== undefined && Number.isInteger(id) && id > 0 && id <= 2147483647 ? id : undefined
}

function isConnector(value: unknown): value is number {
  return Number.isInteger(value) && typeof value === 'number' && value > 0
}

function iso(ms: number): string {
  return new Date(ms).toISOString()
}
