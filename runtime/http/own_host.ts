import type { MiddlewareHandler } from 'hono'
import { Problem } from './problems.ts'

/**
 * Lets only requests through that name this machine as their host. Without access tokens the loopback
 * address is all that keeps others out, and a web page elsewhere could give its own name that address.
 */
export function ownHost(...hosts: readonly string[]): MiddlewareHandler {
  const own = new Set(['localhost', '[::1]', ...hosts.map((host) => host.toLowerCase())])
  return async function onlyOwnHost(c, next) {
    const { hostname } = new URL(c.req.url)
    if (!own.has(hostname.toLowerCase()) && !/^127(\.\d{1,3}){3}$/.test(hostname)) {
      throw new Problem('foreign-host', 'The header "Host" does not name this machine')
    }
    await next()
  }
}
