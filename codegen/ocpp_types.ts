import { compile } from 'json-schema-to-typescript'
import type { Schema } from './json_schema.ts'
import type { Protocol } from './ocpp_source.ts'
import { banner, capitalized } from './ocpp_text.ts'

/** One interface a message and definition, and the map from actions to messages. */
export async function typesOf(protocol: Protocol): Promise<string> {
  const schemas: Record<string, Schema> = Object.fromEntries(protocol.definitions)
  for (const [action, schema] of protocol.requests) schemas[`${action}Request`] = schema
  for (const [action, schema] of protocol.responses) schemas[`${action}Response`] = schema
  const root = capitalized(protocol.stem)
  const text = await compile({ type: 'object', definitions: schemas }, `${root}Unused`, {
    additionalProperties: false,
    bannerComment: '',
    ignoreMinAndMaxItems: true,
    unreachableDefinitions: true,
    style: { semi: false, singleQuote: true, printWidth: 100 },
  })
  const unused = new RegExp(`export interface ${root}Unused {[^}]*}\n`)
  const types = text
    .replace(unused, '')
    .replaceAll(/\/\*\*\n \* This interface was referenced by [^/]*\*\/\n/g, '')
    .trim()
  const rows = [...protocol.requests.keys()].map((action) => {
    const response = protocol.responses.has(action) ? `${action}Response` : 'undefined'
    return `  ${action}: { request: ${action}Request; response: ${response} }\n`
  })
  return `${banner(protocol)}\n${types}\n\n/** Payloads by action. */\nexport interface ${root}Messages {\n${rows.join('')}}\n`
}
