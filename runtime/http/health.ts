import { Hono } from 'hono'
import * as v from 'valibot'
import type { ApiContext } from './context.ts'
import { describe } from './describe.ts'
import { Problem } from './problems.ts'

const healthSchema = v.pipe(
  v.object({
    status: v.literal('ok'),
    version: v.string(),
    uptime: v.pipe(v.number(), v.description('s')),
  }),
  v.metadata({ ref: 'Health' }),
)
const readySchema = v.pipe(v.object({ ready: v.literal(true) }), v.metadata({ ref: 'Ready' }))

/** Liveness and readiness: `/health` and `/ready`, outside the versioned base. */
export function healthRoutes({ port, version }: ApiContext) {
  const start = port.clock.now()
  return new Hono()
    .get(
      '/health',
      describe({
        tag: 'Health',
        id: 'getHealth',
        summary: 'Whether the process lives',
        answers: { 200: { description: 'It does', schema: healthSchema } },
      }),
      (c) => {
        const uptime = Math.max(0, Math.floor((port.clock.now() - start) / 1000))
        return c.json({ status: 'ok' as const, version, uptime })
      },
    )
    .get(
      '/ready',
      describe({
        tag: 'Health',
        id: 'getReady',
        summary: 'Whether it can serve now',
        answers: { 200: { description: 'They can', schema: readySchema } },
        problems: ['not-ready'],
      }),
      (c) => {
        const { ready, reasons } = port.ready()
        if (!ready) throw new Problem('not-ready', reasons.join('; ') || 'Not ready', { reasons })
        return c.json({ ready: true as const })
      },
    )
}
