import { Hono } from 'hono'
import * as v from 'valibot'
import type { Finding } from '../descriptor/finding.ts'
import { descriptorSchema } from '../descriptor/schema.ts'
import type { ApiContext } from './context.ts'
import { describe, describeQuery } from './describe.ts'
import { page, pageQuery } from './page.ts'
import type { DescriptorChange, DescriptorState, RuntimePort } from './port.ts'
import { Problem, quoted } from './problems.ts'
import { isJson, readText, requireMediaType } from './request.ts'

const legalName = /^[a-z0-9][a-z0-9._-]{0,63}$/

const findingSchema = v.pipe(
  v.object({
    level: v.picklist(['error', 'warning', 'info']),
    rule: v.string(),
    message: v.string(),
    file: v.string(),
    line: v.pipe(v.number(), v.integer(), v.description('From 1; 0 when the place is unknown')),
    column: v.pipe(v.number(), v.integer()),
    path: v.pipe(v.string(), v.description('For example `items[3].read.field`')),
    item: v.optional(v.string()),
  }),
  v.metadata({ ref: 'Finding' }),
)
const summary = {
  name: v.pipe(v.string(), v.description('Name of the file without `.ddf.json`')),
  file: v.string(),
  title: v.pipe(v.nullable(v.string()), v.description('Published name; null when never valid')),
  items: v.pipe(v.number(), v.integer(), v.description('Items it has')),
  current: v.pipe(v.boolean(), v.description('Whether what the file holds now is in use')),
  errors: v.pipe(v.number(), v.integer()),
  warnings: v.pipe(v.number(), v.integer()),
  devices: v.pipe(v.array(v.string()), v.description('Addresses that use it')),
}
const summarySchema = v.pipe(v.object(summary), v.metadata({ ref: 'DescriptorSummary' }))
const detailSchema = v.pipe(
  v.object({
    ...summary,
    findings: v.array(findingSchema),
    descriptor: v.pipe(
      v.nullable(v.looseObject({ slug: v.string(), items: v.array(v.looseObject({})) })),
      v.description('The one in use, with its bases merged in; null when none was ever valid'),
    ),
  }),
  v.metadata({ ref: 'DescriptorDetail' }),
)
const fileSchema = v.pipe(descriptorSchema, v.metadata({ ref: 'DescriptorFile' }))
const descriptorPath = { name: 'Name of the file without `.ddf.json`' }

/** Descriptors: `/descriptors`. */
export function descriptorRoutes({ port, bodyLimit }: ApiContext) {
  return new Hono()
    .get(
      '/',
      describeQuery(pageQuery, {
        tag: 'Descriptors',
        id: 'listDescriptors',
        summary: 'All descriptors',
        answers: { 200: { description: 'The descriptors', schema: v.array(summarySchema) } },
      }),
      (c) => {
        const query = c.req.valid('query')
        const part = page(c, port.descriptors(), { ...query, keyOf: (state) => state.name })
        return c.json(part.map(summaryView))
      },
    )
    .get(
      '/:name',
      describe({
        tag: 'Descriptors',
        id: 'getDescriptor',
        summary: 'One descriptor, with findings',
        path: descriptorPath,
        answers: { 200: { description: 'The descriptor', schema: detailSchema } },
        problems: ['unknown-descriptor'],
      }),
      (c) => {
        const name = c.req.param('name')
        const state = port.descriptor(name)
        if (state === undefined) throw unknownDescriptor(port, name)
        return c.json(detailView(state))
      },
    )
    .put(
      '/:name',
      describe({
        tag: 'Descriptors',
        id: 'putDescriptor',
        summary: 'Add or replace a descriptor',
        description:
          'The body is the text of the file; comments are kept. The same checks run as for a file ' +
          'dropped into the folder, and it is served at once, all or nothing.',
        path: descriptorPath,
        body: { 'application/json': fileSchema },
        answers: {
          200: { description: 'Replaced', schema: detailSchema },
          201: { description: 'Added', schema: detailSchema },
        },
        problems: [
          'malformed-body',
          'in-use',
          'too-large',
          'unsupported-media-type',
          'invalid-name',
          'invalid-descriptor',
        ],
      }),
      async (c) => {
        const name = c.req.param('name')
        if (!legalName.test(name)) throw illegalName(name)
        // Tools that upload a file say no type; a browser cannot do that from another site.
        const isText = (type: string) => isJson(type) || type.startsWith('text/') || type === ''
        requireMediaType(c, isText, ['application/json', 'text/plain'])
        const change = await port.putDescriptor(name, await readText(c, bodyLimit))
        const { state, created } = changeOf(change, { port, name })
        c.header('location', `/api/v1/descriptors/${name}`)
        return created ? c.json(detailView(state), 201) : c.json(detailView(state), 200)
      },
    )
    .delete(
      '/:name',
      describe({
        tag: 'Descriptors',
        id: 'deleteDescriptor',
        summary: 'Remove a descriptor',
        path: descriptorPath,
        answers: { 204: { description: 'Removed' } },
        problems: ['unknown-descriptor', 'in-use', 'invalid-descriptor'],
      }),
      async (c) => {
        const name = c.req.param('name')
        if (port.descriptor(name) === undefined) throw unknownDescriptor(port, name)
        const change = await port.deleteDescriptor(name)
        if (change.kind !== 'deleted') changeOf(change, { port, name })
        return c.body(null, 204)
      },
    )
}

function changeOf(
  change: DescriptorChange,
  { port, name }: { readonly port: RuntimePort; readonly name: string },
): DescriptorChange & { kind: 'done' } {
  if (change.kind === 'done') return change
  if (change.kind === 'in-use') throw new Problem('in-use', change.detail)
  if (change.kind !== 'invalid') throw unknownDescriptor(port, name)
  const errors = change.findings.map(findingView)
  const [first] = errors.filter(({ level }) => level === 'error')
  const place = first && first.line > 0 ? ` (line ${first.line}, column ${first.column})` : ''
  const detail = first === undefined ? '' : `: ${first.message}${place}`
  throw new Problem('invalid-descriptor', `Descriptor "${name}" is not valid${detail}`, { errors })
}

function unknownDescriptor(port: RuntimePort, name: string): Problem {
  return new Problem('unknown-descriptor', `There is no descriptor ${quoted(name)}`, {
    allowed: port.descriptors().map((state) => state.name),
  })
}

function illegalName(name: string): Problem {
  const rule = 'up to 64 of a-z, 0-9, ".", "_" and "-", the first a letter or digit'
  return new Problem('invalid-name', `Cannot name a descriptor ${quoted(name)}: ${rule}`, {
    allowed: legalName.source,
  })
}

function findingView(finding: Finding): v.InferOutput<typeof findingSchema> {
  const { level, rule, message, file, line, column, path, item } = finding
  return { level, rule, message, file, line, column, path, ...(item ? { item } : {}) }
}

function summaryView(state: DescriptorState): v.InferOutput<typeof summarySchema> {
  const { name, file, active, current, findings, devices } = state
  return {
    name,
    file,
    title: active?.name ?? null,
    items: active?.items.length ?? 0,
    current,
    errors: findings.filter(({ level }) => level === 'error').length,
    warnings: findings.filter(({ level }) => level === 'warning').length,
    devices: [...devices],
  }
}

function detailView(state: DescriptorState): v.InferOutput<typeof detailSchema> {
  const { active } = state
  const descriptor = active && { ...active, items: active.items.map((item) => ({ ...item })) }
  return {
    ...summaryView(state),
    findings: state.findings.map(findingView),
    descriptor: descriptor ?? null,
  }
}
