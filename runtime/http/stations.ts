import { Hono } from 'hono'
import * as v from 'valibot'
import type { ApiContext } from './context.ts'
import { describe, describeQuery } from './describe.ts'
import { identitySchema } from './devices.ts'
import { fittingSchema, fittingView } from './fitting.ts'
import { page, pageQuery } from './page.ts'
import type { RuntimePort, StationState } from './port.ts'
import { Problem, quoted } from './problems.ts'
import { isSecret, mask, maskFrame } from './secrets.ts'
import { guardSchema, guardView } from './security_view.ts'
import { isoTime } from './time.ts'

const station = {
  id: v.string(),
  online: v.boolean(),
  protocol: v.pipe(
    v.nullable(v.string()),
    v.description('Subprotocol of the present, or else the last, connection'),
  ),
  vendor: v.nullable(v.string()),
  model: v.nullable(v.string()),
  serial: v.nullable(v.string()),
  firmware: v.nullable(v.string()),
  connectors: v.array(v.pipe(v.number(), v.integer())),
  plugin: v.nullable(v.string()),
  lastSeen: v.pipe(v.nullable(v.string()), v.description('Time of the last frame, ISO 8601 UTC')),
  pending: v.pipe(
    v.boolean(),
    v.description('It waits for approval, or was rejected: `POST /stations/{id}/approve`'),
  ),
}

/** A station of the list. */
export const stationSchema = v.pipe(v.object(station), v.metadata({ ref: 'Station' }))

/** A station by itself. */
export const stationDetailSchema = v.pipe(
  v.object({
    ...station,
    pluginReason: v.pipe(v.string(), v.description('Why this plugin, or none')),
    identity: identitySchema,
    fitting: fittingSchema,
    repairs: v.pipe(
      v.record(v.string(), v.number()),
      v.description('Frames repaired, by kind of defect'),
    ),
    configuration: v.pipe(
      v.array(v.object({ key: v.string(), value: v.nullable(v.string()), readonly: v.boolean() })),
      v.description('As the station answered; secrets are masked'),
    ),
    localList: v.pipe(
      v.nullable(v.object({ version: v.number(), at: v.nullable(v.string()) })),
      v.description(
        'Version of its local list of cards, as it last told or took it; 0 = empty, -1 = it keeps none',
      ),
    ),
    cardList: v.pipe(
      v.object({
        state: v.picklist(['off', 'unsupported', 'waiting', 'current', 'refused']),
        cards: v.pipe(v.number(), v.description('Cards it was sent')),
        leftOut: v.pipe(v.number(), v.description('Cards that it has no room for')),
        status: v.pipe(v.nullable(v.string()), v.description("The station's last word to it")),
      }),
      v.description('How its local list of cards stands to the cards of the host'),
    ),
    setup: v.pipe(
      v.array(v.object({ step: v.string(), outcome: v.string() })),
      v.description(
        'What was asked after boot and later by itself, in order; each step once, the last time',
      ),
    ),
    lastMessages: v.pipe(
      v.array(
        v.object({
          direction: v.picklist(['in', 'out']),
          action: v.string(),
          at: v.nullable(v.string()),
          frame: v.string(),
        }),
      ),
      v.description('Last frame of each action and direction; secrets are masked'),
    ),
    security: guardSchema,
    actions: v.pipe(
      v.array(v.string()),
      v.description('Actions for `POST /stations/{id}/calls/{action}`'),
    ),
  }),
  v.metadata({ ref: 'StationDetail' }),
)

/** Meaning of the names in the path of a station. */
export const stationPath = { id: 'Id of the station, the last part of the path it connects to' }

/** Stations: `/stations`. */
export function stationRoutes({ port }: ApiContext) {
  return new Hono()
    .get(
      '/',
      describeQuery(pageQuery, {
        tag: 'Stations',
        id: 'listStations',
        summary: 'All stations',
        answers: {
          200: {
            description: 'The stations, in the order in which they became known',
            schema: v.array(stationSchema),
          },
        },
      }),
      (c) => {
        const query = c.req.valid('query')
        return c.json(
          page(c, port.stations(), { ...query, keyOf: (state) => state.id }).map(stationView),
        )
      },
    )
    .get(
      '/:id',
      describe({
        tag: 'Stations',
        id: 'getStation',
        summary: 'One station, in full',
        path: stationPath,
        answers: { 200: { description: 'The station', schema: stationDetailSchema } },
        problems: ['unknown-station'],
      }),
      (c) => {
        const state = stationOf(port, c.req.param('id'))
        return c.json(stationDetailView(state, port))
      },
    )
}

/** The station with an id. */
export function stationOf(port: RuntimePort, id: string): StationState {
  const state = port.station(id)
  if (state !== undefined) return state
  const known = port.stations().length
  const count = known === 1 ? '1 is' : `${known} are`
  throw new Problem('unknown-station', `There is no station ${quoted(id)}; ${count} known`, {
    known,
  })
}

function stationView(state: StationState): v.InferOutput<typeof stationSchema> {
  const { id, online, protocol, identity, connectors, plugin, lastSeen, pending } = state
  return {
    id,
    online,
    protocol,
    vendor: identity.chargePointVendor ?? null,
    model: identity.chargePointModel ?? null,
    serial: identity.chargePointSerialNumber ?? identity.chargeBoxSerialNumber ?? null,
    firmware: identity.firmwareVersion ?? null,
    connectors: [...connectors],
    plugin,
    lastSeen: isoTime(lastSeen),
    pending,
  }
}

function stationDetailView(
  state: StationState,
  port: RuntimePort,
): v.InferOutput<typeof stationDetailSchema> {
  return {
    ...stationView(state),
    pluginReason: state.pluginReason,
    fitting: fittingView(state.fitting),
    identity: state.identity,
    repairs: { ...state.repairs },
    configuration: state.configuration.map(({ key, value, readonly }) => ({
      key,
      value: value !== undefined && isSecret(key) ? mask : (value ?? null),
      readonly,
    })),
    localList: localListView(state.localList),
    cardList: { ...state.cardList },
    setup: state.setup.map(({ step, outcome }) => ({ step, outcome })),
    lastMessages: state.lastMessages.map(({ direction, action, at, frame }) => ({
      direction,
      action,
      at: isoTime(at),
      frame: maskFrame(frame),
    })),
    security: guardView(port.guardState(state.id)),
    actions: [...port.actions(state.id)],
  }
}

function localListView(list: StationState['localList']) {
  return list === null ? null : { version: list.version, at: isoTime(list.at) }
}
