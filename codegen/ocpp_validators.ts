import { reachable, refName, type Schema } from './json_schema.ts'
import type { Protocol } from './ocpp_source.ts'
import { banner, capitalized, quoted } from './ocpp_text.ts'

/**
 * Checks of what stations send, one function a message and definition. They say only yes or no, and
 * do not look at formats and multiples: what fails is repaired, and the readers of times cope anyway.
 */
export function validatorsOf(protocol: Protocol): string {
  const requests = protocol.stationActions.map((action) => ({
    name: `${action}Request`,
    action,
    schema: protocol.requests.get(action) ?? {},
  }))
  const responses = protocol.hostActions.flatMap((action) => {
    const schema = protocol.responses.get(action)
    return schema === undefined ? [] : [{ name: `${action}Response`, action, schema }]
  })
  const messages = [...requests, ...responses]
  const roots = messages.map((message) => message.schema)
  const functions = [
    ...messages.map(({ name, schema }) => functionOf({ name, schema, result: `x is T.${name}` })),
    ...reachable(roots, protocol.definitions)
      .sort()
      .map((name) => {
        const schema = protocol.definitions.get(name) ?? {}
        return functionOf({ name, schema, result: 'boolean' })
      }),
  ]
  const body = functions.join('\n')
  const helpers = ['isObject', 'longer'].filter((helper) => body.includes(`${helper}(`))
  const map = `T.${capitalized(protocol.stem)}Messages`
  const rows = (list: readonly { action: string; name: string }[]) =>
    list.map(({ action, name }) => `    ${action}: ${name},\n`).join('')
  return `${banner(protocol)}
import { ${helpers.join(', ')} } from '../validator_helpers.ts'
import type { HostAction, StationAction } from './${protocol.stem}.actions.gen.ts'
import type * as T from './${protocol.stem}.types.gen.ts'

/** Whether a payload is valid as it came: the calls of stations, and their answers to ours. */
export const inbound: {
  readonly requests: { readonly [A in StationAction]: (x: unknown) => x is ${map}[A]['request'] }
  readonly responses: { readonly [A in HostAction]: (x: unknown) => x is ${map}[A]['response'] }
} = {
  requests: {
${rows(requests)}  },
  responses: {
${rows(responses)}  },
}

${body}`
}

interface Checked {
  readonly name: string
  readonly schema: Schema
  readonly result: string
}

function functionOf({ name, schema, result }: Checked): string {
  const lines =
    schema.properties === undefined
      ? [`return !(${wrong(schema, 'x')})`]
      : objectLines(schema, schema.properties)
  return `function ${name}(x: unknown): ${result} {\n${lines.map((line) => `  ${line}\n`).join('')}}\n`
}

/** One pass over the members that are there: fastest, and nothing unknown slips through. */
function objectLines(schema: Schema, properties: Record<string, Schema>): string[] {
  const lines = ['if (!isObject(x)) return false']
  const required = schema.required ?? []
  const names = Object.keys(properties)
  const closed = schema.additionalProperties === false
  if (names.length === 0) {
    if (closed) lines.push('for (const _ in x) return false')
    return [...lines, 'return true']
  }
  if (required.length > 0) lines.push('let required = 0')
  lines.push('for (const key in x) {', '  const v = x[key]', '  switch (key) {')
  for (const [name, member] of Object.entries(properties)) {
    lines.push(`    case ${quoted(name)}:`)
    lines.push(...memberLines(member).map((line) => `      ${line}`))
    if (required.includes(name)) lines.push('      required++')
    lines.push('      break')
  }
  if (closed) lines.push('    default:', '      return false')
  lines.push('  }', '}')
  return [...lines, `return ${required.length > 0 ? `required === ${required.length}` : 'true'}`]
}

function memberLines(schema: Schema): string[] {
  if (schema.type !== 'array') {
    const test = wrong(schema, 'v')
    return test === 'false' ? [] : [`if (${test}) return false`]
  }
  const bounds = [
    ...(schema.minItems === undefined ? [] : [`v.length < ${schema.minItems}`]),
    ...(schema.maxItems === undefined ? [] : [`v.length > ${schema.maxItems}`]),
  ]
  const element = wrong(schema.items ?? {}, 'v[i]')
  return [
    `if (${['!Array.isArray(v)', ...bounds].join(' || ')}) return false`,
    ...(element === 'false'
      ? []
      : [`for (let i = 0; i < v.length; i++) if (${element}) return false`]),
  ]
}

/** Expression that is true when the value does not fit. */
function wrong(schema: Schema, value: string): string {
  if (schema.$ref !== undefined) return `!${refName(schema.$ref)}(${value})`
  if (schema.enum !== undefined) {
    return schema.enum.map((word) => `${value} !== ${quoted(word)}`).join(' && ')
  }
  const or = (first: string, ...more: (string | undefined)[]) =>
    [first, ...more.filter((part) => part !== undefined)].join(' || ')
  const range = [
    schema.minimum === undefined ? undefined : `${value} < ${schema.minimum}`,
    schema.maximum === undefined ? undefined : `${value} > ${schema.maximum}`,
  ]
  switch (schema.type) {
    case 'string': {
      const max = schema.maxLength
      const long = `(${value}.length > ${max} && longer(${value}, ${max}))`
      return or(`typeof ${value} !== 'string'`, max === undefined ? undefined : long)
    }
    case 'integer':
      return or(`typeof ${value} !== 'number'`, `!Number.isInteger(${value})`, ...range)
    case 'number':
      return or(`typeof ${value} !== 'number'`, ...range)
    case 'boolean':
      return `typeof ${value} !== 'boolean'`
    case undefined:
      return 'false'
    default:
      throw new Error(`Cannot check a nested ${schema.type}`)
  }
}
