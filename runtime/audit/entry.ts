import * as v from 'valibot'

/** One act, as it is stored. */
export const auditEntrySchema = v.object({
  /** Rises from entry to entry. */
  id: v.pipe(v.string(), v.regex(/^\d{1,17}$/)),
  /** When it was done with, ISO 8601 UTC. */
  at: v.string(),
  /** Name of the token, or `local`. */
  who: v.string(),
  /** Id of the token. */
  token: v.nullable(v.string()),
  /** IP address it came from. */
  from: v.string(),
  /** Method and pattern of the route, such as `PUT /api/v1/devices/:address/items/:item`. */
  action: v.string(),
  /** The path itself. */
  target: v.string(),
  /** What was sent, secrets masked; long text by its length and hash. */
  value: v.nullable(v.unknown()),
  /** HTTP status of the answer. */
  status: v.number(),
  /** What the answer says went wrong. */
  detail: v.nullable(v.string()),
})

/** One act: who did what, when, and what came of it. */
export type AuditEntry = v.InferOutput<typeof auditEntrySchema>

/** An act, before it has its number and time. */
export type NewAuditEntry = Omit<AuditEntry, 'id' | 'at'>

/** What entries are looked for; what is absent does not matter. */
export interface AuditFilter {
  /** Only entries with a lower id. */
  readonly before?: string | undefined
  readonly who?: string | undefined
  /** Text that the target must hold. */
  readonly target?: string | undefined
  /** ms since the epoch, the first included. */
  readonly from?: number | undefined
  readonly to?: number | undefined
  /** `ok` = the status is below 400, `failed` = it is not. */
  readonly outcome?: 'ok' | 'failed' | undefined
}

/** Whether an entry is looked for. */
export function matchesFilter(entry: AuditEntry, filter: AuditFilter): boolean {
  const { before, who, target, from, to, outcome } = filter
  const at = Date.parse(entry.at)
  return (
    (before === undefined || Number(entry.id) < Number(before)) &&
    (who === undefined || entry.who === who || entry.token === who) &&
    (target === undefined || entry.target.includes(target)) &&
    (from === undefined || at >= from) &&
    (to === undefined || at < to) &&
    (outcome === undefined || (outcome === 'ok') === entry.status < 400)
  )
}
