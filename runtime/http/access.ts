import { Hono } from 'hono'
import * as v from 'valibot'
import { type AccessToken, mostTokens } from '../access/access_tokens.ts'
import { roles } from '../access/roles.ts'
import type { ApiContext } from './context.ts'
import { describe, describeQuery } from './describe.ts'
import { page, pageQuery } from './page.ts'
import { Problem, quoted } from './problems.ts'
import { jsonBody } from './request.ts'
import { isoTime } from './time.ts'

const role = v.pipe(
  v.picklist(roles),
  v.description('`read` looks, `control` moves stations too, `admin` may do everything'),
)
const expiry = v.pipe(v.string(), v.description('ISO 8601 UTC; it is refused from then on'))

/** An access token, without the token itself. */
export const accessTokenSchema = v.pipe(
  v.object({
    id: v.string(),
    name: v.string(),
    role,
    createdAt: v.string(),
    expiresAt: v.nullable(expiry),
  }),
  v.metadata({ ref: 'AccessToken' }),
)

/** A new access token, told this once. */
export const newAccessTokenSchema = v.pipe(
  v.object({
    ...accessTokenSchema.entries,
    token: v.pipe(v.string(), v.description('To be sent as `Authorization: Bearer`; kept nowhere')),
  }),
  v.metadata({ ref: 'NewAccessToken' }),
)

const time = 'must be a time to come in ISO 8601, for example "2030-12-31T23:59:59Z"'
const accessBody = v.pipe(
  v.strictObject({
    role,
    name: v.optional(
      v.pipe(
        v.string(),
        v.regex(/^[^\p{Cc}]{0,100}$/u, 'must be at most 100 characters without control characters'),
      ),
      '',
    ),
    expiresAt: v.nullish(
      v.pipe(
        expiry,
        v.check(
          (text) => /^\d{4}-\d\d-\d\dT/.test(text) && !Number.isNaN(Date.parse(text)),
          `expiresAt ${time}`,
        ),
      ),
    ),
  }),
  v.metadata({ ref: 'AccessTokenWrite' }),
)

/** Access tokens of this API: `/access`. */
export function accessRoutes({ port, bodyLimit }: ApiContext) {
  return new Hono()
    .get(
      '/',
      describeQuery(pageQuery, {
        tag: 'Access',
        id: 'listAccessTokens',
        summary: 'All access tokens',
        answers: {
          200: { description: 'The tokens, the oldest first', schema: v.array(accessTokenSchema) },
        },
      }),
      (c) => {
        const query = c.req.valid('query')
        const part = page(c, port.access.list(), { ...query, keyOf: ({ id }) => id })
        return c.json(part.map(accessTokenView))
      },
    )
    .post(
      '/',
      describe({
        tag: 'Access',
        id: 'createAccessToken',
        summary: 'Make an access token',
        description:
          'The first one closes the API: from then on every request needs a token, also on this machine.',
        answers: { 201: { description: 'The token', schema: newAccessTokenSchema } },
        problems: [
          'malformed-body',
          'too-large',
          'unsupported-media-type',
          'invalid-body',
          'not-possible',
        ],
      }),
      jsonBody(accessBody, bodyLimit),
      async (c) => {
        const { role, name, expiresAt } = c.req.valid('json')
        const expires = expiresAt ? Date.parse(expiresAt) : undefined
        if (expires !== undefined && expires <= port.clock.now()) {
          const errors = [{ path: 'expiresAt', message: time }]
          throw new Problem('invalid-body', `The body is not valid: expiresAt ${time}`, { errors })
        }
        const made = await port.access.create({ role, name, expiresAt: expires })
        if (made === 'full') {
          throw new Problem('not-possible', `There are ${mostTokens} access tokens already`)
        }
        return c.json({ ...accessTokenView(made.token), token: made.text }, 201)
      },
    )
    .delete(
      '/:id',
      describe({
        tag: 'Access',
        id: 'revokeAccessToken',
        summary: 'Revoke an access token',
        description: 'It is refused at once, and event streams that were opened with it end.',
        path: { id: 'Id of the token, which is the part between its underscores' },
        answers: { 204: { description: 'Revoked' } },
        problems: ['unknown-access-token'],
      }),
      async (c) => {
        const id = c.req.param('id')
        if ((await port.access.revoke(id)) === undefined) {
          throw new Problem('unknown-access-token', `There is no access token ${quoted(id)}`)
        }
        return c.body(null, 204)
      },
    )
}

function accessTokenView(token: AccessToken): v.InferOutput<typeof accessTokenSchema> {
  const { id, name, role, createdAt, expiresAt } = token
  const made = new Date(createdAt).toISOString()
  return { id, name, role, createdAt: made, expiresAt: isoTime(expiresAt) }
}
