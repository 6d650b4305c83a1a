import { Hono } from 'hono'
import * as v from 'valibot'
import { reservationStates } from '../station/reservations.ts'
import type { ApiContext } from './context.ts'
import { describeQuery } from './describe.ts'
import { page, pageQuery } from './page.ts'
import type { Reservation } from './ports/records.ts'
import { stationOf, stationPath } from './stations.ts'
import { isoTime } from './time.ts'

/** A reservation. */
export const reservationSchema = v.pipe(
  v.object({
    id: v.number(),
    connector: v.pipe(v.number(), v.description('0 = any connector of the station')),
    idTag: v.string(),
    parent: v.pipe(v.nullable(v.string()), v.description('Group whose cards may use it too')),
    expiry: v.nullable(v.string()),
    madeAt: v.nullable(v.string()),
    state: v.pipe(
      v.picklist(reservationStates),
      v.description('`ended`: the station gave it up before its time'),
    ),
    endedAt: v.nullable(v.string()),
    transactionId: v.pipe(
      v.nullable(v.string()),
      v.description('What the transaction that used it is called in OCPP'),
    ),
  }),
  v.metadata({ ref: 'Reservation' }),
)

/** Reservations of a station: `/stations/:id/reservations`. */
export function reservationRoutes({ port }: ApiContext) {
  return new Hono().get(
    '/:id/reservations',
    describeQuery(pageQuery, {
      tag: 'Stations',
      id: 'listReservations',
      summary: 'Reservations of a station, and what became of them',
      path: stationPath,
      answers: {
        200: { description: 'Reservations, the latest last', schema: v.array(reservationSchema) },
      },
      problems: ['unknown-station'],
    }),
    (c) => {
      const { id } = stationOf(port, c.req.param('id'))
      const query = c.req.valid('query')
      const keyOf = (one: Reservation) => String(one.id)
      return c.json(page(c, port.reservations(id), { ...query, keyOf }).map(viewOf))
    },
  )
}

function viewOf(one: Reservation): v.InferOutput<typeof reservationSchema> {
  const { id, connector, idTag, parent, expiry, madeAt, state, endedAt, transaction } = one
  return {
    id,
    connector,
    idTag,
    parent: parent ?? null,
    expiry: isoTime(expiry),
    madeAt: isoTime(madeAt),
    state,
    endedAt: isoTime(endedAt ?? null),
    transactionId: transaction === undefined ? null : String(transaction),
  }
}
