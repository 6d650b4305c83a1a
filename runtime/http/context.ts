import type { RuntimePort } from './port.ts'
import type { ApiLog } from './problems.ts'

/** What every resource is made from. */
export interface ApiContext {
  readonly port: RuntimePort
  readonly version: string
  /** Largest body, bytes. */
  readonly bodyLimit: number
  readonly log?: ApiLog | undefined
}
