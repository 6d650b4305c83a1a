import { Ajv2020 } from 'ajv/dist/2020.js'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import * as v from 'valibot'
import { createApp } from '../../runtime/http/app.ts'
import { problemTypes } from '../../runtime/http/problem_types.ts'
import { MemoryRuntime } from './support/memory_runtime.ts'
import { documentOf } from './support/openapi_document.ts'
import { serve } from './support/server.ts'

const assets = ['/docs/style.css', '/docs/script.js']

test('The document has the shape of OpenAPI 3.1, and every operation its own name', async () => {
  await using server = await serve(new MemoryRuntime())
  const document = await documentOf(server)
  assert.is(document.info.version, '1.2.3')
  const tags = document.tags.map(({ name }) => name)
  const operations = Object.values(document.paths).flatMap((methods) => Object.values(methods))
  const ids = operations.map(({ operationId }) => operationId)
  assert.is(new Set(ids).size, ids.length)
  for (const operation of operations) {
    assert.ok(tags.includes(operation.tags[0]), operation.operationId)
    assert.ok('500' in operation.responses && '400' in operation.responses)
  }
  assert.equal([...new Set(operations.map(({ tags: [tag] }) => tag))].sort(), [...tags].sort())
})

test('Every route is described, and nothing else is', async () => {
  const runtime = new MemoryRuntime()
  const app = createApp(runtime, { version: '1' })
  const routes = app.routes
    .filter(({ method, path }) => method !== 'ALL' && !assets.includes(path))
    .map(({ method, path }) => `${method} ${path.replace(/:(\w+)/g, '{$1}')}`)
  await using server = await serve(runtime)
  const { paths } = await documentOf(server)
  const described = Object.entries(paths).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
  )
  const actions = runtime.actions().map((action) => `POST /api/v1/stations/{id}/calls/${action}`)
  assert.equal(described.sort(), [...new Set([...routes, ...actions])].sort())
})

test('Names in a path are described, and only those', async () => {
  await using server = await serve(new MemoryRuntime())
  for (const [path, methods] of Object.entries((await documentOf(server)).paths)) {
    for (const { parameters } of Object.values(methods)) {
      const named = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name)
      const inPath = parameters.filter((parameter) => parameter.in === 'path')
      assert.equal(
        inPath.map(({ name }) => name),
        named,
      )
      for (const { description, required, in: place } of parameters) {
        assert.ok(description)
        assert.is(required, place === 'path' ? true : undefined)
      }
    }
  }
})

test('Every schema compiles and every reference leads somewhere', async () => {
  await using server = await serve(new MemoryRuntime())
  const document = await documentOf(server)
  const ajv = new Ajv2020({ strict: false, validateFormats: false })
  ajv.addSchema(document, 'api')
  for (const name of Object.keys(document.components.schemas)) {
    assert.match(name, /^[\w.-]+$/)
    assert.ok(ajv.getSchema(`api#/components/schemas/${encodeURIComponent(name)}`), name)
  }
  const references = [...JSON.stringify(document).matchAll(/"\$ref":"([^"]+)"/g)]
  assert.ok(references.length > 50)
  for (const [, reference = ''] of references) {
    const name = reference.replace('#/components/schemas/', '')
    assert.ok(Object.hasOwn(document.components.schemas, name), reference)
  }
})

test('Calls are described by the official schemas, without their prose', async () => {
  await using server = await serve(new MemoryRuntime())
  const document = await documentOf(server)
  const reset = document.paths['/api/v1/stations/{id}/calls/Reset']?.post
  assert.equal(reset?.requestBody?.content['application/json']?.schema, {
    $ref: '#/components/schemas/1.6.ResetRequest',
  })
  assert.equal(reset?.responses['200']?.content?.['application/json']?.schema, {
    $ref: '#/components/schemas/1.6.ResetAnswer',
  })
  assert.equal(
    reset?.parameters.map(({ name }) => name),
    ['id'],
  )
  assert.equal(document.components.schemas['1.6.ResetRequest'], {
    additionalProperties: false,
    properties: { type: { type: 'string', enum: ['Hard', 'Soft'] } },
    required: ['type'],
    type: 'object',
  })
})

