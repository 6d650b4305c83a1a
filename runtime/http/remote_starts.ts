import { Hono } from 'hono'
import * as v from 'valibot'
import type { ApiContext } from './context.ts'
import { describe } from './describe.ts'
import type { RemoteStart } from './ports/records.ts'
import { stationOf, stationPath } from './stations.ts'
import { isoTime } from './time.ts'

/** A start from afar. */
export const remoteStartSchema = v.pipe(
  v.object({
    connector: v.pipe(v.number(), v.description('0 = any connector of the station')),
    idTag: v.string(),
    state: v.pipe(
      v.picklist(['refused', 'pending', 'started', 'expired', 'lost']),
      v.description(
        '`pending` until a transaction begins with this card; `expired` when none did before the ' +
          'station gave up waiting for the cable; `lost` when it booted, or was asked anew',
      ),
    ),
    askedAt: v.nullable(v.string()),
    endedAt: v.nullable(v.string()),
    transactionId: v.pipe(
      v.nullable(v.string()),
      v.description('What the transaction it led to is called in OCPP'),
    ),
  }),
  v.metadata({ ref: 'RemoteStart' }),
)

/** Starts from afar: `/stations/:id/remote-starts`. */
export function remoteStartRoutes({ port }: ApiContext) {
  return new Hono().get(
    '/:id/remote-starts',
    describe({
      tag: 'Stations',
      id: 'listRemoteStarts',
      summary: 'Starts from afar, and what became of them',
      path: stationPath,
      answers: {
        200: { description: 'The last ones, the latest last', schema: v.array(remoteStartSchema) },
      },
      problems: ['unknown-station'],
    }),
    (c) => {
      const { id } = stationOf(port, c.req.param('id'))
      return c.json(port.remoteStarts(id).map(viewOf))
    },
  )
}

function viewOf(one: RemoteStart): v.InferOutput<typeof remoteStartSchema> {
  const { connector, idTag, state, askedAt, endedAt, transaction } = one
  return {
    connector,
    idTag,
    state,
    askedAt: isoTime(askedAt),
    endedAt: isoTime(endedAt),
    transactionId: transaction === undefined ? null : String(transaction),
  }
}
