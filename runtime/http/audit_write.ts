import { createHash } from 'node:crypto'
import type { Context, MiddlewareHandler } from 'hono'
import { matchedRoutes } from 'hono/route'
import type { NewAuditEntry } from '../audit/entry.ts'
import { addressOf } from './address.ts'
import { callerOf } from './authorize.ts'
import { bodyOf } from './body_text.ts'
import type { AuditPort } from './ports/audit.ts'
import { maskFrame, maskText } from './secrets.ts'

const looks = ['GET', 'HEAD', 'OPTIONS']
/** Longest text kept as it is. */
const longestValue = 4096
const longestPath = 500

/** Writes down everything that is more than looking, refused or not, before it is answered. */
export function writeAudit({ audit }: AuditPort): MiddlewareHandler {
  return function audited(c, next) {
    return looks.includes(c.req.method) ? next() : written(c, next)
  }

  async function written(c: Context, next: () => Promise<void>): Promise<void> {
    await next()
    const route = matchedRoutes(c).findLast(({ method }) => method !== 'ALL')
    if (route === undefined) return
    await audit.add(await entryOf(c, route.path))
  }
}

async function entryOf(c: Context, pattern: string): Promise<NewAuditEntry> {
  const caller = callerOf(c)
  return {
    who: caller?.name || caller?.id || 'nobody',
    token: caller?.id ?? null,
    from: addressOf(c),
    action: `${c.req.method} ${pattern}`,
    target: maskText(c.req.path.slice(0, longestPath)),
    value: sentValue(bodyOf(c)),
    status: c.res.status,
    detail: c.res.status < 400 ? null : await detailOf(c.res),
  }
}

function sentValue(text: string | undefined): unknown {
  if (text === undefined || text === '') return null
  if (text.length > longestValue) {
    const sha256 = createHash('sha256').update(text).digest('hex')
    return { length: text.length, sha256 }
  }
  try {
    return JSON.parse(maskFrame(text))
  } catch {
    return maskText(text)
  }
}

async function detailOf(response: Response): Promise<string | null> {
  if (!response.headers.get('content-type')?.includes('problem+json')) return null
  const document: unknown = await response.clone().json()
  if (typeof document !== 'object' || document === null || !('detail' in document)) return null
  return maskText(String(document.detail).slice(0, longestPath))
}
