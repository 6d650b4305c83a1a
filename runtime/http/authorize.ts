import type { Context, MiddlewareHandler } from 'hono'
import { permits, type Role } from '../access/roles.ts'
import { addressOf } from './address.ts'
import type { AccessPort } from './ports/access.ts'
import type { SecurityPort } from './ports/security.ts'
import { Problem } from './problems.ts'
import { needOf } from './roles.ts'

/** Who asks. */
export interface Caller {
  /** Id of the token; `null` without one. */
  readonly id: string | null
  /** Name of the token; `local` for a program on this machine that needs none. */
  readonly name: string
  readonly role: Role
}

const local: Caller = { id: null, name: 'local', role: 'admin' }

declare module 'hono' {
  interface ContextVariableMap {
    caller?: Caller
  }
}

/** Who sent a request; `undefined` where nobody had to say. */
export function callerOf(c: Context): Caller | undefined {
  return c.get('caller')
}

/**
 * Asks for a bearer token with the role that the route needs, as soon as there are tokens, or where
 * others than this machine can reach the API. A token in the query is none: addresses end up in logs
 * and in histories of browsers.
 */
export function authorize(
  { access, securityEvents }: AccessPort & SecurityPort,
  { isLoopback }: { readonly isLoopback: boolean },
): MiddlewareHandler {
  return function onlyAuthorized(c, next) {
    const need = needOf(c)
    if (need === 'open') return next()
    if (!access.configured && isLoopback) {
      c.set('caller', local)
      return next()
    }
    const caller = identified(c, access, (detail) =>
      securityEvents.note({ kind: 'access', address: addressOf(c), detail }),
    )
    c.set('caller', caller)
    if (!permits(caller.role, need)) {
      throw new Problem('forbidden', `This needs a token with the role "${need}"`, {
        role: caller.role,
        allowed: need,
        headers: {
          'www-authenticate': `Bearer realm="ddf", error="insufficient_scope", scope="${need}"`,
        },
      })
    }
    return next()
  }
}

/** The access token that a request sends, right or not. */
export function bearerOf(c: Context): string | undefined {
  return /^Bearer +(\S+) *$/i.exec(c.req.header('authorization') ?? '')?.[1]
}

function identified(
  c: Context,
  access: AccessPort['access'],
  refused: (why: string) => void,
): Caller {
  if (c.req.header('authorization') === undefined) {
    throw unauthorized('Send an access token in the header "Authorization: Bearer <token>"')
  }
  const text = bearerOf(c)
  if (text === undefined) {
    throw unauthorized('Cannot read the header "Authorization"; it must be "Bearer <token>"')
  }
  const verdict = access.check(text)
  if (verdict.kind === 'good') {
    const { id, name, role } = verdict.token
    return { id, name, role }
  }
  const why = verdict.kind === 'expired' ? 'has expired' : 'is unknown or was revoked'
  refused(`An access token of the HTTP API ${why}`)
  throw unauthorized(`The access token ${why}`, 'error="invalid_token"')
}

function unauthorized(detail: string, more?: string): Problem {
  const challenge = `Bearer realm="ddf"${more === undefined ? '' : `, ${more}`}`
  return new Problem('unauthorized', detail, { headers: { 'www-authenticate': challenge } })
}
