import type { DescriptorState as LibraryState } from './descriptor/descriptor_state.ts'
import { hasError } from './descriptor/finding.ts'
import type { DescriptorLibrary, DescriptorText } from './descriptor/library.ts'
import type { DescriptorFolder } from './descriptor_folder.ts'
import type { DescriptorState, RuntimePort } from './http/port.ts'
import type { Log } from './log.ts'
import type { Hub } from './station/hub.ts'

/** What keeping the descriptors needs. */
export interface DescriptorsDeps {
  readonly folder: DescriptorFolder
  readonly library: DescriptorLibrary
  readonly hub: Hub
  readonly log: Log
}

/** The descriptors of a runtime. */
export interface Descriptors {
  readonly port: Pick<
    RuntimePort,
    'descriptors' | 'descriptor' | 'putDescriptor' | 'deleteDescriptor'
  >
  /** Whether stations can be described at all. */
  isAny(): boolean
  /** Takes what was changed since the folder was read, and from now on whenever something is. */
  follow(): Promise<void>
  close(): Promise<void>
}

/** Reads the folder of descriptors, and tells the hub what is in use. */
export async function descriptorsOf(deps: DescriptorsDeps): Promise<Descriptors> {
  const { folder, library, hub } = deps
  let work: Promise<unknown> = Promise.resolve()
  /** One change after the other, since each reads the whole folder. */
  const inTurn = <T>(job: () => Promise<T>): Promise<T> => {
    const done = work.then(job)
    work = done.catch(() => undefined)
    return done
  }
  const reload = () => takeOver(deps)
  await inTurn(reload)
  const view = (state: LibraryState): DescriptorState => ({
    ...state,
    devices: [...hub.devices()]
      .filter((device) => device.choice.readers.descriptor.slug === state.name)
      .map((device) => device.address),
  })
  const find = (name: string) => {
    const state = library.state(name)
    return state === undefined ? undefined : view(state)
  }
  return {
    port: {
      descriptors: () => library.states().map(view),
      descriptor: find,
      putDescriptor: (name, text) =>
        inTurn(async () => {
          const files = await folder.read()
          const { findings } = library.check(name, { file: `${name}.ddf.json`, text }, files)
          if (hasError(findings)) return { kind: 'invalid', findings }
          const created = !files.has(name)
          await folder.write(name, text)
          await reload()
          const state = find(name)
          return state === undefined ? { kind: 'unknown' } : { kind: 'done', state, created }
        }),
      deleteDescriptor: (name) =>
        inTurn(async () => {
          const files = await folder.read()
          if (!files.has(name)) return { kind: 'unknown' }
          const users = library.states().filter(({ active }) => active?.bases.includes(name))
          if (users.length > 0) {
            const names = users.map((user) => user.name).join(', ')
            return { kind: 'in-use', detail: `${name} is what ${names} is built on` }
          }
          await folder.remove(name)
          await reload()
          return { kind: 'deleted' }
        }),
    },
    isAny: () => library.active().size > 0,
    async follow() {
      const failed = (error: unknown) => {
        deps.log.error({ error }, 'Cannot follow the folder of descriptors')
      }
      await folder.watch(() => void inTurn(reload).catch(failed), failed).catch(failed)
      await work
    },
    close: () => folder.close(),
  }
}

async function takeOver({ folder, library, hub, log }: DescriptorsDeps): Promise<void> {
  const files: ReadonlyMap<string, DescriptorText> = await folder.read()
  const changed = library.replace(files)
  if (changed.length === 0) return
  for (const name of changed) say(log, name, library.state(name))
  hub.describe(library.active())
}

function say(log: Log, name: string, state: LibraryState | undefined): void {
  if (state === undefined) return log.info({ descriptor: name }, 'Descriptor removed')
  for (const { level, rule, message, file, line, column } of state.findings) {
    const text = `${file}:${line}:${column} ${level} ${rule} ${message}`
    if (level === 'error') log.error({ descriptor: name }, text)
    else if (level === 'warning') log.warn({ descriptor: name }, text)
  }
  if (state.current) log.info({ descriptor: name }, 'Descriptor in use')
  else if (state.active === undefined) log.error({ descriptor: name }, 'Descriptor not usable')
  else log.error({ descriptor: name }, 'Descriptor not usable; the last right version stays in use')
}
