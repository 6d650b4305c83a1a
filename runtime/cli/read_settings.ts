import { readFileSync } from 'node:fs'
import process from 'node:process'
import { type LoadedSettings, loadSettings, SettingsError } from '../settings.ts'
import { complain } from './terminal.ts'

/** Flags as texts, by setting name. */
export type Flags = Readonly<Record<string, string | undefined>>

/** The settings of this process; `undefined`, and a line for each problem, when they are illegal. */
export function readSettings(flags: Flags): LoadedSettings | undefined {
  try {
    return loadSettings({ flags, env: process.env, readFile: readIfThere, cwd: process.cwd() })
  } catch (error) {
    if (!(error instanceof SettingsError)) throw error
    error.problems.forEach(complain)
    return undefined
  }
}

/** The access token that commands ask a server with, from `DDF_TOKEN`. */
export function readToken(): string | undefined {
  return process.env.DDF_TOKEN || undefined
}

function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined
    throw new Error(reasons[codeOf(error)] ?? String(error), { cause: error })
  }
}

const reasons: Readonly<Record<string, string>> = {
  EACCES: 'permission denied',
  EISDIR: 'it is a folder',
  ENOTDIR: 'a part of its path is no folder',
}

/** The code of a system error, `''` for any other. */
export function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string'
    ? error.code
    : ''
}
