import { Hono } from 'hono'
import * as v from 'valibot'
import { nearest } from '../nearest.ts'
import type { ApiContext } from './context.ts'
import { describe } from './describe.ts'
import { offline } from './offline.ts'
import type { RawCallResult } from './port.ts'
import { Problem, quoted } from './problems.ts'
import { jsonBody } from './request.ts'
import { stationOf, stationPath } from './stations.ts'

/** Tag of the calls in OpenAPI. */
export const callTag = 'Calls'

/** Payload of a call or of its answer, in the words of the station's OCPP version. */
export const payloadSchema = v.pipe(
  v.record(v.string(), v.unknown()),
  v.description("Payload in the station's own OCPP version"),
)

/** Calls to a station: `/stations/:id/calls/:action`. */
export function callRoutes({ port, bodyLimit }: ApiContext) {
  return new Hono().post(
    '/:id/calls/:action',
    describe({
      tag: callTag,
      id: 'callStation',
      summary: 'Send a call to a station',
      description:
        'The body is the payload in the OCPP version of the station; it is checked against the ' +
        'official schema before it is sent. `{}` where the action has no fields.',
      path: { ...stationPath, action: 'An action the host may start in that version' },
      answers: { 200: { description: 'The answer of the station', schema: payloadSchema } },
      problems: [
        'malformed-body',
        'unknown-station',
        'unknown-action',
        'too-large',
        'unsupported-media-type',
        'invalid-body',
        'invalid-call',
        'call-error',
        'offline',
        'replaced',
        'timeout',
      ],
    }),
    jsonBody(payloadSchema, bodyLimit),
    async (c) => {
      const station = stationOf(port, c.req.param('id'))
      const action = c.req.param('action')
      const { signal } = c.req.raw
      const result = await port.call(station.id, action, c.req.valid('json'), { signal })
      return c.json(answerOf(result, { station: station.id, action }))
    },
  )
}

function answerOf(
  result: RawCallResult,
  { station, action }: { readonly station: string; readonly action: string },
): Record<string, unknown> {
  switch (result.kind) {
    case 'answer':
      return isRecord(result.payload) ? result.payload : {}
    case 'call-error': {
      const { code, description, details } = result
      const said = description === '' ? code : `${code}: ${description}`
      throw new Problem('call-error', `Station "${station}" answered ${action} with ${said}`, {
        code,
        description,
        details,
      })
    }
    case 'unknown-action': {
      const { allowed } = result
      const candidate = nearest(action, allowed)
      const hint = candidate === undefined ? '' : `; did you mean "${candidate}"?`
      throw new Problem('unknown-action', `There is no action ${quoted(action)}${hint}`, {
        candidates: candidate === undefined ? [] : [candidate],
        allowed,
      })
    }
    case 'invalid': {
      const errors = result.errors.map(({ path, message }) => ({ path, message }))
      const [first] = errors
      const what = first === undefined ? '' : `: ${[first.path, first.message].join(' ').trim()}`
      throw new Problem('invalid-call', `The payload of ${action} is not valid${what}`, { errors })
    }
    case 'offline':
      throw offline(station, result)
    case 'timeout':
      throw new Problem('timeout', `Station "${station}" did not answer ${action} in time`)
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
