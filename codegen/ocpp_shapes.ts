import { reachable, refName, type Schema } from './json_schema.ts'
import type { Protocol } from './ocpp_source.ts'
import { banner, property, quoted } from './ocpp_text.ts'

/** The table by which payloads are repaired (inbound) and checked (outbound). */
export function shapesOf(protocol: Protocol): string {
  const { stationActions, hostActions, requests, responses, definitions } = protocol
  const stations = stationActions.map((action) => ({ action, schema: requests.get(action) ?? {} }))
  const answers = hostActions.map((action) => ({ action, schema: responses.get(action) ?? {} }))
  const hosts = hostActions.map((action) => ({ action, schema: requests.get(action) ?? {} }))
  const roots = [...stations, ...answers, ...hosts].map(({ schema }) => schema)
  const constants = reachable(roots, definitions).map((name) => {
    const schema = definitions.get(name) ?? {}
    return `const ${name}: ${typeName(schema)} = ${shapeOf(schema, { owner: name, member: '' })}\n`
  })
  const rows = (list: readonly { action: string; schema: Schema }[], indent: string) =>
    list
      .map(({ action, schema }) => {
        const members = membersOf(schema, action)
        return `${indent}${action}: message(${quoted(action)}, ${members}),\n`
      })
      .join('')
  const body = `${constants.join('\n')}
/** Shapes of what stations send, for repair. */
export const inboundShapes: {
  readonly requests: { readonly [A in StationAction]: MessageShape }
  readonly responses: { readonly [A in HostAction]: MessageShape }
} = {
  requests: {
${rows(stations, '    ')}  },
  responses: {
${rows(answers, '    ')}  },
}

/** Shapes of the calls of the host, checked before they are sent. */
export const outboundShapes: { readonly [A in HostAction]: MessageShape } = {
${rows(hosts, '  ')}}
`
  const used = factories.filter((name) => new RegExp(`\\b${name}[(,]`).test(body))
  const types = ['MessageShape', 'ObjectShape', 'WordShape'].filter((type) =>
    new RegExp(`: ${type}\\b`).test(body),
  )
  return `${banner(protocol)}
import { ${[...used, ...types.map((type) => `type ${type}`)].join(', ')} } from '../shape.ts'
import type { HostAction, StationAction } from './${protocol.stem}.actions.gen.ts'

${body}`
}

const factories = [
  'any',
  'boolean',
  'integer',
  'list',
  'message',
  'number',
  'object',
  'openWord',
  'text',
  'word',
]

/** Members of these objects hold words that have a tolerant reader of their own (`samples.ts`). */
const openOwners = new Set(['SampledValue', 'SampledValueType'])
/** Members that hold the number of a card. */
const cards = new Set(['idTag', 'parentIdTag', 'idToken'])

interface Place {
  /** Action or definition. */
  readonly owner: string
  readonly member: string
}

function typeName(schema: Schema): string {
  return schema.enum === undefined ? 'ObjectShape' : 'WordShape'
}

function membersOf(schema: Schema, owner: string): string {
  const required = new Set(schema.required)
  const members = Object.entries(schema.properties ?? {}).map(([member, value]) => {
    const name = required.has(member) ? member : `${member}?`
    return `${property(name)}: ${shapeOf(value, { owner, member })}`
  })
  return members.length === 0 ? '{}' : `{ ${members.join(', ')} }`
}

function shapeOf(schema: Schema, place: Place): string {
  const openHere = openOwners.has(place.owner)
  if (schema.$ref !== undefined) {
    const name = refName(schema.$ref)
    return openHere && name.endsWith('EnumType') ? `openWord(${name})` : name
  }
  if (schema.enum !== undefined) {
    const words = `word(${schema.enum.map(quoted).join(', ')})`
    return openHere ? `openWord(${words})` : words
  }
  switch (schema.type) {
    case 'object': {
      const open = schema.additionalProperties === true ? ', true' : ''
      return `object(${membersOf(schema, place.owner)}${open})`
    }
    case 'array': {
      const range = options({ min: schema.minItems, max: schema.maxItems })
      return `list(${[shapeOf(schema.items ?? {}, place), ...range].join(', ')})`
    }
    case 'string':
      return textOf(schema, place)
    case 'integer':
    case 'number': {
      const id = schema.type === 'integer' && /(^id|Id)$/.test(place.member) ? true : undefined
      const { minimum: min, maximum: max, multipleOf } = schema
      return `${schema.type}(${options({ min, max, multipleOf, id }).join('')})`
    }
    case 'boolean':
      return 'boolean'
    default:
      return 'any'
  }
}

function textOf(schema: Schema, { owner, member }: Place): string {
  const as =
    schema.format === 'date-time'
      ? 'time'
      : (schema.format ??
        (cards.has(member)
          ? 'card'
          : owner === 'DataTransfer' && member === 'data'
            ? 'data'
            : undefined))
  const max = schema.maxLength ?? (as === undefined ? [] : 'undefined')
  return `text(${[max, as === undefined ? [] : quoted(as)].flat().join(', ')})`
}

/** The options that are set, as one object literal, or nothing. */
function options(values: Readonly<Record<string, number | boolean | undefined>>): string[] {
  const set = Object.entries(values).filter(([, value]) => value !== undefined)
  if (set.length === 0) return []
  return [`{ ${set.map(([name, value]) => `${name}: ${value}`).join(', ')} }`]
}
