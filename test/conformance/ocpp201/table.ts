import type { Table } from '../case.ts'
import { authorization } from './authorization.ts'
import { availability } from './availability.ts'
import { certificates } from './certificates.ts'
import { cost } from './cost.ts'
import { dataTransfer } from './data_transfer.ts'
import { diagnostics } from './diagnostics.ts'
import { display } from './display.ts'
import { firmware } from './firmware.ts'
import { localList } from './local_list.ts'
import { metering } from './metering.ts'
import { provisioning } from './provisioning.ts'
import { remote } from './remote.ts'
import { reservation } from './reservation.ts'
import { security } from './security.ts'
import { smartCharging } from './smart_charging.ts'
import { transactions } from './transactions.ts'

/** The conformance table of OCPP 2.0.1. */
export const ocpp201: Table = {
  version: '2.0.1',
  protocol: 'ocpp2.0.1',
  cases: [
    ...security,
    ...provisioning,
    ...authorization,
    ...localList,
    ...transactions,
    ...remote,
    ...availability,
    ...reservation,
    ...cost,
    ...metering,
    ...smartCharging,
    ...firmware,
    ...certificates,
    ...diagnostics,
    ...display,
    ...dataTransfer,
  ],
}
