import { Hono } from 'hono'
import { generateSpecs } from 'hono-openapi'
import * as v from 'valibot'
import { describeCalls } from './call_schemas.ts'
import type { ApiContext } from './context.ts'
import { describe } from './describe.ts'
import { securitySchemes, withAccess } from './describe_access.ts'

const documentSchema = v.pipe(
  v.looseObject({ openapi: v.string(), paths: v.looseObject({}) }),
  v.description('OpenAPI 3.1'),
)
const callPath = '/api/v1/stations/{id}/calls/{action}'
const tags = [
  { name: 'Devices', description: 'A device is one connector, described by one descriptor.' },
  { name: 'Items', description: 'The named values of a device, read and written.' },
  { name: 'Events', description: 'Changes of items as they happen.' },
  { name: 'Stations', description: 'The charge points themselves.' },
  { name: 'Calls', description: "OCPP calls to a station, in the station's own version." },
  { name: 'Operations', description: 'What takes a station longer than one answer.' },
  { name: 'Files', description: 'What stations upload and download.' },
  { name: 'Descriptors', description: 'What the items of a device are, and where they come from.' },
  { name: 'Plugins', description: 'What is special about families of stations.' },
  { name: 'Tokens', description: 'Cards the host knows.' },
  { name: 'Access', description: 'Who may use this API, and what was done with it.' },
  { name: 'Transactions', description: 'What was charged when, where and with which card.' },
  { name: 'Health', description: 'For whoever watches over the process.' },
  { name: 'Reference', description: 'This document.' },
]

/** The API described by itself: `/openapi.json`; `routes` gives the app once it is whole. */
export function openApiRoutes(api: ApiContext, routes: () => Hono) {
  let text: Promise<string> | undefined
  return new Hono().get(
    '/openapi.json',
    describe({
      tag: 'Reference',
      id: 'getOpenApi',
      summary: 'This API as OpenAPI 3.1',
      answers: { 200: { description: 'The document', schema: documentSchema } },
    }),
    async (c) => {
      text ??= writeDocument(api, routes()).catch((error: unknown) => {
        text = undefined
        throw error
      })
      return c.body(await text, 200, { 'content-type': 'application/json' })
    },
  )
}

async function writeDocument({ port, version }: ApiContext, app: Hono): Promise<string> {
  const document = await generateSpecs(app, {
    excludeStaticFile: false,
    defaultValidationErrorResponse: false,
    documentation: {
      info: {
        title: 'DDF runtime',
        version,
        description:
          'EV wallboxes of any vendor as typed items. Times are ISO 8601 UTC; every error is a ' +
          'problem document (RFC 9457) whose `type` never changes.',
      },
      tags,
    },
  })
  const base = document.paths[callPath]?.post
  const calls = await describeCalls(port, { path: callPath, base: { ...base } })
  return JSON.stringify({
    ...document,
    openapi: '3.1.0',
    security: [{}, { bearer: [] }],
    paths: pathsWithAccess({ ...document.paths, ...calls.paths }),
    components: {
      ...document.components,
      securitySchemes,
      schemas: { ...document.components.schemas, ...calls.schemas },
    },
  })
}

function pathsWithAccess(paths: Readonly<Record<string, object>>): Record<string, object> {
  return Object.fromEntries(
    Object.entries(paths).map(([path, methods]) => {
      const operations = Object.entries(methods).map(([method, operation]) => [
        method,
        withAccess(operation, { method, path }),
      ])
      return [path, Object.fromEntries(operations)]
    }),
  )
}
