import type { AuditLog } from '../../audit/audit_log.ts'

/** What was done over the API. */
export interface AuditPort {
  readonly audit: Pick<AuditLog, 'add' | 'find' | 'failure'>
}
