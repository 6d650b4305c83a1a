import { Hono } from 'hono'
import * as v from 'valibot'
import type { ApiContext } from './context.ts'
import { describe, describeQuery } from './describe.ts'
import { page, pageQuery } from './page.ts'
import type { RuntimePort, Token } from './port.ts'
import { Problem, quoted } from './problems.ts'
import { jsonBody } from './request.ts'
import { isoTime } from './time.ts'

// Control characters cannot be shown and no reader sends them.
const legalIdTag = /^[^\p{Cc}]{1,255}$/u

const status = v.picklist(['Accepted', 'Blocked', 'Expired', 'Invalid'])
const expiry = v.pipe(v.string(), v.description('ISO 8601; the card is refused after it'))
const parent = v.pipe(v.string(), v.description('idTag of the group it belongs to'))

/** A card. */
export const tokenSchema = v.pipe(
  v.object({
    idTag: v.string(),
    status,
    expiry: v.nullable(expiry),
    parent: v.nullable(parent),
    note: v.nullable(v.string()),
  }),
  v.metadata({ ref: 'Token' }),
)

const tokenBody = v.pipe(
  v.strictObject({
    status: v.optional(status, 'Accepted'),
    expiry: v.nullish(
      v.pipe(
        expiry,
        v.check(
          (text) => /^\d{4}-\d\d-\d\dT/.test(text) && !Number.isNaN(Date.parse(text)),
          'Invalid time: expected ISO 8601, for example "2030-12-31T23:59:59Z"',
        ),
      ),
    ),
    parent: v.nullish(v.pipe(parent, v.regex(legalIdTag, 'Invalid idTag'))),
    note: v.nullish(v.pipe(v.string(), v.maxLength(1000))),
  }),
  v.metadata({ ref: 'TokenWrite' }),
)

const tokenPath = { idTag: 'Number of the card, as the reader sends it' }

/** Cards the host knows: `/tokens`. */
export function tokenRoutes({ port, bodyLimit }: ApiContext) {
  return new Hono()
    .get(
      '/',
      describeQuery(pageQuery, {
        tag: 'Tokens',
        id: 'listTokens',
        summary: 'All cards',
        answers: { 200: { description: 'The cards', schema: v.array(tokenSchema) } },
      }),
      (c) => {
        const query = c.req.valid('query')
        return c.json(
          page(c, port.tokens(), { ...query, keyOf: (token) => token.idTag }).map(tokenView),
        )
      },
    )
    .get(
      '/:idTag',
      describe({
        tag: 'Tokens',
        id: 'getToken',
        summary: 'One card',
        path: tokenPath,
        answers: { 200: { description: 'The card', schema: tokenSchema } },
        problems: ['unknown-token'],
      }),
      (c) => {
        const idTag = c.req.param('idTag')
        const token = tokenOf(port, idTag)
        if (token === undefined) throw unknownToken(idTag)
        return c.json(tokenView(token))
      },
    )
    .put(
      '/:idTag',
      describe({
        tag: 'Tokens',
        id: 'putToken',
        summary: 'Add or replace a card',
        path: tokenPath,
        answers: {
          200: { description: 'Replaced', schema: tokenSchema },
          201: { description: 'Added', schema: tokenSchema },
        },
        problems: [
          'malformed-body',
          'too-large',
          'unsupported-media-type',
          'invalid-body',
          'invalid-name',
        ],
      }),
      jsonBody(tokenBody, bodyLimit),
      (c) => {
        const idTag = c.req.param('idTag')
        if (!legalIdTag.test(idTag)) {
          throw new Problem('invalid-name', `Cannot use ${quoted(idTag)} as an idTag`, {
            allowed: '1 to 255 characters, no control characters',
          })
        }
        const { status, expiry, parent, note } = c.req.valid('json')
        const token: Token = {
          idTag,
          status,
          ...(expiry ? { expiry: Date.parse(expiry) } : {}),
          ...(parent ? { parent } : {}),
          ...(note ? { note } : {}),
        }
        return port.putToken(token) ? c.json(tokenView(token), 201) : c.json(tokenView(token), 200)
      },
    )
    .delete(
      '/:idTag',
      describe({
        tag: 'Tokens',
        id: 'deleteToken',
        summary: 'Forget a card',
        path: tokenPath,
        answers: { 204: { description: 'Forgotten' } },
        problems: ['unknown-token'],
      }),
      (c) => {
        const idTag = c.req.param('idTag')
        if (!port.deleteToken(idTag)) throw unknownToken(idTag)
        return c.body(null, 204)
      },
    )
}

// Readers differ in the case they send, and OCPP compares without regard to it.
function tokenOf(port: RuntimePort, idTag: string): Token | undefined {
  const wanted = idTag.toLowerCase()
  return port.tokens().find((token) => token.idTag.toLowerCase() === wanted)
}

function unknownToken(idTag: string): Problem {
  return new Problem('unknown-token', `There is no card ${quoted(idTag)}`)
}

function tokenView(token: Token): v.InferOutput<typeof tokenSchema> {
  const { idTag, status, expiry, parent, note } = token
  return { idTag, status, expiry: isoTime(expiry), parent: parent ?? null, note: note ?? null }
}
