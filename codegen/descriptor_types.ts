import { compile, type JSONSchema } from 'json-schema-to-typescript'
import { classNameOf, pascalCase } from '../runtime/descriptor/generated_names.ts'
import type { Descriptor, Item } from '../runtime/descriptor/schema.ts'

/** Value types of a descriptor: one literal union per item with `values`, and an interface of all. */
export async function valueTypesOf(descriptor: Descriptor): Promise<string> {
  const name = `${classNameOf(descriptor.slug)}Values`
  const schema: JSONSchema = {
    title: name,
    description: `Values of the items of ${descriptor.name}.`,
    type: 'object',
    additionalProperties: false,
    required: descriptor.items.map(({ key }) => key),
    properties: Object.fromEntries(descriptor.items.map((item) => [item.key, schemaOf(item)])),
  }
  const style = { semi: false, singleQuote: true, printWidth: 100 }
  return await compile(schema, name, {
    bannerComment: '',
    style,
    // Left alone it would respell some names, so that they fit no longer.
    customName: ({ title }) => title,
  })
}

/** TypeScript name of the type of an item's values. */
export function typeNameOf(item: Item): string {
  if (item.values !== undefined) return pascalCase(item.key)
  return typeNames[item.type]
}

/** One line on an item: name, published id, direction, unit and range, then its description. */
export function describe(item: Item): string {
  const { id, direction, unit, minimum, maximum, multipleOf, maxLength } = item
  const facts = [
    item.name,
    ...(id === undefined ? [] : [`ID ${id}`]),
    direction,
    ...(unit === undefined ? [] : [unit]),
    ...rangeOf({ minimum, maximum, multipleOf, maxLength }),
  ]
  const end = item.deprecated ? ['Deprecated.'] : []
  return [`${facts.join(' · ')}.`, ...(item.description ? [item.description] : []), ...end].join(
    ' ',
  )
}

const typeNames: { readonly [T in Item['type']]: string } = {
  boolean: 'boolean',
  integer: 'number',
  number: 'number',
  string: 'string',
  datetime: 'string',
}

function rangeOf(item: Pick<Item, 'minimum' | 'maximum' | 'multipleOf' | 'maxLength'>): string[] {
  const { minimum, maximum, multipleOf, maxLength } = item
  const range: string[] = []
  if (minimum !== undefined && maximum !== undefined) range.push(`${minimum} to ${maximum}`)
  else if (minimum !== undefined) range.push(`from ${minimum}`)
  else if (maximum !== undefined) range.push(`to ${maximum}`)
  if (multipleOf !== undefined) range.push(`step ${multipleOf}`)
  if (maxLength !== undefined) range.push(`at most ${maxLength} characters`)
  return range
}

function schemaOf(item: Item): JSONSchema {
  if (item.values === undefined) return { type: jsonTypes[item.type], description: describe(item) }
  const title = pascalCase(item.key)
  return { title, description: describe(item), enum: item.values.map(({ value }) => value) }
}

const jsonTypes = {
  boolean: 'boolean',
  integer: 'integer',
  number: 'number',
  string: 'string',
  datetime: 'string',
} as const satisfies Record<Item['type'], string>
