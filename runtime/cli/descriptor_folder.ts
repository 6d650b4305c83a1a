import { copyFileSync, mkdirSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { packageRoot } from '../package_root.ts'
import { codeOf } from './read_settings.ts'

/** Whether there is a folder of descriptors, and whether it was made now. */
export type DescriptorFolder =
  | { readonly ok: true; readonly created: boolean }
  | { readonly ok: false; readonly problem: string }

/**
 * Makes sure of the folder of descriptors. The default one is made on the first start, with the
 * descriptors of the package and their schema in it, so that others can extend them; a folder that
 * somebody named must exist, because a wrong name is likelier than a wish for a new one.
 */
export function prepareDescriptors(
  folder: string,
  { isDefault }: { readonly isDefault: boolean },
): DescriptorFolder {
  try {
    if (statSync(folder).isDirectory()) return { ok: true, created: false }
    return refuse(folder, 'it is no folder')
  } catch (error) {
    if (codeOf(error) !== 'ENOENT') return refuse(folder, String(error))
  }
  if (!isDefault) return refuse(folder, 'there is no such folder; create it, or correct --ddf')
  try {
    copyShipped(folder)
    return { ok: true, created: true }
  } catch (error) {
    return refuse(folder, `it cannot be created: ${String(error)}`)
  }
}

function copyShipped(folder: string): void {
  const shipped = join(packageRoot(), 'ddf')
  mkdirSync(folder, { recursive: true })
  for (const name of readdirSync(shipped)) {
    if (/\.ddf\.json$|^ddf\.schema\.json$/.test(name))
      copyFileSync(join(shipped, name), join(folder, name))
  }
}

function refuse(folder: string, reason: string): DescriptorFolder {
  return { ok: false, problem: `Cannot use the folder of descriptors ${folder}: ${reason}` }
}
