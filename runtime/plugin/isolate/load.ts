import { dirname, join, normalize } from 'node:path/posix'
import { type Fault, fault } from '../fault.ts'
import type { PluginSource } from '../runner.ts'
import type { Death } from './carrier.ts'
import { readDefinitionText } from './envelope.ts'
import type { IsolateParts, StrippedPlugin } from './isolated_plugin.ts'
import type { Request, Response } from './messages.ts'
import type { TimeLimits } from './watchdog.ts'

/** A plugin that was tried, with what it says of itself, unchecked. */
export type Tried =
  | { readonly ok: true; readonly plugin: StrippedPlugin; readonly definition: unknown }
  | { readonly ok: false; readonly fault: Fault }

/** Threads that may end under a request before it is given up. */
const mostThreads = 3

/**
 * Takes the types out of a plugin's sources and runs its modules once, in a thread where it disturbs
 * no other plugin.
 */
export async function tryPlugin(parts: IsolateParts, source: PluginSource): Promise<Tried> {
  const { limits, pool, nextId } = parts
  const files = filesOf(source)
  const [[entry = source.file] = []] = files
  const refuse = (message: string): Tried => no(fault('load', message, { file: entry }))
  const size = files.reduce((sum, [path, text]) => sum + path.length + text.length, 0)
  if (size > limits.source) {
    return refuse(`Its sources have ${size} characters; allowed are ${limits.source}`)
  }
  const stripped = await ask(parts, {
    request: { kind: 'strip', id: nextId(), files },
    limits: { cpu: limits.stripCpu, wall: limits.wall },
    blame: (death) => fault('load', `It cannot be read: ${reason(death)}`, { file: entry }),
  })
  if (stripped.fault !== undefined) return no(stripped.fault)
  const plugin = { name: source.name, entry, modules: stripped.modules ?? [] }
  const broken = plugin.modules.find(([path]) => path === entry)?.[1]
  if (typeof broken === 'object') return no(broken)
  const id = nextId()
  const opened = await ask(parts, {
    request: { kind: 'open', id, plugin: id, entry, modules: plugin.modules },
    limits,
    blame: (death) => fault('time', `Loading it failed: ${reason(death)}`, { file: entry }),
  })
  pool.forget(id)
  if (opened.fault !== undefined) return no(loadFault(opened.fault))
  const definition = readDefinitionText(opened.text ?? '')
  return definition.ok
    ? { ok: true, plugin, definition: definition.value }
    : refuse(`The plugin is ${definition.message}`)
}

interface Question {
  readonly request: Request
  readonly limits: TimeLimits
  readonly blame: (death: Death) => Fault
}

function ask({ pool }: IsolateParts, { request, limits, blame }: Question): Promise<Response> {
  const { id } = request
  return new Promise((resolve) => {
    let threads = 0
    const send = () => {
      threads += 1
      if (threads > mostThreads || pool.closed) {
        const why = pool.closed ? 'The isolate is closed' : 'The threads for plugins keep ending'
        resolve({ id, fault: fault('runner', why) })
        return
      }
      const blamed = (death: Death) => resolve({ id, fault: blame(death) })
      const carrier = pool.get('loader')
      if (request.kind === 'open') carrier.known.add(request.plugin)
      carrier.send({ request, limits, done: resolve, blamed, again: send })
    }
    send()
  })
}

/** The entry first. */
function filesOf({
  file,
  text,
  modules = {},
}: PluginSource): readonly (readonly [string, string])[] {
  const entry = normalize(file.replaceAll('\\', '/'))
  const others = Object.entries(modules).map(
    ([name, code]) => [join(dirname(entry), name), code] as const,
  )
  return [[entry, text], ...others.filter(([path]) => path !== entry)]
}

function reason({ late, error }: Death): string {
  return late ? 'it takes too long' : (error ?? 'nobody knows why')
}

/** What throws while it is loaded is no plugin. */
function loadFault(found: Fault): Fault {
  return found.kind === 'thrown' || found.kind === 'output' ? { ...found, kind: 'load' } : found
}

function no(found: Fault): Tried {
  return { ok: false, fault: found }
}
