import type { SecurityEvents } from '../../security/events.ts'

/** What the HTTP API needs to show of security. */
export interface SecurityPort {
  /** Security events: to listen to, counted by kind, and the last of each station. */
  readonly securityEvents: SecurityEvents
}
