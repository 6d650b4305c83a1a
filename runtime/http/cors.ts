import type { MiddlewareHandler } from 'hono'
import { cors } from 'hono/cors'

/**
 * Lets pages of exactly these origins read answers. Cookies play no part: a page has to send a token
 * in a header, as any client.
 */
export function allowOrigins(origins: readonly string[]): MiddlewareHandler {
  return cors({
    origin: (origin) => (origins.includes(origin) ? origin : null),
    allowMethods: ['GET', 'HEAD', 'PUT', 'POST', 'DELETE'],
    allowHeaders: ['authorization', 'content-type', 'accept', 'last-event-id'],
    exposeHeaders: ['link', 'allow', 'retry-after', 'www-authenticate'],
    maxAge: 600,
  })
}
