import type { Readers } from '../descriptor/read.ts'
import { dialects, negotiate } from '../dialect/dialects.ts'
import type { ItemValue } from '../model.ts'
import type { LoadedPlugin } from '../plugin/loaded.ts'
import type { RecordingLine } from './format.ts'
import { Replay } from './replay_run.ts'
import type { Timeline } from './timeline.ts'

/** What is replayed, and with what. */
export interface ReplayOptions {
  readonly recording: readonly RecordingLine[]
  /** Descriptors in use, by name. */
  readonly descriptors: ReadonlyMap<string, Readers>
  /** Plugins to choose from; none by default. */
  readonly plugins?: Iterable<LoadedPlugin> | undefined
  /** Name of the plugin of every station, whatever fits; `null` = none. */
  readonly plugin?: string | null | undefined
  /** Options of the plugin, by name. */
  readonly options?: Readonly<Record<string, ItemValue>> | undefined
  /** Name of the descriptor of every station, whatever fits. */
  readonly descriptor?: string | undefined
  /** Only this station of the recording. */
  readonly station?: string | undefined
  /** Calls of the recorded host that this one does not make by itself; ignored by default. */
  readonly hostCalls?: 'ignore' | 'issue' | undefined
  /** Items that somebody writes meanwhile. */
  readonly writes?: readonly ReplayWrite[] | undefined
  /** Seconds that go on after the last line; 0 by default. */
  readonly linger?: number | undefined
}

/** An item that somebody writes. */
export interface ReplayWrite {
  /** ms since the epoch; before what the recording has at that moment. */
  readonly at: number
  readonly address: string
  readonly key: string
  readonly value: unknown
}

/** A recording cannot be replayed. */
export class ReplayError extends Error {
  override readonly name = 'ReplayError'
}

/**
 * Runs a recording through the same pipeline as the server, without sockets: time is that of the
 * recording, what is due between two lines happens between them, and calls of ours are answered by
 * what the recorded station answered. The same input gives the same timeline.
 * @throws ReplayError when there is nothing to replay, or a name is unknown
 */
export function replay(options: ReplayOptions): Promise<Timeline> {
  const { station, recording, descriptors, descriptor, plugin } = options
  const plugins = [...(options.plugins ?? [])]
  const lines = recording.filter((line) => station === undefined || line.identity === station)
  if (lines.length === 0) {
    const names = [...new Set(recording.map(({ identity }) => identity))].join(', ')
    throw new ReplayError(
      `There is no station ${station} in the recording; it is of ${names || 'none'}`,
    )
  }
  if (descriptor !== undefined && !descriptors.has(descriptor)) {
    throw unknown('descriptor', descriptor, [...descriptors.keys()])
  }
  const names = plugins.map(({ manifest }) => manifest.name)
  if (typeof plugin === 'string' && !names.includes(plugin)) throw unknown('plugin', plugin, names)
  for (const { subprotocol, identity } of lines) {
    if (negotiate(subprotocol === '' ? [] : [subprotocol]) !== undefined) continue
    const spoken = dialects.map((one) => one.subprotocol).join(', ')
    throw new ReplayError(`${identity} speaks ${subprotocol}; spoken here is only ${spoken}`)
  }
  return new Replay({ ...options, recording: lines, plugins }).run()
}

/** There is nothing of this name. */
export function unknown(what: string, name: string, names: readonly string[]): ReplayError {
  const known = [...names].sort().join(', ') || 'none'
  return new ReplayError(`There is no ${what} ${name}; there is ${known}`)
}
