import { readdirSync, readFileSync } from 'node:fs'
import { isAbsolute, join, relative, sep } from 'node:path'
import { descriptorFiles, loadDescriptorFile, slugOf } from '../runtime/descriptor/files.ts'
import { formatFindings } from '../runtime/descriptor/format_findings.ts'
import { packageRoot } from '../runtime/package_root.ts'
import { ddfSchemaFile, ddfSchemaText } from './ddf_schema.ts'
import { accessorOf, bannerStart, generatedName } from './descriptor.ts'
import type { FolderOutputs } from './tasks.ts'

/** The JSON Schema of descriptors, and beside each descriptor its types and accessor. */
export const folderTask = {
  name: 'descriptors',
  async outputs(folder: string): Promise<FolderOutputs> {
    const files = new Map<string, string | undefined>([[ddfSchemaFile, ddfSchemaText()]])
    const problems: string[] = []
    const accessor = accessorModule(folder)
    const generated = new Set<string>()
    for (const name of descriptorFiles(folder)) {
      generated.add(generatedName(slugOf(name)))
      const { descriptor, findings } = loadDescriptorFile(join(folder, name))
      const errors = findings.filter(({ level }) => level === 'error')
      problems.push(...formatFindings(errors))
      if (descriptor === undefined) continue
      files.set(generatedName(descriptor.slug), await accessorOf(descriptor, { accessor }))
    }
    for (const name of generatedIn(folder)) if (!generated.has(name)) files.set(name, undefined)
    return { files, problems }
  },
}

/** Module that generated files of a folder import: inside the project its source, else the package. */
export function accessorModule(folder: string, root = packageRoot()): string {
  const inside = relative(root, folder)
  if (inside.startsWith('..') || isAbsolute(inside)) return 'ddf-runtime/descriptor'
  const way = relative(folder, join(root, 'runtime', 'descriptor', 'accessor.ts'))
  return `${way.startsWith('.') ? '' : './'}${way.replaceAll(sep, '/')}`
}

/** Files that were generated from a descriptor, whether or not it is still there. */
function generatedIn(folder: string): string[] {
  return readdirSync(folder).filter(
    (name) =>
      name.endsWith(generatedName('')) &&
      readFileSync(join(folder, name), 'utf8').startsWith(bannerStart),
  )
}
