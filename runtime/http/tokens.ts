import { type Context, Hono } from 'hono'
import * as v from 'valibot'
import type { ApiContext } from './context.ts'
import { plainText, toCsv } from './csv.ts'
import { describe, describeQuery } from './describe.ts'
import { negotiate } from './negotiate.ts'
import { page, pageQuery } from './page.ts'
import type { RuntimePort, Token } from './port.ts'
import { Problem, quoted } from './problems.ts'
import { isJson, jsonBody, mediaType, readText, requireMediaType } from './request.ts'
import { tokensFromCsv, tokensFromJson } from './token_list.ts'
import {
  legalIdTag,
  tokenBody,
  tokenColumns,
  tokenEntry,
  tokenFrom,
  tokenSchema,
  tokenView,
} from './token_schema.ts'

const tokenPath = { idTag: 'Number of the card, as the reader sends it' }
const csv = v.pipe(v.string(), v.description(`Columns ${tokenColumns.join(', ')}`))
const importBody = { 'application/json': v.array(tokenEntry), 'text/csv': csv }
const importSchema = v.pipe(
  v.object({ added: v.number(), replaced: v.number(), removed: v.number() }),
  v.metadata({ ref: 'TokenImport' }),
)
const importText =
  'All of the list or nothing of it; `errors` names every fault by place (`[3].expiry`, ' +
  '`line 4, expiry`). In CSV the first line names the columns, in any order; only `idTag` must be ' +
  'there.'
const importProblems = [
  'malformed-body',
  'too-large',
  'unsupported-media-type',
  'invalid-body',
  'not-stored',
] as const

/** Cards the host knows: `/tokens`. */
export function tokenRoutes({ port, bodyLimit }: ApiContext) {
  return new Hono()
    .get(
      '/',
      describeQuery(pageQuery, {
        tag: 'Tokens',
        id: 'listTokens',
        summary: 'All cards',
        description: 'As JSON, or with `Accept: text/csv` as CSV; both can be imported again.',
        answers: {
          200: {
            description: 'The cards',
            schema: v.array(tokenSchema),
            also: { 'text/csv': csv },
          },
        },
        problems: ['not-acceptable'],
      }),
      (c) => {
        const query = c.req.valid('query')
        const type = answerType(c)
        const tokens = page(c, port.tokens(), { ...query, keyOf: (token) => token.idTag })
        const views = tokens.map(tokenView)
        c.header('vary', 'accept')
        if (type === 'application/json') return c.json(views)
        c.header('content-type', 'text/csv; charset=utf-8')
        c.header('content-disposition', 'attachment; filename="tokens.csv"')
        const rows = views.map((view) => tokenColumns.map((name) => plainText(view[name])))
        return c.body(toCsv([tokenColumns, ...rows]))
      },
    )
    .post(
      '/',
      describe({
        tag: 'Tokens',
        id: 'mergeTokens',
        summary: 'Add or replace many cards',
        description: `Cards that are not in the list stay as they are. ${importText}`,
        body: importBody,
        answers: { 200: { description: 'What was changed', schema: importSchema } },
        problems: importProblems,
      }),
      async (c) => {
        const tokens = await listIn(c, bodyLimit)
        return c.json(await port.importTokens(tokens, { replace: false }))
      },
    )
    .put(
      '/',
      describe({
        tag: 'Tokens',
        id: 'replaceTokens',
        summary: 'Make these the only cards',
        description: `Cards that are not in the list are forgotten. ${importText}`,
        body: importBody,
        answers: { 200: { description: 'What was changed', schema: importSchema } },
        problems: importProblems,
      }),
      async (c) => {
        const tokens = await listIn(c, bodyLimit)
        return c.json(await port.importTokens(tokens, { replace: true }))
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
        description: 'It is stored when this answers, and counts more than a card of the settings.',
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
          'not-stored',
        ],
      }),
      jsonBody(tokenBody, bodyLimit),
      async (c) => {
        const idTag = c.req.param('idTag')
        if (!legalIdTag.test(idTag)) {
          throw new Problem('invalid-name', `Cannot use ${quoted(idTag)} as an idTag`, {
            allowed: '1 to 255 characters, no control characters',
          })
        }
        const token = tokenFrom(idTag, c.req.valid('json'))
        const isNew = await port.putToken(token)
        return isNew ? c.json(tokenView(token), 201) : c.json(tokenView(token), 200)
      },
    )
    .delete(
      '/:idTag',
      describe({
        tag: 'Tokens',
        id: 'deleteToken',
        summary: 'Forget a card',
        description:
          'Also one of the settings: it stays forgotten after a restart, until it is put again.',
        path: tokenPath,
        answers: { 204: { description: 'Forgotten' } },
        problems: ['unknown-token', 'not-stored'],
      }),
      async (c) => {
        const idTag = c.req.param('idTag')
        if (!(await port.deleteToken(idTag))) throw unknownToken(idTag)
        return c.body(null, 204)
      },
    )
}

/** A list may be longer than other bodies: 8 MiB are some 80,000 cards. */
const listFactor = 8

async function listIn(c: Context, bodyLimit: number): Promise<readonly Token[]> {
  const accepts = (type: string) => isJson(type) || type === 'text/csv'
  requireMediaType(c, accepts, ['application/json', 'text/csv'])
  const text = await readText(c, bodyLimit * listFactor)
  return isJson(mediaType(c)) ? tokensFromJson(text) : tokensFromCsv(text)
}

// Readers differ in the case they send, and OCPP compares without regard to it.
function tokenOf(port: RuntimePort, idTag: string): Token | undefined {
  const wanted = idTag.toLowerCase()
  return port.tokens().find((token) => token.idTag.toLowerCase() === wanted)
}

function unknownToken(idTag: string): Problem {
  return new Problem('unknown-token', `There is no card ${quoted(idTag)}`)
}

function answerType(c: Context) {
  const offered = ['application/json', 'text/csv'] as const
  const type = negotiate(c.req.header('accept'), offered)
  if (type !== undefined) return type
  const accept = quoted(c.req.header('accept') ?? '')
  throw new Problem('not-acceptable', `Cards cannot be answered as ${accept}`, { allowed: offered })
}
