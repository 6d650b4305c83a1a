import type { PluginChange, PluginState, RuntimePort } from './http/port.ts'
import type { Log } from './log.ts'
import { placeOf } from './plugin/fault.ts'
import type { PluginRegistry, PluginState as RegistryState } from './plugin/registry.ts'
import type { PluginSource } from './plugin/runner.ts'
import type { PluginFolder } from './plugin_folder.ts'
import type { Hub } from './station/hub.ts'

/** What keeping the plugins needs. */
export interface PluginsDeps {
  readonly folder: PluginFolder
  readonly registry: PluginRegistry
  readonly hub: Hub
  readonly log: Log
}

/** The plugins of a runtime. */
export interface Plugins {
  readonly port: Pick<RuntimePort, 'plugins' | 'plugin' | 'putPlugin' | 'deletePlugin'>
  /** Takes what was changed since the folder was read, and from now on whenever something is. */
  follow(): Promise<void>
  close(): Promise<void>
}

/** Reads the folder of plugins, and has the stations fitted anew. */
export async function pluginsOf(deps: PluginsDeps): Promise<Plugins> {
  const { folder, registry, hub, log } = deps
  let known: ReadonlyMap<string, PluginSource> = new Map()
  let work: Promise<unknown> = Promise.resolve()
  /** One change after the other, since each looks at all the others. */
  const inTurn = <T>(job: () => Promise<T>): Promise<T> => {
    const done = work.then(job)
    work = done.catch(() => undefined)
    return done
  }
  const reload = async () => {
    const now = await folder.read()
    await takeOver(deps, known, now)
    known = now
  }
  await inTurn(reload)
  const view = (state: RegistryState): PluginState => {
    const mine = [...hub.stations()].filter(
      ({ station }) => station.seat.choice.plugin?.manifest.name === state.name,
    )
    return {
      ...state,
      stations: mine.map(({ station }) => station.id),
      offFor: mine.flatMap(({ station }) => (station.seat.runner?.off ? [station.id] : [])),
    }
  }
  const find = (name: string) => {
    const state = registry.state(name)
    return state === undefined ? undefined : view(state)
  }
  const put = async (name: string, text: string): Promise<PluginChange> => {
    if (folder.excepts(name)) return { kind: 'shipped' }
    const source = await folder.sourceOf(name, text)
    const check = await registry.check(source)
    if (!check.ok) return { kind: 'invalid', faults: check.faults }
    check.plugin.runner.close()
    const created = !known.has(name)
    await folder.write(name, text)
    await reload()
    const state = find(name)
    return state === undefined ? { kind: 'unknown' } : { kind: 'done', state, created }
  }
  return {
    port: {
      plugins: () => registry.states().map(view),
      plugin: find,
      putPlugin: (name, text) => inTurn(() => put(name, text)),
      deletePlugin: (name) =>
        inTurn(async () => {
          if (!known.has(name))
            return registry.state(name) ? { kind: 'shipped' } : { kind: 'unknown' }
          await folder.remove(name)
          await reload()
          return { kind: 'deleted' }
        }),
    },
    async follow() {
      const failed = (error: unknown) => {
        log.error({ error }, 'Cannot follow the folder of plugins')
      }
      await folder.watch(() => void inTurn(reload).catch(failed), failed).catch(failed)
      await work
    },
    async close() {
      await folder.close()
      await inTurn(() => registry.close())
    },
  }
}

async function takeOver(
  { registry, hub, log }: PluginsDeps,
  before: ReadonlyMap<string, PluginSource>,
  now: ReadonlyMap<string, PluginSource>,
): Promise<void> {
  let changed = false
  for (const name of before.keys()) {
    if (now.has(name)) continue
    registry.remove(name)
    changed = true
    const { active } = registry.state(name) ?? {}
    log.info(
      { plugin: name },
      active ? 'Plugin removed; the shipped one is in use' : 'Plugin removed',
    )
  }
  for (const [name, source] of now) {
    const old = before.get(name)
    if (old !== undefined && textOf(old) === textOf(source)) continue
    changed = true
    say(log, await registry.put(source))
  }
  if (!changed) return
  for (const name of await registry.retry()) say(log, registry.state(name))
  hub.refit()
}

function say(log: Log, state: RegistryState | undefined): void {
  if (state === undefined) return
  const { name: plugin, faults, current, active } = state
  for (const fault of faults) log.error({ plugin }, `${placeOf(fault)} ${fault.message}`)
  if (current) log.info({ plugin, revision: active?.manifest.revision }, 'Plugin in use')
  else if (active === undefined) log.error({ plugin }, 'Plugin not usable')
  else log.error({ plugin }, 'Plugin not usable; the last right version stays in use')
}

function textOf({ file, text, modules }: PluginSource): string {
  return JSON.stringify([file, text, modules])
}
