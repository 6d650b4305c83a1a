import type { Table } from '../case.ts'
import { boot } from './boot.ts'
import { session } from './session.ts'
import { unlock } from './unlock.ts'

/** The conformance table of OCPP 1.6. */
export const ocpp16: Table = {
  version: '1.6',
  protocol: 'ocpp1.6',
  cases: [...boot, ...session, ...unlock],
}