test('Actions that several versions have are described by all of them', async () => {
  const runtime = new MemoryRuntime()
  const shared = {
    $id: 'urn:X',
    $schema: 'http://json-schema.org/draft-07/schema#',
    description: 'prose',
    type: 'object',
    definitions: {
      Kind: { javaType: 'Kind', description: 'prose', type: 'string', enum: ['description'] },
    },
    properties: {
      description: { $ref: '#/definitions/Kind' },
      id: { description: 'prose', type: 'integer' },
      list: { type: 'array', items: { $ref: '#/definitions/Kind' } },
    },
  }
  const older = { type: 'object' }
  runtime.callSchemas = async () =>
    new Map([
      ['8', new Map([['Reset', { request: older, answer: older }]])],
      ['9', new Map([['Reset', { request: shared, answer: older }]])],
    ])
  await using server = await serve(runtime)
  const { paths, components } = await documentOf(server)
  const reset = paths['/api/v1/stations/{id}/calls/Reset']?.post
  assert.equal(reset?.requestBody?.content['application/json']?.schema, {
    anyOf: [
      { $ref: '#/components/schemas/8.ResetRequest' },
      { $ref: '#/components/schemas/9.ResetRequest' },
    ],
  })
  assert.equal(components.schemas['9.ResetRequest'], {
    type: 'object',
    properties: {
      description: { $ref: '#/components/schemas/9.Kind' },
      id: { type: 'integer' },
      list: { type: 'array', items: { $ref: '#/components/schemas/9.Kind' } },
    },
  })
  assert.equal(components.schemas['9.Kind'], { type: 'string', enum: ['description'] })
})

test('The document comes from the schemas that validate', async () => {
  await using server = await serve(new MemoryRuntime())
  const { paths, components } = await documentOf(server)
  assert.equal(components.schemas.ItemWrite, {
    type: 'object',
    properties: {
      value: {
        anyOf: [{ type: 'number' }, { type: 'string' }, { type: 'boolean' }],
        description: 'The value to set',
      },
    },
    required: ['value'],
    additionalProperties: false,
  })
  const limit = paths['/api/v1/devices']?.get?.parameters[0]
  assert.equal(limit?.schema, { type: 'integer', minimum: 1, maximum: 1000 })
  const put = paths['/api/v1/devices/{address}/items/{item}']?.put
  assert.equal(Object.keys(put?.requestBody?.content ?? {}), ['application/json', 'text/plain'])
  assert.equal(Object.keys(put?.responses ?? {}), [
    '200',
    '202',
    '300',
    '400',
    '401',
    '403',
    '404',
    '405',
    '409',
    '413',
    '415',
    '422',
    '429',
    '500',
    '503',
    '504',
  ])
  const file = components.schemas.DescriptorFile
  assert.ok(Object.hasOwn(v.parse(v.looseObject({}), file?.properties), 'items'))
})

test('A document that cannot be made is tried again', async () => {
  const runtime = new MemoryRuntime()
  const { callSchemas } = runtime
  runtime.callSchemas = () => Promise.reject(new Error('not yet'))
  await using server = await serve(runtime)
  assert.is((await fetch(`${server.base}/openapi.json`)).status, 500)
  runtime.callSchemas = callSchemas
  assert.is((await fetch(`${server.base}/openapi.json`)).status, 200)
})

test('Every kind of problem is used by an operation or by routing', async () => {
  await using server = await serve(new MemoryRuntime())
  const text = JSON.stringify((await documentOf(server)).paths)
  const unused = Object.keys(problemTypes).filter((name) => !text.includes(`\`${name}\`:`))
  assert.equal(unused, ['malformed-request', 'method-not-allowed'])
})

test.run()
