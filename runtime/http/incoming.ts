import type { HttpBindings } from '@hono/node-server'
import type { Context } from 'hono'

/** A request as Node has read it; `undefined` where it came by no socket. */
export function incomingOf(c: Context): HttpBindings['incoming'] | undefined {
  const bindings: Partial<HttpBindings> | undefined = c.env
  return bindings?.incoming
}

/** A header as Node has read it, without making `Headers` of all of them; sent twice, it is joined. */
export function headerOf(c: Context, name: 'accept' | 'origin'): string | undefined {
  const incoming = incomingOf(c)
  return incoming === undefined ? c.req.header(name) : incoming.headers[name]
}
