import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join, resolve } from 'node:path'
import { type Files, nodeProgram, type Program } from './machine/program.ts'
import type { Ports } from './machine/server.ts'

/** A server that is measured. */
export interface Contestant {
  readonly name: string
  /** The program; `flags` are for Node. */
  program(ports: Ports, flags: readonly string[]): Program
  /** What is connected to it besides stations while it is measured; returns how that ends. */
  accompany?(ports: Ports): Promise<() => void>
}

/** What contestants are made from. */
export interface ContestantOptions {
  readonly files: Files
  /** Folder of the sources, where the descriptors lie. */
  readonly root: string
  /** Folders of other builds of the whole tree, to compare with. */
  readonly against?: readonly string[]
  /** Flags of Node for the runtime, for example for a profile. */
  readonly runtimeFlags?: readonly string[]
}

/** How a runtime differs from the usual one. */
export interface RuntimeRow {
  readonly name: string
  /** Whether what is acknowledged is stored. */
  readonly durable?: boolean
  /** Plugins of this process, see `servers/runtime.ts`. */
  readonly inProcess?: 'none' | 'traits' | 'hook' | 'thousand'
  /** The hook runs in an isolate. */
  readonly isolated?: boolean
  readonly quiet?: boolean
  /** Devices known from the start, and descriptors beside the shipped ones. */
  readonly devices?: number
  readonly descriptors?: number
}

/** The floor; every ratio is to it. */
export const floor = 'bare ws'

/** The runtimes whose frames are measured. */
export const runtimeRows: readonly RuntimeRow[] = [
  { name: 'runtime' },
  { name: 'runtime, nobody listens', quiet: true },
  { name: 'runtime, durable', durable: true },
  { name: 'runtime, traits', inProcess: 'traits' },
  { name: 'runtime, hook in process', inProcess: 'hook' },
  { name: 'runtime, hook isolated', isolated: true },
]

/** All contestants for frames; the first is what the others are compared with. */
export function contestants(options: ContestantOptions): readonly Contestant[] {
  const { files, against = [] } = options
  return [
    reference(files, floor, 'bare_ws'),
    ...runtimeRows.map((row) => runtime(row, options)),
    ...against.flatMap((folder) => {
      const of = { ...options, files: { folder: resolve(folder), extension: 'js' } as const }
      const name = basename(folder)
      return [
        runtime({ name: `runtime, ${name}` }, of),
        runtime({ name: `runtime, durable, ${name}`, durable: true }, of),
      ]
    }),
    reference(files, 'ocpp-rpc strict', 'ocpp_rpc'),
  ]
}

/** A runtime, each time with folders of its own, which go when this process ends. */
export function runtime(row: RuntimeRow, options: ContestantOptions): Contestant {
  const { files, runtimeFlags = [] } = options
  return {
    name: row.name,
    program(ports, flags) {
      const config = configOf(row, { ports, root: options.root })
      const all = [...flags, ...runtimeFlags]
      const side = { side: 'server', flags: all } as const
      return row.inProcess === undefined
        ? nodeProgram(files, 'runtime/main', { ...side, parameters: ['start', '--config', config] })
        : nodeProgram(files, 'test/bench/servers/runtime', {
            ...side,
            parameters: [config, row.inProcess],
          })
    },
    ...(row.quiet ? {} : { accompany: readOneDevice }),
  }
}

/** Flags of Node that have the runtime write a profile, if one is wanted. */
export function profiled({ profile }: { readonly profile: string | undefined }): readonly string[] {
  return profile === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${profile}`]
}

/** A server of the folder `servers`. */
export function reference(files: Files, name: string, file: string): Contestant {
  return {
    name,
    program: (_, flags) =>
      nodeProgram(files, `test/bench/servers/${file}`, { side: 'server', flags }),
  }
}

const folders: string[] = []
process.on('exit', () => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true })
})

function configOf(row: RuntimeRow, { ports, root }: { ports: Ports; root: string }): string {
  const folder = mkdtempSync(join(tmpdir(), 'ddf-bench-'))
  folders.push(folder)
  const ddf = join(folder, 'ddf')
  cpSync(join(root, 'ddf'), ddf, { recursive: true })
  for (let i = 0; i < (row.descriptors ?? 0); i++) {
    const of = {
      ddf: 1,
      extends: './ocpp-general.ddf.json',
      id: '0x1200FFFF00010100',
      name: `Bench ${i}`,
      manufacturer: 'local',
      model: 1,
      version: 1,
      match: [{ vendor: `Nobody ${i}` }],
      items: [],
    }
    writeFileSync(join(ddf, `bench-${i}.ddf.json`), JSON.stringify(of))
  }
  const plugins = join(folder, 'plugins')
  mkdirSync(plugins)
  if (row.isolated) {
    mkdirSync(join(plugins, 'acme'))
    const source = readFileSync(join(root, 'test/bench/isolate/acme.ts'), 'utf8')
    const text = source.replace(/'[^']*plugin\.ts'/, "'ddf-runtime/plugin'")
    writeFileSync(join(plugins, 'acme/plugin.ts'), text.replace("'Acme'", "'Bench'"))
  }
  const station = (i: number) => `CP${String(i).padStart(5, '0')}`
  const config = {
    host: '127.0.0.1',
    port: ports.ocpp,
    httpPort: ports.http,
    httpRate: 1_000_000,
    logLevel: 'silent',
    ddf,
    plugins,
    data: row.durable ? join(folder, 'data') : 'none',
    // A closed loop is a flood.
    limits: { framesPerSecond: 1_000_000, connections: 50_000 },
    slaves: Array.from({ length: row.devices ?? 0 }, (_, i) => `${station(i)}:1`),
  }
  const file = join(folder, 'ddf.config.json')
  writeFileSync(file, JSON.stringify(config))
  return file
}

/** With somebody who reads the events of one device, changes of all are gathered and told. */
async function readOneDevice({ http }: Ports): Promise<() => void> {
  const ending = new AbortController()
  const url = `http://127.0.0.1:${http}/api/v1/events?address=CP00000:1`
  const { ok, status, body } = await fetch(url, { signal: ending.signal })
  if (!ok || body === null) throw new Error(`Cannot read ${url}: ${status}`)
  body.pipeTo(new WritableStream()).catch(() => undefined)
  return () => ending.abort()
}
