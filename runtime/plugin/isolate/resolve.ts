import { dirname, join } from 'node:path/posix'
import { type Fault, fault } from '../fault.ts'
import type { ModuleHost } from './engine.ts'
import { pluginModule } from './messages.ts'
import { placeIn } from './place.ts'

/** An import that leads nowhere a plugin may go, or to a file that is no module. */
export class ImportRefused extends Error {
  readonly fault: Fault

  constructor(found: Fault) {
    super(found.message)
    this.fault = found
  }
}

/** Modules by path: ours for the guest, which come first, and those of the plugin. */
export interface AllModules {
  readonly guest: ReadonlyMap<string, string>
  readonly own: ReadonlyMap<string, string | Fault>
}

/**
 * Imports lead to `ddf-runtime/plugin` and to files that came with the plugin, and to nothing else.
 * A file may be called by the ending that it has when built.
 * @throws ImportRefused
 */
export function modulesOf({ guest, own }: AllModules): ModuleHost {
  const source = (path: string) => {
    const module = guest.get(path) ?? own.get(path) ?? ''
    if (typeof module !== 'string') throw new ImportRefused(module)
    return module
  }
  const resolve = (specifier: string, from: string) => {
    if (specifier === pluginModule) return pluginModule
    const relative = /^\.\.?\//.test(specifier)
    const path = join(dirname(from), specifier)
    if (guest.has(from)) return path.replace(/\.[jt]s$/, '')
    const names = [path, path.replace(/\.js$/, '.ts')]
    const found = names.find((name) => relative && own.has(name))
    if (found !== undefined && !guest.has(found)) return found
    const place = quoted(source(from), specifier)
    const message = wording(specifier, relative ? path : undefined)
    throw new ImportRefused(fault('load', message, { file: from, ...place }))
  }
  return { source, resolve }
}

function wording(specifier: string, path: string | undefined): string {
  const allowed = `a plugin may import "${pluginModule}" and files of its own folder, such as "./x.ts"`
  if (path === undefined) return `Cannot import "${specifier}": ${allowed}`
  return `Cannot import "${specifier}": there is no ${path} in its folder; ${allowed}`
}

function quoted(source: string, specifier: string): Pick<Fault, 'line' | 'column'> {
  const single = placeIn(source, `'${specifier}'`)
  return single.line === undefined ? placeIn(source, `"${specifier}"`) : single
}
