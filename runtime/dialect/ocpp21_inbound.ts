import type { InboundRow } from './dialect.ts'
import type { StationAction } from './generated/ocpp21.actions.gen.ts'
import { inboundShapes } from './generated/ocpp21.shapes.gen.ts'
import { inbound as checks } from './generated/ocpp21.validators.gen.ts'
import { commonRows, noticed, rowsOf } from './ocpp2_rows.ts'
import { certificateChain, vatNumber } from './ocpp21_station_calls.ts'

const version = { checks: checks.requests, shapes: inboundShapes.requests }
const row = rowsOf<StationAction>(version)

const shown = (action: StationAction, reply?: string) =>
  row(action, noticed(action, reply), { once: true })

const rows: { readonly [A in StationAction]: InboundRow } = {
  ...commonRows(version),
  BatterySwap: shown('BatterySwap'),
  ClosePeriodicEventStream: shown('ClosePeriodicEventStream'),
  GetCertificateChainStatus: row('GetCertificateChainStatus', certificateChain, {
    needs: ['certificateStatusRequests'],
  }),
  NotifyDERAlarm: shown('NotifyDERAlarm'),
  NotifyDERStartStop: shown('NotifyDERStartStop'),
  // The host makes no schedules for a vehicle: the station need not wait for one.
  NotifyEVChargingNeeds: shown('NotifyEVChargingNeeds', '{"status":"NoChargingProfile"}'),
  NotifyPeriodicEventStream: row('NotifyPeriodicEventStream', noticed('NotifyPeriodicEventStream')),
  NotifyPriorityCharging: shown('NotifyPriorityCharging'),
  NotifySettlement: shown('NotifySettlement'),
  OpenPeriodicEventStream: shown('OpenPeriodicEventStream', '{"status":"Accepted"}'),
  PullDynamicScheduleUpdate: shown('PullDynamicScheduleUpdate', '{"status":"Rejected"}'),
  ReportDERControl: shown('ReportDERControl'),
  VatNumberValidation: row('VatNumberValidation', vatNumber, { needs: ['vatNumber'] }),
}

/** What a station may call in OCPP 2.1. */
export const inbound: ReadonlyMap<string, InboundRow> = new Map(Object.entries(rows))
