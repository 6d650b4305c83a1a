import { group } from '../case.ts'
import { customer } from './customer_information.ts'
import { logs } from './logs.ts'
import { monitoring } from './monitoring.ts'
import { monitors } from './monitors.ts'

/** N: monitoring, logs, and what a station knows of customers. */
export const diagnostics = group('N Diagnostics and Monitoring', {
  ...monitoring,
  ...monitors,
  ...logs,
  ...customer,
})
