import { actionsOf } from './ocpp_actions.ts'
import { schemasOf } from './ocpp_schemas.ts'
import { shapesOf } from './ocpp_shapes.ts'
import { readProtocol } from './ocpp_source.ts'
import { typesOf } from './ocpp_types.ts'
import { validatorsOf } from './ocpp_validators.ts'
import { type OcppVersion, ocppVersions } from './ocpp_versions.ts'

/** Where the generated files lie. */
const folder = 'runtime/dialect/generated'

/** Message types, checks, shapes and schemas of every OCPP version. */
export const ocppTask = {
  name: 'OCPP messages',
  async outputs(): Promise<Map<string, string>> {
    const files = await Promise.all(ocppVersions.map(generateVersion))
    return new Map(files.flatMap((map) => [...map]))
  },
}

/** The generated files of one OCPP version: path relative to the project root to text. */
export async function generateVersion(version: OcppVersion): Promise<Map<string, string>> {
  const protocol = await readProtocol(version)
  const path = (part: string) => `${folder}/${version.stem}.${part}.gen.ts`
  return new Map([
    [path('actions'), actionsOf(protocol)],
    [path('types'), await typesOf(protocol)],
    [path('validators'), validatorsOf(protocol)],
    [path('shapes'), shapesOf(protocol)],
    [path('schemas'), schemasOf(protocol)],
  ])
}
