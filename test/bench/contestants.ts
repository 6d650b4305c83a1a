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

/** All contestants; the first is what the others are compared with. */
export function contestants(options: ContestantOptions): readonly Contestant[] {
  const { files, root, against = [], runtimeFlags = [] } = options
  const runtime = (of: Files, name: string): Contestant => ({
    name,
    program: (ports, flags) =>
      nodeProgram(of, 'runtime/main', {
        side: 'server',
        flags: [...flags, ...runtimeFlags],
        parameters: runtimeParameters(ports, root),
      }),
    accompany: readOneDevice,
  })
  const { accompany: _, ...alone } = runtime(files, 'runtime, nobody listens')
  return [
    reference(files, 'bare ws', 'bare_ws'),
    runtime(files, 'runtime'),
    alone,
    ...against.map((folder) =>
      runtime({ folder: resolve(folder), extension: 'js' }, `runtime, ${basename(folder)}`),
    ),
    reference(files, 'ocpp-rpc strict', 'ocpp_rpc'),
  ]
}

function reference(files: Files, name: string, file: string): Contestant {
  return {
    name,
    program: (_, flags) =>
      nodeProgram(files, `test/bench/servers/${file}`, { side: 'server', flags }),
  }
}

function runtimeParameters(ports: Ports, root: string): string[] {
  const settings = {
    host: '127.0.0.1',
    port: ports.ocpp,
    'http-port': ports.http,
    'log-level': 'silent',
    ddf: join(root, 'ddf'),
    data: 'none',
  }
  return [
    'start',
    ...Object.entries(settings).flatMap(([name, value]) => [`--${name}`, `${value}`]),
  ]
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
