import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { fileURLToPath } from 'node:url'

const launcher = fileURLToPath(new URL('../../../runtime/ddf.js', import.meta.url))

/** What became of a run. */
export interface Run {
  readonly code: number | null
  readonly out: string
  readonly err: string
}

/** Options of a run. */
export interface RunOptions {
  readonly cwd?: string
  readonly env?: Readonly<Record<string, string>>
  /** Its standard input; none without it. */
  readonly input?: string
  /** The file that is run; by default what users start. */
  readonly program?: string
}

/** A command line that runs. */
export interface Running {
  readonly child: ChildProcess
  readonly ended: Promise<Run>
  /** Waits for the first output that matches. */
  seen(pattern: RegExp): Promise<RegExpExecArray>
}

/** Starts the real command line. */
export function begin(args: readonly string[], options: RunOptions = {}): Running {
  const { cwd, env = {}, input, program = launcher } = options
  const child = spawn(process.execPath, [program, ...args], {
    ...(cwd && { cwd }),
    // Runs at the same time, in the same folder, would be in each other's way.
    env: { PATH: process.env.PATH, DDF_DATA: 'none', ...env },
    stdio: 'pipe',
  })
  // It may end without reading all of it.
  child.stdin.on('error', () => undefined).end(input ?? '')
  let out = ''
  let err = ''
  let check = () => {}
  child.stdout.on('data', (data) => {
    out += String(data)
    check()
  })
  child.stderr.on('data', (data) => {
    err += String(data)
  })
  const ended = new Promise<Run>((resolve) => {
    child.on('close', (code) => resolve({ code, out, err }))
  })
  const seen = (pattern: RegExp) =>
    new Promise<RegExpExecArray>((resolve, reject) => {
      check = () => {
        const found = pattern.exec(out)
        if (found) resolve(found)
      }
      check()
      ended.then((run) => reject(new Error(`ended before ${pattern}: ${JSON.stringify(run)}`)))
    })
  return { child, ended, seen }
}

/** Runs the real command line to its end. */
export function ddf(args: readonly string[], options?: RunOptions): Promise<Run> {
  return begin(args, options).ended
}

/** A folder that is removed afterwards. */
export async function inFolder<T>(use: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'ddf-'))
  try {
    return await use(folder)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}
