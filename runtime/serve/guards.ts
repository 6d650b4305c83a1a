import type { MiddlewareHandler } from 'hono'
import { writeAudit } from '../http/audit_write.ts'
import { authorize } from '../http/authorize.ts'
import { allowOrigins } from '../http/cors.ts'
import { ownHost } from '../http/own_host.ts'
import { limitAddress, limitToken } from '../http/rate_limit.ts'
import type { Runtime } from '../runtime.ts'
import type { Settings } from '../settings.ts'
import { isLoopback } from './loopback.ts'

/** What stands before every route of the API, in this order. */
export function guards(runtime: Runtime, settings: Settings): MiddlewareHandler[] {
  const { access, clock } = runtime
  const { httpHost, httpOrigins: origins, httpRate: rate } = settings
  return [
    ...(origins.length > 0 ? [allowOrigins(origins)] : []),
    limitAddress({ clock, rate, access }),
    ownHost({ access, hosts: [httpHost], origins }),
    writeAudit(runtime),
    authorize(runtime, { isLoopback: isLoopback(httpHost) }),
    limitToken({ clock, rate }),
  ]
}
