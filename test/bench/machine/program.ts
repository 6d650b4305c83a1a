import { spawnSync } from 'node:child_process'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'

/** A program to run in a process of its own. */
export interface Program {
  readonly command: string
  /** What stands before the file. */
  readonly flags: readonly string[]
  readonly file: string
  /** What stands behind it. */
  readonly parameters: readonly string[]
}

/** Where the files lie that are run. */
export interface Files {
  readonly folder: string
  /** Built JavaScript is measured; TypeScript only shows that everything runs. */
  readonly extension: 'js' | 'ts'
}

/** Whether a process is a server or puts load on one: each kind has processors of its own. */
export type Side = 'server' | 'load'

/** How a file is run. */
export interface ProgramOptions {
  readonly side: Side
  readonly flags?: readonly string[]
  readonly parameters?: readonly string[]
}

/** A file run by this Node, pinned where the machine can; `path` is without its extension. */
export function nodeProgram(files: Files, path: string, options: ProgramOptions): Program {
  const { side, flags = [], parameters = [] } = options
  const file = join(files.folder, `${path}.${files.extension}`)
  const all = files.extension === 'ts' ? ['--import', 'tsx', ...flags] : flags
  if (!canPin) return { command: process.execPath, flags: all, file, parameters }
  const processors = side === 'server' ? '0' : `1-${availableParallelism() - 1}`
  const pinned = ['-c', processors, process.execPath, ...all]
  return { command: 'taskset', flags: pinned, file, parameters }
}

/** Whether processes are pinned. */
export const canPin =
  availableParallelism() > 1 && spawnSync('taskset', ['-c', '0', 'true']).status === 0
