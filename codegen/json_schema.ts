import * as v from 'valibot'

/** The part of JSON Schema that the official OCPP schemas use, without their texts. */
export interface Schema {
  type?: 'object' | 'array' | 'string' | 'integer' | 'number' | 'boolean'
  properties?: Record<string, Schema>
  required?: string[]
  additionalProperties?: boolean
  items?: Schema
  enum?: string[]
  format?: 'date-time' | 'uri'
  maxLength?: number
  minimum?: number
  maximum?: number
  multipleOf?: number
  minItems?: number
  maxItems?: number
  default?: string | number | boolean
  $ref?: string
}

/** One message of an OCPP schema file. */
export interface MessageSchema {
  readonly id: string
  readonly schema: Schema
  readonly definitions: Readonly<Record<string, Schema>>
}

/** Name of the definition a `$ref` points to. */
export function refName(ref: string): string {
  return ref.slice(ref.lastIndexOf('/') + 1)
}

/** Names of all definitions that these schemas lead to, each after those it needs itself. */
export function reachable(
  roots: Iterable<Schema>,
  definitions: ReadonlyMap<string, Schema>,
): string[] {
  const names = new Set<string>()
  const visit = (schema: Schema): void => {
    for (const member of Object.values(schema.properties ?? {})) visit(member)
    if (schema.items !== undefined) visit(schema.items)
    if (schema.$ref === undefined) return
    const name = refName(schema.$ref)
    const definition = definitions.get(name)
    if (definition === undefined) throw new Error(`Cannot resolve "${schema.$ref}"`)
    if (names.has(name)) return
    visit(definition)
    names.add(name)
  }
  for (const root of roots) visit(root)
  return [...names]
}

/**
 * Reads one message schema; texts are left out.
 * @throws {v.ValiError} if it holds a keyword that is not known here
 */
export function parseMessage(input: unknown): MessageSchema {
  return v.parse(messageSchema, input)
}

const texts = {
  description: v.exactOptional(v.string()),
  comment: v.exactOptional(v.string()),
  javaType: v.exactOptional(v.string()),
  additionalItems: v.exactOptional(v.literal(false)),
}

const keywords = {
  type: v.exactOptional(v.picklist(['object', 'array', 'string', 'integer', 'number', 'boolean'])),
  properties: v.exactOptional(
    v.record(
      v.string(),
      v.lazy(() => schemaSchema),
    ),
  ),
  required: v.exactOptional(v.array(v.string())),
  additionalProperties: v.exactOptional(v.boolean()),
  items: v.exactOptional(v.lazy(() => schemaSchema)),
  enum: v.exactOptional(v.array(v.string())),
  format: v.exactOptional(v.picklist(['date-time', 'uri'])),
  maxLength: v.exactOptional(v.number()),
  minimum: v.exactOptional(v.number()),
  maximum: v.exactOptional(v.number()),
  multipleOf: v.exactOptional(v.number()),
  minItems: v.exactOptional(v.number()),
  maxItems: v.exactOptional(v.number()),
  default: v.exactOptional(v.union([v.string(), v.number(), v.boolean()])),
  $ref: v.exactOptional(v.string()),
}

const schemaSchema: v.GenericSchema<unknown, Schema> = v.pipe(
  v.strictObject({ ...keywords, ...texts }),
  v.transform(({ description, comment, javaType, additionalItems, ...schema }) => schema),
)

const messageSchema: v.GenericSchema<unknown, MessageSchema> = v.pipe(
  v.strictObject({
    ...keywords,
    ...texts,
    $id: v.string(),
    $schema: v.string(),
    definitions: v.exactOptional(v.record(v.string(), schemaSchema), {}),
  }),
  v.transform(
    ({
      description,
      comment,
      javaType,
      additionalItems,
      $schema,
      $id,
      definitions,
      ...schema
    }) => ({
      id: $id,
      schema,
      definitions,
    }),
  ),
)
