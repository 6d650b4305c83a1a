import type { MiddlewareHandler } from 'hono'
import { headerOf } from './incoming.ts'
import type { AccessPort } from './ports/access.ts'
import { Problem } from './problems.ts'

/** Which hosts and pages a server without tokens answers. */
export interface OwnHostOptions extends AccessPort {
  /** Names of this machine beside those of the loopback address. */
  readonly hosts: readonly string[]
  /** Origins of pages that may ask. */
  readonly origins: readonly string[]
}

/**
 * Lets only requests through that name this machine as their host, and that come from no foreign page.
 * Without access tokens the loopback address is all that keeps others out, and a web page elsewhere
 * could give its own name that address. A token says more than a name: with tokens any will do.
 */
export function ownHost({ access, hosts, origins }: OwnHostOptions): MiddlewareHandler {
  const own = new Set(['localhost', '[::1]', ...hosts.map((host) => host.toLowerCase())])
  const isOwn = (hostname: string) =>
    own.has(hostname.toLowerCase()) || /^127(\.\d{1,3}){3}$/.test(hostname)
  let lastOwn: string | undefined
  const namesOwn = (url: string) => {
    // Nearly all requests name the same host.
    const end = url.indexOf('/', 'https://'.length)
    const host = end < 0 ? undefined : url.slice(0, end)
    if (host !== undefined && host === lastOwn) return true
    const own = isOwn(hostOf(url))
    if (own) lastOwn = host
    return own
  }
  // No promise of its own: most requests pass.
  return function onlyOwnHost(c, next) {
    if (access.configured) return next()
    if (!namesOwn(c.req.url)) {
      throw new Problem('foreign-host', 'The header "Host" does not name this machine')
    }
    const origin = headerOf(c, 'origin')
    if (origin !== undefined && !origins.includes(origin) && !isOwn(hostOf(origin))) {
      throw new Problem('foreign-host', 'The header "Origin" names a page that may not ask', {
        allowed: origins,
      })
    }
    return next()
  }
}

/** The host in a URL; `''` where there is none, as in `http://127.b.1/`. */
function hostOf(url: string): string {
  try {
    return new URL(url).hostname
  } catch {
    return ''
  }
}
