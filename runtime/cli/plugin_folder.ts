import { mkdirSync, statSync } from 'node:fs'
import { codeOf } from './read_settings.ts'

/** Whether there is a folder of plugins, and whether it was made now. */
export type PluginFolder =
  | { readonly ok: true; readonly created: boolean }
  | { readonly ok: false; readonly problem: string }

/**
 * Makes sure of the folder of plugins. The default one is made, so that what is dropped into it is
 * seen; a folder that somebody named must exist, because a wrong name is likelier than a new one.
 */
export function preparePlugins(
  folder: string,
  { isDefault }: { readonly isDefault: boolean },
): PluginFolder {
  const refuse = (reason: string): PluginFolder => ({
    ok: false,
    problem: `Cannot use the folder of plugins ${folder}: ${reason}`,
  })
  try {
    return statSync(folder).isDirectory() ? { ok: true, created: false } : refuse('it is no folder')
  } catch (error) {
    if (codeOf(error) !== 'ENOENT') return refuse(String(error))
  }
  if (!isDefault) return refuse('there is no such folder; create it, or correct --plugins')
  try {
    mkdirSync(folder, { recursive: true })
    return { ok: true, created: true }
  } catch (error) {
    return refuse(`it cannot be created: ${String(error)}`)
  }
}
