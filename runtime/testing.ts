import { fileURLToPath } from 'node:url'
import type { ItemValue } from './model.ts'
import type { Plugin } from './plugin/plugin.ts'
import { type Expectations, failuresOf, momentOf } from './recording/expectations.ts'
import { type ReplayWrite, replay } from './recording/replay.ts'
import type { Timeline } from './recording/timeline.ts'
import { loadDescriptors, loadPlugins, loadRecording } from './replay_inputs.ts'

export type {
  Expectations,
  ExpectedCall,
  ExpectedItems,
} from './recording/expectations.ts'
export { ReplayError } from './recording/replay.ts'
export type { Timeline, TimelineEntry } from './recording/timeline.ts'

/** What a recording is replayed with, and what must come of it. */
export interface ReplayExpectations extends Expectations {
  /**
   * The plugin, which must fit the station: its definition, the path of its file, or the name of one
   * that ships; `null` = none. By default the one that fits, if any.
   */
  readonly plugin?: Plugin | string | null
  /** The plugin is used whether it fits or not. */
  readonly force?: boolean
  /** Options of the plugin, by name. */
  readonly options?: Readonly<Record<string, ItemValue>>
  /** Name or path of the descriptor; by default the one that fits. */
  readonly descriptor?: string
  /** Only this station of the recording. */
  readonly station?: string
  /** Items that somebody writes meanwhile; `at` as in {@link Expectations.at}. */
  readonly writes?: readonly (Omit<ReplayWrite, 'at'> & { readonly at: string })[]
  /** Whether calls of the recorded host that this one does not make are made too. */
  readonly hostCalls?: 'ignore' | 'issue'
  /** Seconds that go on after the last line. */
  readonly linger?: number
}

/** Something came of a replay that was not expected. */
export class ReplayAssertionError extends Error {
  override readonly name = 'ReplayAssertionError'
  /** What was expected where, and what was found. */
  readonly failures: readonly string[]

  constructor(what: string, failures: readonly string[]) {
    const list = failures.map((one, index) => `  ${index + 1}. ${one}`)
    super([what, ...list].join('\n'))
    this.failures = failures
  }
}

/**
 * Replays a recording and checks what comes of it.
 * @throws ReplayAssertionError with everything that is otherwise; ReplayError when it cannot be replayed
 */
export async function assertReplay(
  recording: string | URL,
  expected: ReplayExpectations,
): Promise<Timeline> {
  const path = recording instanceof URL ? fileURLToPath(recording) : recording
  const lines = await loadRecording(path)
  const [first] = lines
  const from = first?.at ?? 0
  const { descriptor, plugin, force = false } = expected
  const { descriptors, name } = await loadDescriptors({ wanted: descriptor })
  const loaded = await loadPlugins({ wanted: plugin })
  try {
    const timeline = await replay({
      recording: lines,
      descriptors,
      descriptor: name,
      plugins: loaded.plugins,
      plugin: force || loaded.name === null ? loaded.name : undefined,
      options: expected.options,
      station: expected.station,
      hostCalls: expected.hostCalls,
      linger: expected.linger,
      writes: expected.writes?.map((write) => ({
        ...write,
        at: momentOf(write.at, { from }) ?? from,
      })),
    })
    const failures = [...unfit(timeline, loaded.name), ...failuresOf(timeline, expected)]
    if (failures.length === 0) return timeline
    throw new ReplayAssertionError(`${path}, replayed${withPlugin(loaded.name)}:`, failures)
  } finally {
    await loaded.close()
  }
}

/** A plugin that is tested must be the one that is chosen. */
function unfit({ entries }: Timeline, name: string | null | undefined): readonly string[] {
  if (typeof name !== 'string') return []
  const chosen = entries.flatMap((one) => (one.kind === 'plugin' ? [one] : []))
  if (chosen.some(({ plugin }) => plugin === name)) return []
  const said = chosen.map((one) => `${one.station} had ${one.plugin ?? 'none'} (${one.reason})`)
  return [
    `The plugin ${name} was never chosen: ${[...new Set(said)].join('; ') || 'no station came'}`,
  ]
}

function withPlugin(name: string | null | undefined): string {
  if (name === undefined) return ''
  return name === null ? ' without a plugin' : ` with plugin ${name}`
}
