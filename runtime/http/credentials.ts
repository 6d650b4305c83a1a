import { Hono } from 'hono'
import * as v from 'valibot'
import type { ApiContext } from './context.ts'
import { describe } from './describe.ts'
import { offline } from './offline.ts'
import type { CredentialsChange } from './ports/security.ts'
import { Problem, quoted } from './problems.ts'
import { jsonBody } from './request.ts'
import { stationOf, stationPath } from './stations.ts'

/** Longest identity that credentials can be kept for. */
const longestId = 128

const wishSchema = v.pipe(
  v.strictObject({
    password: v.optional(
      v.pipe(
        v.string(),
        v.minLength(8, 'must have 8 to 64 characters'),
        v.maxLength(64, 'must have 8 to 64 characters'),
        v.description('Text, or the hexadecimal digits of bytes; it is never shown again'),
      ),
    ),
    generate: v.optional(
      v.pipe(v.boolean(), v.description('Make a password by chance; only this answer shows it')),
    ),
    profile: v.optional(
      v.pipe(
        v.picklist([0, 1, 2, 3], 'must be 0, 1, 2 or 3'),
        v.description(
          'Least security profile from now on: 0 = nothing is proved, 1 = password, 2 = password over TLS, 3 = client certificate',
        ),
      ),
    ),
    rotate: v.optional(
      v.pipe(
        v.boolean(),
        v.description(
          'Give the password to the connected station; until it comes with it, the one before is right too',
        ),
      ),
    ),
  }),
  v.check(
    ({ password, generate }) => password === undefined || generate !== true,
    'give either `password` or `generate`',
  ),
  v.check(
    ({ password, generate, rotate }) =>
      rotate !== true || password !== undefined || generate === true,
    '`rotate` needs `password` or `generate`',
  ),
  v.metadata({ ref: 'CredentialsWish' }),
)
const doneSchema = v.pipe(
  v.object({
    station: v.string(),
    password: v.pipe(v.optional(v.string()), v.description('Only when it was made by this call')),
  }),
  v.metadata({ ref: 'Credentials' }),
)
const approvalSchema = v.pipe(
  v.object({ station: v.string(), approved: v.boolean() }),
  v.metadata({ ref: 'Approval' }),
)

/** Who may connect as which station: `/stations/:id/credentials`, `approve` and `disconnect`. */
export function credentialRoutes({ port, bodyLimit }: ApiContext) {
  return new Hono()
    .put(
      '/:id/credentials',
      describe({
        tag: 'Stations',
        id: 'putCredentials',
        summary: 'Set the credentials of a station',
        description:
          'Its password and the least security profile it must prove, also before it connects for the first time. Without `rotate` the password holds from the ' +
          'next connection on, and has to be entered at the station by hand.',
        path: stationPath,
        answers: { 200: { description: 'It was set', schema: doneSchema } },
        problems: [
          'malformed-body',
          'too-large',
          'unsupported-media-type',
          'invalid-body',
          'invalid-name',
          'not-possible',
          'refused',
          'not-stored',
          'offline',
          'replaced',
          'timeout',
        ],
      }),
      jsonBody(wishSchema, bodyLimit),
      async (c) => {
        const station = nameOf(c.req.param('id'))
        const { signal } = c.req.raw
        const change = await port.putCredentials(station, c.req.valid('json'), { signal })
        return c.json({ station, ...doneOf(change, station) })
      },
    )
    .delete(
      '/:id/credentials',
      describe({
        tag: 'Stations',
        id: 'deleteCredentials',
        summary: 'Forget the credentials of a station',
        path: stationPath,
        answers: { 204: { description: 'They are forgotten, if there were any' } },
        problems: ['invalid-name', 'not-stored'],
      }),
      async (c) => {
        await port.deleteCredentials(nameOf(c.req.param('id')))
        return c.body(null, 204)
      },
    )
    .post(
      '/:id/approve',
      describe({
        tag: 'Stations',
        id: 'approveStation',
        summary: 'Let a station in that waits for approval, or is yet to come',
        path: stationPath,
        answers: { 200: { description: 'It is approved', schema: approvalSchema } },
        problems: ['invalid-name', 'not-stored'],
      }),
      async (c) => {
        const station = nameOf(c.req.param('id'))
        await port.approve(station)
        return c.json({ station, approved: true })
      },
    )
    .delete(
      '/:id/approve',
      describe({
        tag: 'Stations',
        id: 'disapproveStation',
        summary: 'Take an approval back',
        path: stationPath,
        answers: { 200: { description: 'It is not approved', schema: approvalSchema } },
        problems: ['invalid-name', 'not-stored'],
      }),
      async (c) => {
        const station = nameOf(c.req.param('id'))
        await port.disapprove(station)
        return c.json({ station, approved: false })
      },
    )
    .post(
      '/:id/reject',
      describe({
        tag: 'Stations',
        id: 'rejectStation',
        summary: 'Tell a station that it may not come, until approved',
        description:
          'Its boots are answered with `Rejected` and when to try again, all else with an error; ' +
          'nothing it says counts. Whatever `onboarding` says.',
        path: stationPath,
        answers: { 200: { description: 'It is rejected', schema: approvalSchema } },
        problems: ['invalid-name', 'not-stored'],
      }),
      async (c) => {
        const station = nameOf(c.req.param('id'))
        await port.reject(station)
        return c.json({ station, approved: false })
      },
    )
    .post(
      '/:id/disconnect',
      describe({
        tag: 'Stations',
        id: 'disconnectStation',
        summary: 'End the connection of a station',
        description: 'It may come back at once. The way to choose another one that was refused.',
        path: stationPath,
        answers: { 204: { description: 'It is disconnected' } },
        problems: ['unknown-station', 'offline'],
      }),
      (c) => {
        const { id } = stationOf(port, c.req.param('id'))
        if (!port.disconnect(id)) throw new Problem('offline', `Station "${id}" is not connected`)
        return c.body(null, 204)
      },
    )
}

/** An identity for which something is to be kept. */
function nameOf(id: string): string {
  if (id.length <= longestId && !/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}/\\]/u.test(id)) return id
  throw new Problem('invalid-name', `${quoted(id)} cannot be the identity of a station`, {
    allowed: `at most ${longestId} characters, no slash, no control character`,
  })
}

function doneOf(change: CredentialsChange, station: string): { password?: string } {
  switch (change.kind) {
    case 'done':
      return change.password === undefined ? {} : { password: change.password }
    case 'not-possible':
      throw new Problem('not-possible', change.detail)
    case 'offline':
      throw offline(station, change)
    case 'refused':
      throw new Problem('refused', `Station "${station}" did not take the password`, {
        answer: change.answer,
      })
    case 'timeout':
      throw new Problem(
        'timeout',
        `Station "${station}" did not answer in time; it may come with either password`,
      )
  }
}
