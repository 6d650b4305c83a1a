import { recurring } from './call_pattern.ts'
import type { Handled, Host, InboundRow } from './dialect.ts'
import type { StationAction } from './generated/ocpp201.actions.gen.ts'
import { inboundRow, type RowOptions } from './inbound_row.ts'
import type { Loose } from './loose.ts'
import { type LooseRequest, signCertificate } from './ocpp2_certificates.ts'
import { type LooseEvents, notifyEvent } from './ocpp2_events.ts'
import { type LooseCleared, type LooseImposed, limitCleared, limitImposed } from './ocpp2_limits.ts'
import { type LooseReport, notifyReport } from './ocpp2_reports.ts'
import {
  authorize,
  boot,
  dataTransfer,
  heartbeat,
  type LooseAuthorize,
  type LooseBoot,
  type LooseDataTransfer,
  type LooseMeterValues,
  type LooseReservationUpdate,
  type LooseStatus,
  meterValues,
  reservationUpdate,
  statusNotification,
} from './ocpp2_station_calls.ts'
import { type LooseTransactionEvent, transactionEvent } from './ocpp2_transaction.ts'
import type { LooseChain, LooseVat } from './ocpp21_station_calls.ts'
import type { MessageShape } from './shape.ts'

/** What is read of the calls whose payload means something; the others are shown as they are. */
interface Read {
  readonly Authorize: LooseAuthorize
  readonly BootNotification: LooseBoot
  readonly ClearedChargingLimit: LooseCleared
  readonly DataTransfer: LooseDataTransfer
  readonly GetCertificateChainStatus: LooseChain
  readonly MeterValues: LooseMeterValues
  readonly NotifyChargingLimit: LooseImposed
  readonly NotifyEvent: LooseEvents
  readonly NotifyReport: LooseReport
  readonly ReservationStatusUpdate: LooseReservationUpdate
  readonly SignCertificate: LooseRequest
  readonly StatusNotification: LooseStatus
  readonly TransactionEvent: LooseTransactionEvent
  readonly VatNumberValidation: LooseVat
}
type ReadOf<A extends string> = A extends keyof Read ? Read[A] : object

/** The generated checks of one version; each must hold what is read of its call. */
export type Checks<A extends string> = {
  readonly [K in A]: (payload: unknown) => payload is ReadOf<K>
}

/** What a version brings along for its inbound table. */
export interface Version<A extends string> {
  readonly checks: Checks<A>
  readonly shapes: { readonly [K in A]: MessageShape }
}

type Options<T> = Pick<RowOptions<T>, 'always' | 'once' | 'needs' | 'recurring'>

/** Makes a row of a version's inbound table. */
export function rowsOf<A extends string>({ checks, shapes }: Version<A>) {
  return <K extends A>(
    action: K,
    handle: (payload: Loose<ReadOf<K>>, host: Host) => Handled,
    options: Options<ReadOf<K>> = {},
  ): InboundRow =>
    inboundRow<ReadOf<K>>({ valid: checks[action], shape: shapes[action], handle, ...options })
}

/** The calls of a station that OCPP 2.0.1 and later versions have in common. */
export function commonRows(version: Version<StationAction>): {
  readonly [A in StationAction]: InboundRow
} {
  const row = rowsOf(version)
  const shown = (action: StationAction, reply?: string) =>
    row(action, noticed(action, reply), { once: true })
  return {
    Authorize: row('Authorize', authorize, { always: true, once: true }),
    BootNotification: row('BootNotification', boot, { once: true }),
    ClearedChargingLimit: row('ClearedChargingLimit', limitCleared, { once: true }),
    DataTransfer: row('DataTransfer', dataTransfer, { once: true }),
    FirmwareStatusNotification: shown('FirmwareStatusNotification'),
    Get15118EVCertificate: shown('Get15118EVCertificate', '{"status":"Failed","exiResponse":""}'),
    GetCertificateStatus: shown('GetCertificateStatus', '{"status":"Failed"}'),
    Heartbeat: row('Heartbeat', heartbeat, { recurring: recurring() }),
    LogStatusNotification: shown('LogStatusNotification'),
    MeterValues: row('MeterValues', meterValues, { always: true, recurring: metering }),
    NotifyChargingLimit: row('NotifyChargingLimit', limitImposed, { once: true }),
    NotifyCustomerInformation: shown('NotifyCustomerInformation'),
    NotifyDisplayMessages: shown('NotifyDisplayMessages'),
    // Rejected: the host makes no schedules for a vehicle, so the station need not wait for one.
    NotifyEVChargingNeeds: shown('NotifyEVChargingNeeds', '{"status":"Rejected"}'),
    NotifyEVChargingSchedule: shown('NotifyEVChargingSchedule', '{"status":"Accepted"}'),
    NotifyEvent: row('NotifyEvent', notifyEvent, { always: true }),
    NotifyMonitoringReport: shown('NotifyMonitoringReport'),
    NotifyReport: row('NotifyReport', notifyReport, { always: true }),
    PublishFirmwareStatusNotification: shown('PublishFirmwareStatusNotification'),
    ReportChargingProfiles: shown('ReportChargingProfiles'),
    ReservationStatusUpdate: row('ReservationStatusUpdate', reservationUpdate, { always: true }),
    SecurityEventNotification: shown('SecurityEventNotification'),
    SignCertificate: row('SignCertificate', signCertificate, { once: true }),
    StatusNotification: row('StatusNotification', statusNotification, {
      needs: ['evseId', 'connectorStatus'],
      recurring: recurring(),
    }),
    TransactionEvent: row('TransactionEvent', transactionEvent, {
      always: true,
      once: true,
      recurring: metering,
    }),
  }
}

/** What is signed is kept. */
const metering = recurring({ kept: ['signedMeterValue'] })

/** Answers a call always the same and shows it. */
export function noticed(action: string, reply = '{}') {
  return (payload: object, host: Host): Handled => ({
    reply,
    events: [{ kind: 'Noticed', action, payload, at: host.now }],
  })
}
