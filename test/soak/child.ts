import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { fileURLToPath } from 'node:url'

const launcher = fileURLToPath(new URL('../../runtime/ddf.js', import.meta.url))

/** The real server in a process of its own, on free ports of the loopback address. */
export interface ServerProcess extends AsyncDisposable {
  readonly ocppPort: number
  readonly httpPort: number
  /** Figures of `/metrics`, by name and labels as they stand there; `NaN` for one that is not there. */
  figures(...names: readonly string[]): Promise<number[]>
  /** Lines of the log at level error so far. */
  readonly errors: readonly string[]
  /** Ends it as `kill -9` does. */
  kill(): Promise<void>
}

/** Where a server that is started again takes the place of one before. */
export interface Place {
  readonly ocppPort: number
  readonly data: string
}

/** Starts it. @throws Error when it ends instead */
export async function startProcess(place?: Place): Promise<ServerProcess> {
  const cwd = await mkdtemp(join(tmpdir(), 'ddf-soak-'))
  const data = place?.data ?? join(cwd, 'data')
  const flags = ['--host', '127.0.0.1', '--port', String(place?.ocppPort ?? 0), '--http-port', '0']
  const child = spawn(process.execPath, [launcher, 'start', ...flags, '--data', data], {
    cwd,
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { PATH: process.env.PATH, DDF_LOG_LEVEL: 'info', DDF_LOG_FORMAT: 'json' },
  })
  const errors: string[] = []
  const ports = await readPorts(child, errors)
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()))
  const stop = async (signal: NodeJS.Signals) => {
    child.kill(signal)
    await ended
  }
  return {
    ...ports,
    errors,
    async figures(...names) {
      const response = await fetch(`http://127.0.0.1:${ports.httpPort}/metrics`)
      const lines = (await response.text()).split('\n')
      return names.map((name) => {
        const line = lines.find((one) => one.startsWith(`${name} `))
        return Number(line?.slice(name.length + 1) ?? Number.NaN)
      })
    },
    kill: () => stop('SIGKILL'),
    async [Symbol.asyncDispose]() {
      await stop('SIGTERM')
      await rm(cwd, { recursive: true, force: true })
    },
  }
}

function readPorts(
  child: ChildProcess,
  errors: string[],
): Promise<{ ocppPort: number; httpPort: number }> {
  let text = ''
  return new Promise((resolve, reject) => {
    child.once('close', (code) => reject(new Error(`The server ended with ${code}: ${text}`)))
    child.stdout?.on('data', (part) => {
      text += String(part)
      const ocpp = /ws:\/\/127\.0\.0\.1:(\d+)/.exec(text)?.[1]
      const http = /HTTP API: http:\/\/127\.0\.0\.1:(\d+)/.exec(text)?.[1]
      if (ocpp && http) resolve({ ocppPort: Number(ocpp), httpPort: Number(http) })
      const lines = text.split('\n')
      text = ocpp && http ? (lines.pop() ?? '') : text
      errors.push(...lines.filter((line) => line.includes('"level":"error"')).slice(0, 100))
    })
  })
}
