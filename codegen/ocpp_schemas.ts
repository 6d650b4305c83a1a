import { reachable, refName, type Schema } from './json_schema.ts'
import type { Protocol } from './ocpp_source.ts'
import { banner, property, quoted } from './ocpp_text.ts'

/** The schemas of the calls of the host, for OpenAPI; every one is complete in itself. */
export function schemasOf(protocol: Protocol): string {
  const { hostActions, requests, responses, definitions } = protocol
  const pairs = hostActions.map((action) => ({
    action,
    request: requests.get(action) ?? {},
    answer: responses.get(action) ?? {},
  }))
  const roots = pairs.flatMap(({ request, answer }) => [request, answer])
  const constants = reachable(roots, definitions).map(
    (name) => `const ${name}: object = ${literal(definitions.get(name) ?? {})}\n`,
  )
  const rows = pairs.map(
    ({ action, request, answer }) =>
      `  ${action}: {\n    request: ${literal(request)},\n    answer: ${literal(answer)},\n  },\n`,
  )
  return `${banner(protocol)}
import type { HostAction } from './${protocol.stem}.actions.gen.ts'

${constants.join('\n')}
/** JSON Schemas of the calls of the host. */
export const schemas: {
  readonly [A in HostAction]: { readonly request: object; readonly answer: object }
} = {
${rows.join('')}}
`
}

/** The schema as TypeScript, with constants in place of references. */
function literal(schema: Schema): string {
  if (schema.$ref !== undefined) return refName(schema.$ref)
  const { properties, items, ...rest } = schema
  const parts = Object.entries(rest).map(
    ([keyword, value]) => `${property(keyword)}: ${plain(value)}`,
  )
  if (items !== undefined) parts.push(`items: ${literal(items)}`)
  if (properties !== undefined) {
    const members = Object.entries(properties).map(
      ([name, member]) => `${property(name)}: ${literal(member)}`,
    )
    parts.push(`properties: {${members.length > 0 ? ` ${members.join(', ')} ` : ''}}`)
  }
  return `{ ${parts.join(', ')} }`
}

function plain(value: string | number | boolean | readonly string[]): string {
  if (typeof value === 'string') return quoted(value)
  return typeof value === 'object' ? `[${value.map(quoted).join(', ')}]` : String(value)
}
