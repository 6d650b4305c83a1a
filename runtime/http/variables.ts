import { Hono } from 'hono'
import * as v from 'valibot'
import type { ConfigurationValue } from '../model.ts'
import type { ApiContext } from './context.ts'
import { describe, describeQuery } from './describe.ts'
import { page, pageQuery } from './page.ts'
import { Problem } from './problems.ts'
import { jsonBody } from './request.ts'
import { isSecret, mask } from './secrets.ts'
import { stationOf, stationPath } from './stations.ts'

const keyText =
  '`Component/Variable`, with `#instance` and `@evse.connector` where they tell it from others, ' +
  'as in `DeviceDataCtrlr/ItemsPerMessage#GetVariables`; the name of a configuration key where a ' +
  'station has no components'

/** A variable of a station. */
export const variableSchema = v.pipe(
  v.object({
    key: v.pipe(v.string(), v.description(keyText)),
    value: v.pipe(v.nullable(v.string()), v.description('Null where the station does not tell it')),
    readonly: v.boolean(),
    connectors: v.optional(
      v.pipe(v.array(v.number()), v.description('Connectors it is of, where not of all')),
    ),
    dataType: v.optional(v.string()),
    unit: v.optional(v.string()),
    minimum: v.optional(v.number()),
    maximum: v.optional(v.number()),
    values: v.optional(v.pipe(v.array(v.string()), v.description('Values it may have'))),
    attributes: v.optional(
      v.pipe(
        v.record(v.string(), v.string()),
        v.description('Values of other kinds than the actual one, such as `Target`'),
      ),
    ),
  }),
  v.metadata({ ref: 'Variable' }),
)

/** Most variables set by one request. */
const most = 100
const settable = v.union([v.string(), v.number(), v.boolean()])

/** Variables to set: value by key. */
export const variablesSchema = v.pipe(
  v.record(v.pipe(v.string(), v.minLength(1), v.maxLength(200)), settable),
  v.check((values) => {
    const count = Object.keys(values).length
    return count >= 1 && count <= most
  }, `Expected 1 to ${most} variables`),
  v.metadata({ ref: 'VariableWrite' }),
)

/** What became of each. */
export const variablesWrittenSchema = v.array(
  v.pipe(
    v.object({
      key: v.string(),
      accepted: v.boolean(),
      status: v.pipe(
        v.string(),
        v.description('The word of the station; `NotSent` after one that it did not answer'),
      ),
    }),
    v.metadata({ ref: 'VariableWritten' }),
  ),
)

/** The device model of a station: `/stations/:id/variables`. */
export function variableRoutes({ port, bodyLimit }: ApiContext) {
  return new Hono()
    .get(
      '/:id/variables',
      describeQuery(pageQuery, {
        tag: 'Stations',
        id: 'listVariables',
        summary: 'What is known of the configuration of a station',
        path: stationPath,
        answers: {
          200: {
            description: 'The variables, as the station told them; secrets are masked',
            schema: v.array(variableSchema),
          },
        },
        problems: ['unknown-station'],
      }),
      (c) => {
        const { configuration } = stationOf(port, c.req.param('id'))
        const query = c.req.valid('query')
        const part = page(c, configuration, { ...query, keyOf: ({ key }) => key })
        return c.json(part.map(variableView))
      },
    )
    .put(
      '/:id/variables',
      describe({
        tag: 'Stations',
        id: 'setVariables',
        summary: 'Set variables of a station',
        description: 'One after the other, so that no limit of the station is in the way.',
        path: stationPath,
        answers: {
          200: { description: 'What became of each', schema: variablesWrittenSchema },
        },
        problems: [
          'malformed-body',
          'unknown-station',
          'too-large',
          'unsupported-media-type',
          'invalid-body',
          'offline',
        ],
      }),
      jsonBody(variablesSchema, bodyLimit),
      async (c) => {
        const { id } = stationOf(port, c.req.param('id'))
        const values = Object.entries(c.req.valid('json')).map(([key, value]) => ({
          key,
          value: String(value),
        }))
        const { signal } = c.req.raw
        const written = await port.setVariables(id, values, { signal })
        if (written === undefined) {
          throw new Problem('offline', `Station "${id}" is not connected`)
        }
        return c.json(written.map(({ key, accepted, status }) => ({ key, accepted, status })))
      },
    )
}

function variableView(variable: ConfigurationValue): v.InferOutput<typeof variableSchema> {
  const { key, value, readonly, of, about = {} } = variable
  const { dataType, unit, min, max, values, attributes } = about
  return {
    key,
    value: value !== undefined && isSecret(key) ? mask : (value ?? null),
    readonly,
    ...(of === undefined ? {} : { connectors: [...of.connectors] }),
    ...(dataType === undefined ? {} : { dataType }),
    ...(unit === undefined ? {} : { unit }),
    ...(min === undefined ? {} : { minimum: min }),
    ...(max === undefined ? {} : { maximum: max }),
    ...(values === undefined ? {} : { values: values.split(',').map((one) => one.trim()) }),
    ...(attributes === undefined || isSecret(key) ? {} : { attributes: { ...attributes } }),
  }
}
