import { createApp } from '../../runtime/http/app.ts'
import type { Log } from '../../runtime/log.ts'
import { silentLog } from '../../runtime/log.ts'
import { definePlugin } from '../../runtime/plugin/plugin.ts'
import { startServer, type TestServer } from '../support/server.ts'
import { Box } from './box.ts'
import { type Corpus, readCorpus } from './corpus.ts'

/** What inputs are tried on: the whole runtime, served, and some stations without sockets. */
export interface Bench extends AsyncDisposable {
  readonly server: TestServer
  readonly corpus: Corpus
  /** One station for each OCPP version. */
  readonly boxes: readonly Box[]
  /** A station whose plugin gives whatever `output` is; another one after its hooks were switched off. */
  plugged(): Promise<Box>
  readonly app: { fetch(request: Request): Response | Promise<Response> }
  /** What a hook gives next. */
  output: unknown
  /** Defects that the runtime itself reported since they were taken last. */
  takeDefects(): string[]
}

/** Starts the runtime on free ports of the loopback address. */
export async function startBench(): Promise<Bench> {
  const defects: string[] = []
  let plugged: Promise<Box> | undefined
  let pluggedCount = 0
  const log: Log = {
    ...silentLog,
    error: (fields, message) => {
      if (message.startsWith('The hooks of the plugin failed too often')) {
        plugged = undefined
        return
      }
      const error: unknown = fields.error
      const more = error instanceof Error ? error.stack : JSON.stringify(fields)
      defects.push(`${message}: ${more}`)
    },
  }
  const given = { output: undefined as unknown }
  const hook = () => given.output
  const plugin = definePlugin({
    name: 'fuzzed',
    revision: 1,
    match: [{ vendor: 'Fuzz' }],
    hooks: {
      payload: hook,
      // What a hook gives is checked; that is what is tried here.
      event: hook as () => null,
      command: hook as () => null,
    },
  })
  const server = await startServer({
    log,
    plugins: [plugin],
    settings: { callTimeout: 2, httpRate: 1_000_000, ...generous },
  })
  const { runtime } = server
  const ending = new AbortController()
  const app = createApp(runtime, { version: '1', log, signal: ending.signal })
  const boxes = [0, 1, 2].map((version) => new Box(runtime, { id: `FUZZ-${version}`, version }))
  const newPlugged = async () => {
    pluggedCount += 1
    const box = new Box(runtime, { id: `FUZZ-P${pluggedCount}`, version: 0 })
    const boot = { chargePointVendor: 'Fuzz', chargePointModel: 'Box' }
    given.output = undefined
    await box.isAnswered(JSON.stringify([2, 'boot', 'BootNotification', boot]), 'boot')
    return box
  }
  return {
    server,
    corpus: readCorpus(),
    boxes,
    plugged: () => {
      plugged ??= newPlugged()
      return plugged
    },
    app,
    get output() {
      return given.output
    },
    set output(output) {
      given.output = output
    },
    takeDefects: () => defects.splice(0),
    async [Symbol.asyncDispose]() {
      ending.abort()
      await server.close()
    },
  }
}

/** Limits that inputs would reach before anything else. */
const generous = { limits: { framesPerSecond: 100_000, guessesPerAddress: 1_000_000 } }
