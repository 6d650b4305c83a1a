import { Hono } from 'hono'
import * as v from 'valibot'
import type { ApiContext } from './context.ts'
import { describe } from './describe.ts'
import { maskPayload } from './secrets.ts'
import { stationOf, stationPath } from './stations.ts'
import { isoTime } from './time.ts'

/** A notice. */
export const noticeSchema = v.pipe(
  v.object({
    action: v.pipe(v.string(), v.description('The action by which it came')),
    at: v.nullable(v.string()),
    payload: v.pipe(
      v.unknown(),
      v.description("As it came, in the station's own OCPP version; secrets are masked"),
    ),
  }),
  v.metadata({ ref: 'Notice' }),
)

/** What a station reported that changes no item: `/stations/:id/notices`. */
export function noticeRoutes({ port }: ApiContext) {
  return new Hono().get(
    '/:id/notices',
    describe({
      tag: 'Stations',
      id: 'listNotices',
      summary: 'Reports on firmware, diagnostics, logs and security',
      path: stationPath,
      answers: {
        200: { description: 'Notices, the latest last', schema: v.array(noticeSchema) },
      },
      problems: ['unknown-station'],
    }),
    (c) => {
      const { id } = stationOf(port, c.req.param('id'))
      const notices = port.notices(id).map(({ action, at, payload }) => ({
        action,
        at: isoTime(at),
        payload: maskPayload(payload),
      }))
      return c.json(notices)
    },
  )
}
