import { join } from 'node:path'
import type { Clock } from './clock.ts'
import { FileStore } from './files/file_store.ts'
import { filesPath, keyIn } from './files/serve_files.ts'
import type { FilePort } from './http/ports/files.ts'
import type { Log } from './log.ts'
import type { Settings } from './settings.ts'
import type { Hub } from './station/hub.ts'
import type { OperationView } from './station/operation.ts'

/** What files of stations are kept with. */
export interface FilesOptions {
  readonly settings: Settings
  /** Whether files are kept where everything else is; else they go with the process. */
  readonly survives: boolean
  readonly hub: Hub
  readonly clock: Clock
  readonly log: Log
}

/** A payload with URLs in it, and which of them could not be made. */
export interface Filled {
  readonly payload: unknown
  readonly errors: readonly { readonly path: string; readonly message: string }[]
}

/** The files of stations. */
export interface Files {
  readonly port: FilePort
  /** A payload in which `ddf:upload` and `ddf:file/<id>` are URLs, or what has none. */
  fill(station: string, payload: unknown): Promise<Filled>
  /** Id of the file that an operation is about, if it lies here. */
  ofOperation(operation: OperationView): string | null
  close(): Promise<void>
}

/** How long a URL in a call holds, ms: a station may be told to begin much later. */
const standardHold = 7 * 86_400_000
const dayMs = 86_400_000

/** Keeps the files of stations. */
export function filesOf({ settings, survives, hub, clock, log }: FilesOptions): Files {
  const { data } = settings
  const store = new FileStore({
    folder: survives && data !== 'none' ? join(data, 'files') : undefined,
    clock,
    log,
    largest: settings.fileSize,
    keep: settings.fileDays * dayMs,
  })
  const port: FilePort = {
    files: store,
    largestFile: settings.fileSize,
    fileUrl(station, { file, key }) {
      const base = settings.publicUrl ?? hub.station(station)?.station.origin
      if (base === undefined) return undefined
      const name = file.direction === 'download' ? `/${encodeURIComponent(file.name ?? '')}` : ''
      return `${base.replace(/\/$/, '')}${filesPath}${key}${name}`
    },
  }
  const urlFor = async (station: string, word: string): Promise<string | undefined> => {
    const id = placeholder.exec(word)?.[1]
    const keyed =
      id === undefined
        ? await store.slot(station, standardHold)
        : await store.key(station, id, standardHold)
    return keyed && port.fileUrl(station, keyed)
  }
  return {
    port,
    async fill(station, payload) {
      const errors: { path: string; message: string }[] = []
      const fillIn = async (word: string, path: string): Promise<string> => {
        const url = await urlFor(station, word)
        if (url === undefined)
          errors.push({ path, message: 'names no file offered to the station' })
        return url ?? word
      }
      return { payload: await filled(payload, { path: '', fillIn }), errors }
    },
    ofOperation({ location }) {
      const key = location === null ? undefined : keyIn(location)
      return key === undefined ? null : (store.everByKey(key)?.id ?? null)
    },
    close: () => store.close(),
  }
}

const placeholder = /^ddf:(?:upload|file\/(.+))$/

interface Filling {
  readonly path: string
  fillIn(word: string, path: string): Promise<string>
}

async function filled(value: unknown, { path, fillIn }: Filling): Promise<unknown> {
  if (typeof value === 'string') return placeholder.test(value) ? await fillIn(value, path) : value
  if (typeof value !== 'object' || value === null) return value
  const inside = (member: unknown, name: string | number) =>
    filled(member, { path: `${path}/${name}`, fillIn })
  if (Array.isArray(value)) return Promise.all(value.map(inside))
  const members = Object.entries(value).map(async ([name, member]) => [
    name,
    await inside(member, name),
  ])
  return Object.fromEntries(await Promise.all(members))
}
