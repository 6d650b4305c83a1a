import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:net'
import process from 'node:process'
import { type Comparison, compare } from './compare.ts'
import { CrashStation } from './crash_station.ts'
import { Story } from './story.ts'
import { words16, words201 } from './words.ts'

/** How often and how the server is killed. */
export interface CrashOptions {
  /** Folder that the run may fill. */
  readonly folder: string
  readonly kills: number
  readonly stations: number
  /** Fewest and most calls that a server acknowledges before it is killed. */
  readonly life: { readonly least: number; readonly most: number }
  /** What runs the server: arguments for Node before those of `ddf`. */
  readonly program: readonly string[]
  /** A number from 0 (inclusive) to 1 (exclusive). */
  random(): number
  /** Told after each kill. */
  onKill?(kill: number, comparison: Comparison, story: Story): void
}

/** What a run came to. */
export interface CrashResult extends Comparison {
  readonly story: Story
}

/** Kills a real server again and again under load, and compares what it left behind each time. */
export async function crash(options: CrashOptions): Promise<CrashResult> {
  const { folder, kills, life, random } = options
  const data = `${folder}/data`
  const port = await freePort()
  const story = new Story()
  const ending = new AbortController()
  const stations = Array.from({ length: options.stations }, (_, index) => {
    const id = `CP${index + 1}`
    const words = index % 2 === 0 ? words16 : words201
    return new CrashStation({ id, port, story, words, signal: ending.signal, random })
  })
  const running = Promise.all(stations.map((station) => station.run()))
  const total: Comparison = { checked: { starts: 0, readings: 0, stops: 0 }, offences: [] }
  const add = ({ checked, offences }: Comparison) => {
    total.checked.starts += checked.starts
    total.checked.readings += checked.readings
    total.checked.stops += checked.stops
    total.offences.push(...offences)
  }
  for (let kill = 1; kill <= kills; kill++) {
    const server = start(options, { port, data })
    const calls = life.least + Math.floor(random() * (life.most - life.least))
    const due = story.acknowledged(calls).then(() => server.child.kill('SIGKILL'))
    if ((await Promise.race([due, server.ended])) !== true)
      throw new Error('The server ended by itself')
    await server.ended
    const comparison = compare(data, story)
    add(comparison)
    options.onKill?.(kill, comparison, story)
  }
  // Every session that was begun comes to its end.
  ending.abort()
  const last = start(options, { port, data })
  await Promise.race([running, last.ended])
  last.child.kill('SIGTERM')
  await last.ended
  add(compare(data, story))
  const open = story.sessions.filter(({ stopped }) => stopped !== 'acknowledged')
  if (open.length > 0) total.offences.push(`${open.length} sessions never came to an end`)
  return { ...total, story }
}

function start(
  { program, folder }: CrashOptions,
  { port, data }: { readonly port: number; readonly data: string },
) {
  const flags = { host: '127.0.0.1', port, 'http-port': 0, data, 'log-level': 'error' }
  const given = Object.entries(flags).flatMap(([name, value]) => [`--${name}`, String(value)])
  const child = spawn(process.execPath, [...program, 'start', ...given], {
    cwd: folder,
    env: { PATH: process.env.PATH },
    stdio: ['ignore', 'inherit', 'inherit'],
  })
  return { child, ended: once(child, 'exit') }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  if (typeof address !== 'object' || address === null) throw new Error('No port is free')
  return address.port
}
