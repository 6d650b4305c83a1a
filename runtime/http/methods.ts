import type { Context, Hono } from 'hono'
import { Problem, quoted } from './problems.ts'

const methods = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE']

/** Answers a request that no route took: 404, 405 with `Allow`, or what OPTIONS asks for. */
export function answerUnmatched(router: Hono['router'], c: Context): Response {
  const { method, path } = c.req
  const allowed = allowedOn(router, path)
  if (allowed.length === 0) {
    return new Problem('not-found', `There is nothing at ${quoted(path)}`).toResponse()
  }
  const allow = allowed.join(', ')
  if (method === 'OPTIONS') return new Response(null, { status: 204, headers: { allow } })
  const detail = `${quoted(path)} takes ${allow}, not ${quoted(method)}`
  return new Problem('method-not-allowed', detail, { allowed, headers: { allow } }).toResponse()
}

function allowedOn(router: Hono['router'], path: string): string[] {
  const found = methods.filter((method) =>
    router.match(method, path)[0].some(([[, route]]) => route.method === method),
  )
  if (found.length === 0) return []
  if (found.includes('GET')) found.splice(1, 0, 'HEAD')
  return [...found, 'OPTIONS']
}
