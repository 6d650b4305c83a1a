import process from 'node:process'
import { unifiedDiff } from '../recording/diff.ts'
import { ReplayError, replay } from '../recording/replay.ts'
import type { Timeline } from '../recording/timeline.ts'
import { timelineJson, timelineLines } from '../recording/timeline_text.ts'
import { loadDescriptors, loadPlugins, loadRecording } from '../replay_inputs.ts'
import { type Flags, readSettings } from './read_settings.ts'
import { complain, say } from './terminal.ts'

/** What the command line may say of a replay. */
export interface ReplayFlags {
  /** Name or path of the plugin; `none` = none; by default the one that fits. */
  readonly plugin?: string
  /** Name or path of the descriptor; by default the one that fits. */
  readonly descriptor?: string
  readonly station?: string
  readonly json?: boolean
  /** Another plugin, or `none`. */
  readonly diff?: string
  readonly hostCalls?: boolean
  readonly linger?: string
}

/**
 * Replays a recording and prints what comes of it, or how that differs with another plugin.
 * @returns the exit code: 1 when it cannot be replayed
 */
export async function replayFile(
  file: string,
  options: ReplayFlags,
  flags: Flags,
): Promise<number> {
  const loaded = readSettings(flags)
  if (!loaded) return 1
  const { ddf, plugins } = loaded.settings
  // Whoever reads it may have seen enough.
  process.stdout.on('error', () => process.exit(0))
  try {
    const run = (plugin: string | undefined) => once(file, options, { plugin, ddf, plugins })
    const timeline = await run(options.plugin)
    if (options.diff === undefined) {
      const width = process.stdout.isTTY ? { width: Math.max(80, process.stdout.columns) } : {}
      print(options.json ? timelineJson(timeline) : timelineLines(timeline, width))
      return 0
    }
    const other = await run(options.diff)
    const names = { before: nameOf(options.diff), after: nameOf(options.plugin) }
    const diff = unifiedDiff(timelineLines(other), timelineLines(timeline), names)
    print(diff.length > 0 ? diff : [`${names.before} and ${names.after} make no difference`])
    return 0
  } catch (error) {
    if (!(error instanceof ReplayError)) throw error
    for (const line of error.message.split('\n')) complain(line)
    return 1
  }
}

interface Inputs {
  readonly plugin: string | undefined
  readonly ddf: string
  readonly plugins: string
}

async function once(
  file: string,
  { descriptor, station, hostCalls, linger = '0' }: ReplayFlags,
  { plugin, ddf, plugins: folder }: Inputs,
): Promise<Timeline> {
  if (!/^\d+(\.\d+)?$/.test(linger)) {
    throw new ReplayError(`Cannot use --linger ${linger}: allowed is a number of seconds`)
  }
  const recording = await loadRecording(file)
  const { descriptors, name } = await loadDescriptors({ folder: ddf, wanted: descriptor })
  const wanted = plugin === 'none' ? null : plugin
  const loaded = await loadPlugins({ folder, wanted })
  try {
    return await replay({
      recording,
      descriptors,
      descriptor: name,
      plugins: loaded.plugins,
      plugin: loaded.name,
      station,
      hostCalls: hostCalls === true ? 'issue' : 'ignore',
      linger: Number(linger),
    })
  } finally {
    await loaded.close()
  }
}

function nameOf(plugin: string | undefined): string {
  if (plugin === undefined) return 'the plugin that fits'
  return plugin === 'none' ? 'no plugin' : `plugin ${plugin}`
}

function print(lines: readonly string[]): void {
  say(lines.join('\n'))
}
