import { Hono } from 'hono'
import * as v from 'valibot'
import type { ApiContext } from './context.ts'
import { describe } from './describe.ts'
import { offline } from './offline.ts'
import type { RuntimePort } from './port.ts'
import type { ConnectorLimits } from './ports/limits.ts'
import { Problem } from './problems.ts'
import { jsonBody } from './request.ts'
import { stationOf, stationPath } from './stations.ts'
import { isoTime } from './time.ts'

const limit = {
  limit: v.pipe(v.nullable(v.number()), v.description('In `unit`; null where it was not said')),
  unit: v.nullable(v.picklist(['A', 'W'])),
  numberPhases: v.nullable(v.number()),
  at: v.nullable(v.string()),
}

/** The limits of a connector. */
export const limitsSchema = v.pipe(
  v.object({
    connector: v.pipe(v.number(), v.integer(), v.description('0 = the station as a whole')),
    accepted: v.pipe(
      v.nullable(v.object({ ...limit, phaseToUse: v.nullable(v.number()) })),
      v.description('What was said to the station last, and taken'),
    ),
    reported: v.pipe(
      v.array(v.object({ source: v.string(), ...limit })),
      v.description(
        'What the station says it works by: `Composite` = all limits together, as it was asked; ' +
          'others = limits of somebody else, such as `EMS` or `SO`, while they hold',
      ),
    ),
  }),
  v.metadata({ ref: 'ConnectorLimits' }),
)

const readBody = v.pipe(
  v.object({ connector: v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(255)) }),
  v.metadata({ ref: 'LimitRead' }),
)

/** The limits a station works by: `/stations/:id/limits`. */
export function limitRoutes({ port, bodyLimit }: ApiContext) {
  return new Hono()
    .get(
      '/:id/limits',
      describe({
        tag: 'Stations',
        id: 'listLimits',
        summary: 'Limits that a station works by',
        path: stationPath,
        answers: {
          200: { description: 'Connectors that have any', schema: v.array(limitsSchema) },
        },
        problems: ['unknown-station'],
      }),
      (c) => c.json(port.limits(stationOf(port, c.req.param('id')).id).map(limitsView)),
    )
    .post(
      '/:id/limits',
      describe({
        tag: 'Stations',
        id: 'readLimit',
        summary: 'Ask a station which limit holds now',
        description:
          'By GetCompositeSchedule. It is asked by hand, or after each limit where a plugin says that ' +
          'the station bears it (`profile.readBack`).',
        path: stationPath,
        answers: {
          200: { description: 'The limits of the connector', schema: limitsSchema },
        },
        problems: [
          'malformed-body',
          'unknown-station',
          'too-large',
          'unsupported-media-type',
          'invalid-body',
          'refused',
          'offline',
          'replaced',
          'timeout',
        ],
      }),
      jsonBody(readBody, bodyLimit),
      async (c) => {
        const { id } = stationOf(port, c.req.param('id'))
        const { connector } = c.req.valid('json')
        await read(port, id, connector)
        const found = port.limits(id).find((one) => one.connector === connector)
        return c.json(limitsView(found ?? { connector, accepted: undefined, reported: [] }))
      },
    )
}

async function read(port: RuntimePort, station: string, connector: number): Promise<void> {
  const result = await port.readLimit(station, connector)
  switch (result.kind) {
    case 'read':
      return
    case 'refused': {
      const { status, detail } = result
      const more = detail === undefined || detail === '' ? '' : `: ${detail}`
      throw new Problem('refused', `Station "${station}" answered "${status}"${more}`, {
        answer: status,
      })
    }
    case 'offline':
      throw offline(station, result)
    case 'timeout':
      throw new Problem('timeout', `Station "${station}" did not answer in time`)
  }
}

function limitsView({
  connector,
  accepted,
  reported,
}: ConnectorLimits): v.InferOutput<typeof limitsSchema> {
  return {
    connector,
    accepted:
      accepted === undefined
        ? null
        : { ...limitView(accepted), phaseToUse: accepted.phaseToUse ?? null },
    reported: reported.map((one) => ({ source: one.source, ...limitView(one) })),
  }
}

interface Shown {
  readonly limit?: number | undefined
  readonly unit?: 'A' | 'W' | undefined
  readonly numberPhases?: number | undefined
  readonly at: number
}

function limitView({ limit: value, unit, numberPhases, at }: Shown) {
  return {
    limit: value ?? null,
    unit: unit ?? null,
    numberPhases: numberPhases ?? null,
    at: isoTime(at),
  }
}
