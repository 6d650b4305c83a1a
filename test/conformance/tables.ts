import type { Table } from './case.ts'
import { ocpp16 } from './ocpp16/table.ts'
import { ocpp201 } from './ocpp201/table.ts'

/** The conformance tables, by OCPP version. */
export const tables: readonly Table[] = [ocpp16, ocpp201]
