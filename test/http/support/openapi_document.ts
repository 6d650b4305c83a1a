import { Ajv2020 } from 'ajv/dist/2020.js'
import * as v from 'valibot'
import { ask } from './ask.ts'
import type { TestServer } from './server.ts'

const media = v.record(v.string(), v.object({ schema: v.looseObject({}) }))
const parameter = v.looseObject({
  in: v.picklist(['path', 'query']),
  name: v.string(),
  schema: v.looseObject({}),
  description: v.optional(v.string()),
  required: v.optional(v.boolean()),
})
const operation = v.strictObject({
  tags: v.tuple([v.string()]),
  security: v.optional(v.tuple([])),
  operationId: v.string(),
  summary: v.pipe(v.string(), v.minLength(3), v.maxLength(60)),
  description: v.optional(v.string()),
  parameters: v.array(parameter),
  requestBody: v.optional(v.object({ required: v.literal(true), content: media })),
  responses: v.record(
    v.pipe(v.string(), v.regex(/^[2-5]\d\d$/)),
    v.strictObject({ description: v.pipe(v.string(), v.minLength(1)), content: v.optional(media) }),
  ),
})

/** What the tests ask of an OpenAPI document. */
export const documentShape = v.strictObject({
  openapi: v.pipe(v.string(), v.regex(/^3\.1\.\d$/)),
  info: v.object({ title: v.string(), version: v.string(), description: v.string() }),
  tags: v.array(v.object({ name: v.string(), description: v.string() })),
  paths: v.record(
    v.pipe(v.string(), v.regex(/^\//)),
    v.record(v.picklist(['get', 'put', 'post', 'delete']), operation),
  ),
  security: v.array(v.record(v.string(), v.array(v.string()))),
  components: v.strictObject({
    securitySchemes: v.record(v.string(), v.looseObject({ type: v.string() })),
    schemas: v.record(v.string(), v.looseObject({})),
  }),
})

/** A document in that shape. */
export type OpenApi = v.InferOutput<typeof documentShape>

/** The document of a server. */
export async function documentOf(server: TestServer): Promise<OpenApi> {
  return v.parse(documentShape, (await ask(server, 'GET /openapi.json')).json)
}

/** Checks answers against a document. */
export class Contract {
  readonly #document: OpenApi
  readonly #ajv = new Ajv2020({ strict: false, validateFormats: false })
  readonly #templates: { readonly pattern: RegExp; readonly path: string }[]

  constructor(document: OpenApi) {
    this.#document = document
    this.#ajv.addSchema(document, 'api')
    // A path without a name in it goes before one that has.
    const paths = Object.keys(document.paths).sort((a, b) => names(a) - names(b))
    this.#templates = paths.map((path) => ({
      path,
      pattern: new RegExp(`^${path.replace(/[.]/g, '\\.').replace(/\{[^}]+\}/g, '[^/]+')}$`),
    }))
  }

  /** Path of the operation that answers for a path; `undefined` when there is none. */
  templateOf(path: string): string | undefined {
    return this.#templates.find(({ pattern }) => pattern.test(path))?.path
  }

  /** What is wrong with an answer to a described operation; `undefined` when nothing is. */
  violation(
    answer: { readonly status: number; readonly type: string | null; readonly text: string },
    { method, path }: { readonly method: string; readonly path: string },
  ): string | undefined {
    const template = this.templateOf(path) ?? ''
    const verb = v.parse(v.picklist(['get', 'put', 'post', 'delete']), method.toLowerCase())
    const responses = this.#document.paths[template]?.[verb]?.responses
    const response = responses?.[answer.status]
    if (response === undefined) return `${answer.status} is not described`
    const type = answer.type?.split(';')[0] ?? ''
    if (response.content === undefined) return answer.text === '' ? undefined : 'has a body'
    if (response.content[type] === undefined) return `${type} is not described`
    if (!type.endsWith('json')) return undefined
    const place = ['paths', template, verb, 'responses', answer.status, 'content', type, 'schema']
    const pointer = place.map((part) => String(part).replaceAll('~', '~0').replaceAll('/', '~1'))
    const uri = pointer.map(encodeURIComponent).join('/')
    const valid = this.#ajv.getSchema(`api#/${uri}`)
    if (valid === undefined) return 'has no schema'
    if (valid(JSON.parse(answer.text))) return undefined
    return this.#ajv.errorsText(valid.errors)
  }
}

function names(path: string): number {
  return path.split('{').length
}
