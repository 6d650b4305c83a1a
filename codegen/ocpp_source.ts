import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import * as v from 'valibot'
import { parseMessage, type Schema } from './json_schema.ts'
import type { OcppVersion } from './ocpp_versions.ts'

/** The messages of one OCPP version; every object below a message is a definition. */
export interface Protocol {
  readonly stem: string
  readonly version: string
  /** Sorted. */
  readonly stationActions: readonly string[]
  /** Sorted. */
  readonly hostActions: readonly string[]
  /** By action. */
  readonly requests: ReadonlyMap<string, Schema>
  /** By action; an action without an answer has none. */
  readonly responses: ReadonlyMap<string, Schema>
  /** By name, sorted. */
  readonly definitions: ReadonlyMap<string, Schema>
}

/**
 * Reads the official schemas of one OCPP version.
 * @throws {Error} if a message has no request, or two different definitions have one name
 */
export async function readProtocol(of: OcppVersion): Promise<Protocol> {
  const file = createRequire(import.meta.url).resolve(`ocpp-rpc/lib/schemas/${of.file}`)
  const input = v.parse(v.array(v.unknown()), JSON.parse(await readFile(file, 'utf8')))
  const requests = new Map<string, Schema>()
  const responses = new Map<string, Schema>()
  const definitions = new Definitions(of.names)
  for (const message of input.map(parseMessage)) {
    for (const [name, schema] of Object.entries(message.definitions)) {
      definitions.add(name, schema)
    }
    const { action, request } = nameOf(message.id)
    const target = request ? requests : responses
    target.set(action, definitions.flatten(message.schema))
  }
  for (const action of [...responses.keys(), ...of.station, ...of.both]) {
    if (!requests.has(action)) throw new Error(`Cannot find the request of ${action}`)
  }
  const hosts = [...requests.keys()].filter(
    (action) => !of.station.includes(action) || of.both.includes(action),
  )
  return {
    stem: of.stem,
    version: of.version,
    stationActions: [...of.station].sort(),
    hostActions: hosts.sort(),
    requests: sorted(requests),
    responses: sorted(responses),
    definitions: sorted(definitions.all),
  }
}

/** Collects definitions, and gives objects that a schema defines in place a name. */
class Definitions {
  readonly all = new Map<string, Schema>()
  readonly #names: Readonly<Record<string, string>>

  constructor(names: Readonly<Record<string, string>>) {
    this.#names = names
  }

  add(name: string, schema: Schema): void {
    const flat = this.flatten(schema)
    const known = this.all.get(name)
    if (known !== undefined && JSON.stringify(known) !== JSON.stringify(flat)) {
      throw new Error(`Cannot define "${name}" twice: the definitions differ`)
    }
    this.all.set(name, flat)
  }

  /** The schema with a reference in place of every object in it. */
  flatten(schema: Schema): Schema {
    if (schema.properties === undefined) return schema
    const properties: Record<string, Schema> = {}
    for (const [member, value] of Object.entries(schema.properties)) {
      const items = value.items
      properties[member] =
        items === undefined
          ? this.#refer(member, value)
          : { ...value, items: this.#refer(member, items) }
    }
    return { ...schema, properties, additionalProperties: schema.additionalProperties ?? true }
  }

  #refer(member: string, schema: Schema): Schema {
    if (schema.type !== 'object') return schema
    const name = this.#names[member] ?? member.charAt(0).toUpperCase() + member.slice(1)
    this.add(name, schema)
    return { $ref: `#/definitions/${name}` }
  }
}

/** `urn:Reset.req`, `urn:ResetRequest` and the like; what has neither ending has no answer. */
function nameOf(id: string): { action: string; request: boolean } {
  const name = id.replace(/^urn:/, '')
  const action = name.replace(/\.req$|\.conf$|Request$|Response$/, '')
  return { action, request: !/\.conf$|Response$/.test(name) }
}

function sorted(map: ReadonlyMap<string, Schema>): Map<string, Schema> {
  return new Map([...map].sort(([a], [b]) => (a < b ? -1 : 1)))
}
