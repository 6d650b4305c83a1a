import { Hono } from 'hono'
import * as v from 'valibot'
import type { ApiContext } from './context.ts'
import { describeQuery } from './describe.ts'
import { stationOf, stationPath } from './stations.ts'

const type = 'application/jsonl'

const query = v.object({
  identity: v.optional(
    v.pipe(
      v.picklist(['masked', 'plain']),
      v.description('Whether the id of the station is masked too; by default it is not'),
    ),
  ),
})

/** What was said by and to a station: `/stations/:id/recording`. */
export function recordingRoutes({ port }: ApiContext) {
  return new Hono().get(
    '/:id/recording',
    describeQuery(query, {
      tag: 'Stations',
      id: 'getRecording',
      summary: 'What was said in the last ten minutes, for `ddf replay`',
      description:
        'One JSON array a line: `[time, kind, station, subprotocol, frame or details]`, where kind is ' +
        '`open`, `cp->csms`, `csms->cp` or `close`; before them stand how the connection was opened ' +
        'and how the station booted. At most about 256 kB are kept of a station, less of each when ' +
        'there are very many. Cards, serial numbers, names, passwords and keys are masked, the same ' +
        'value always by the same mask.',
      path: stationPath,
      answers: {
        200: {
          description: 'The recording; empty when it never connected',
          schema: v.string(),
          type,
        },
      },
      problems: ['unknown-station'],
    }),
    async (c) => {
      const { id } = stationOf(port, c.req.param('id'))
      const identity = c.req.valid('query').identity === 'masked'
      return c.body(await port.recording(id, { identity }), 200, { 'content-type': type })
    },
  )
}
