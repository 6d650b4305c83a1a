import { type JsonSchema, toJsonSchema } from '@valibot/to-json-schema'
import type * as v from 'valibot'
import { itemSchema } from '../runtime/descriptor/item_schema.ts'
import {
  readOptions,
  readSchema,
  readSources,
  transform,
} from '../runtime/descriptor/read_schema.ts'
import { descriptorSchema } from '../runtime/descriptor/schema.ts'
import { writeSchema } from '../runtime/descriptor/write_schema.ts'

/** Name of the JSON Schema of descriptors, in their folder. */
export const ddfSchemaFile = 'ddf.schema.json'

/** Text of the JSON Schema (draft-07) of descriptors, from the schema that validates them. */
export function ddfSchemaText(): string {
  return `${JSON.stringify(ddfSchema(), undefined, 2)}\n`
}

/** The JSON Schema (draft-07) of descriptors. */
export function ddfSchema(): JsonSchema {
  const { $schema, $defs, ...rest } = toJsonSchema(descriptorSchema, {
    target: 'draft-07',
    // Of a pipe the schema that gives its output; what stands before it only tells arrays apart.
    typeMode: 'output',
    definitions: { item: itemSchema, read: readSchema, write: writeSchema, ...reads, ...transform },
    overrideRef: ({ referenceId }) => `#/definitions/${referenceId}`,
    // What these check is said by `metadata` beside them, in words of JSON Schema.
    ignoreActions: ['check', 'raw_check', 'finite', 'transform'],
    overrideSchema: ({ valibotSchema, jsonSchema }) => simplified(valibotSchema, jsonSchema),
  })
  return {
    $schema,
    title: 'Device Definition File (DDF) for an OCPP charge point',
    description:
      'One file describes one kind of connector as a list of typed items and binds every item to standard OCPP. Comments and trailing commas are allowed.',
    ...rest,
    definitions: $defs,
  }
}

/** Definition of the rule for one source, by name. */
const reads = Object.fromEntries(
  readOptions.map((option) => [`read${option.entries.from.literal}`, option]),
)

/** The same in words that give editors better completion and messages. */
function simplified(schema: v.GenericSchema, json: JsonSchema): JsonSchema {
  if (schema === readSchema) return byFrom(json.oneOf ?? [])
  if (schema.type === 'union') return simplifiedUnion(json)
  if (schema.type === 'record') {
    // Every property name is text.
    const { propertyNames, ...rest } = json
    return rest
  }
  const { required, ...rest } = json
  return required === undefined || required.length > 0 ? json : rest
}

/** Picks the branch by `from`, so that errors are only about the source that was meant. */
function byFrom(options: JsonSchema['oneOf'] = []): JsonSchema {
  const branches = readSources.map((from, index) => ({
    if: { properties: { from: { const: from } }, required: ['from'] },
    // biome-ignore lint/suspicious/noThenProperty: a word of JSON Schema
    then: options[index] ?? false,
  }))
  return {
    type: 'object',
    required: ['from'],
    properties: {
      from: {
        enum: readSources,
        description: 'Source. OCPP 1.6 names; the runtime fills them from every version.',
      },
    },
    allOf: branches,
  }
}

function simplifiedUnion(json: JsonSchema): JsonSchema {
  const options = (json.anyOf ?? []).filter((option) => typeof option === 'object')
  const [one, many] = options
  if (options.length === 2 && one !== undefined && many?.type === 'array') {
    const { type, ...list } = many
    // biome-ignore lint/suspicious/noThenProperty: a word of JSON Schema
    return { if: { type: 'array' }, then: list, else: one }
  }
  const types = options.map((option) =>
    Object.keys(option).length === 1 ? option.type : undefined,
  )
  return types.every((type) => typeof type === 'string') ? { type: types } : json
}
