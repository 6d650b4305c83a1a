import { readFileSync } from 'node:fs'
import { mkdir, mkdtemp, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { Ajv, type ValidateFunction } from 'ajv'
import addFormats from 'ajv-formats'
import * as v from 'valibot'
import { generateVersion } from '../../../codegen/ocpp.ts'
import type { OcppVersion } from '../../../codegen/ocpp_versions.ts'
import type { MessageShape } from '../../../runtime/dialect/shape.ts'

type Check = (payload: unknown) => boolean
type Table<T> = Readonly<Record<string, T>>

/** The generated modules of one version, as they are loaded. */
export interface Generated {
  readonly stationActions: readonly string[]
  readonly hostActions: readonly string[]
  readonly inbound: { readonly requests: Table<Check>; readonly responses: Table<Check> }
  readonly inboundShapes: {
    readonly requests: Table<MessageShape>
    readonly responses: Table<MessageShape>
  }
  readonly outboundShapes: Table<MessageShape>
  readonly schemas: Table<{ readonly request: object; readonly answer: object }>
}

const files = new Map<string, Promise<Map<string, string>>>()

/** The generated files of one version; generated once. */
export function filesOf(version: OcppVersion): Promise<Map<string, string>> {
  const known = files.get(version.stem) ?? generateVersion(version)
  files.set(version.stem, known)
  return known
}

/** Generates one version into a folder of its own, and loads it from there. */
export async function loadGenerated(version: OcppVersion): Promise<Generated> {
  const folder = await mkdtemp(join(tmpdir(), `${version.stem}-`))
  await mkdir(join(folder, 'generated'))
  await writeFile(join(folder, 'package.json'), '{"type":"module"}')
  const dialect = new URL('../../../runtime/dialect/', import.meta.url)
  for (const [path, text] of await filesOf(version)) {
    const linked = text.replaceAll(/'\.\.\/(\w+\.ts)'/g, (_, name) => `'${new URL(name, dialect)}'`)
    await writeFile(join(folder, 'generated', basename(path)), linked)
  }
  const load = (part: string) =>
    import(pathToFileURL(join(folder, 'generated', `${version.stem}.${part}.gen.ts`)).href)
  const modules = await Promise.all(['actions', 'validators', 'shapes', 'schemas'].map(load))
  return Object.assign({}, ...modules)
}

/** Path of the official schemas of one version. */
export function schemaFile(version: OcppVersion): string {
  return createRequire(import.meta.url).resolve(`ocpp-rpc/lib/schemas/${version.file}`)
}

/** The official schemas as ajv reads them, to compare with. */
export class Oracle {
  readonly #ajv: Ajv
  readonly #ids = new Map<string, string>()

  /** A loose one looks at neither formats nor multiples, as checks of what comes in do not. */
  constructor(version: OcppVersion, { strict }: { strict: boolean }) {
    this.#ajv = new Ajv({ strict: false, validateFormats: strict, multipleOfPrecision: 6 })
    if (strict) addFormats.default(this.#ajv)
    const schemas = v.parse(
      v.array(v.looseObject({ $id: v.string() })),
      JSON.parse(readFileSync(schemaFile(version), 'utf8')),
    )
    for (const { $id, ...schema } of schemas) {
      const id = $id.replace('urn:', '').replace('.req', 'Request').replace('.conf', 'Response')
      const text = JSON.stringify(schema, (key, value) =>
        key === 'multipleOf' && !strict ? undefined : value,
      )
      this.#ajv.addSchema(JSON.parse(text), id)
      this.#ids.set(id.includes('Re') ? id : `${id}Request`, id)
    }
  }

  /** The compiled schema of `BootNotificationRequest`, say. */
  of(message: string): ValidateFunction {
    const validate = this.#ajv.getSchema(this.#ids.get(message) ?? message)
    if (validate === undefined) throw new Error(`Cannot find ${message}`)
    return validate
  }
}
