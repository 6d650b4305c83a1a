import { AccessTokens } from './access/access_tokens.ts'
import { AuditLog } from './audit/audit_log.ts'
import type { Clock } from './clock.ts'
import type { Log } from './log.ts'
import type { Settings } from './settings.ts'
import type { Store } from './storage/store.ts'

/** What is needed to know who may do what, and who did what. */
interface AccessOptions {
  readonly store: Store
  readonly settings: Settings
  readonly clock: Clock
  readonly log: Log
  /** Where is kept who did what; without it the last acts are kept in memory. */
  readonly auditFolder?: string | undefined
}

/** The access tokens that are stored, and the log of what is done with them. @throws StoreError */
export async function accessOf({ store, settings, clock, log, auditFolder }: AccessOptions) {
  const access = new AccessTokens({ store, clock })
  await access.load(log)
  const audit = new AuditLog({ clock, log, days: settings.auditDays, folder: auditFolder })
  return { access, audit }
}
