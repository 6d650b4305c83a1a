import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { packageRoot } from '../package_root.ts'
import { pluginName } from '../plugin/schema.ts'
import {
  type NewPlugin,
  pluginTemplate,
  recordingTemplate,
  testTemplate,
} from './plugin_template.ts'
import { codeOf } from './read_settings.ts'

/** What to write, and where. */
export interface NewPluginOptions {
  readonly vendor: string
  readonly model: string
  /** Name of its folder; by default made of vendor and model. */
  readonly name?: string | undefined
  /** Folder of plugins; it is made when it is not there. */
  readonly dir: string
  readonly out: (text: string) => void
}

/**
 * Writes a plugin to start from, a recording and a test that passes; files that are there already
 * stay as they are.
 * @returns the exit code: 1 when nothing was written
 */
export function newPlugin({ vendor, model, name, dir, out }: NewPluginOptions): number {
  const plugin: NewPlugin = { name: name ?? nameOf(vendor, model), vendor, model }
  if (!pluginName.test(plugin.name)) {
    const hint = name === undefined ? '; name it yourself with --name' : ''
    out(
      `Cannot name a plugin "${plugin.name}": use up to 64 of a-z, 0-9 and "-", and start with a letter or digit${hint}`,
    )
    return 1
  }
  const folder = join(dir, plugin.name)
  const files = [
    ['plugin.ts', pluginTemplate(plugin)],
    ['session.jsonl', recordingTemplate(plugin)],
    ['plugin_test.mjs', testTemplate(plugin)],
  ] as const
  try {
    mkdirSync(dir, { recursive: true })
    // Fails when the folder exists, so that all files are new.
    mkdirSync(folder)
    for (const [file, text] of files) writeFileSync(join(folder, file), text, { flag: 'wx' })
  } catch (error) {
    out(`Cannot write ${folder}: ${reasonOf(error)}`)
    return 1
  }
  for (const [file] of files) out(`Wrote ${join(folder, file)}`)
  // The test imports the package, which a fresh clone has still to build.
  const first = existsSync(join(packageRoot(), 'dist')) ? '' : 'npm run build && '
  out(`Try it with: ${first}node ${join(folder, 'plugin_test.mjs')}`)
  return 0
}

/** `ACME Ltd.` and `Box*` give `acme-ltd-box`. */
function nameOf(vendor: string, model: string): string {
  return `${vendor} ${model}`
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-+|-+$/g, '')
    .slice(0, 64)
}

function reasonOf(error: unknown): string {
  const code = codeOf(error)
  if (code === 'EEXIST') return 'it exists already; choose another --name, or remove it first'
  if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS') return 'permission denied'
  if (code === 'ENOTDIR') return 'a part of the path is no folder'
  return String(error)
}
