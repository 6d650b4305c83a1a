import { networkInterfaces } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { leaveLocalKey, removeLocalKey } from '../access/local_key.ts'
import { systemClock } from '../clock.ts'
import { keepObjectsYoung } from '../engine.ts'
import { createLog, type Log } from '../log.ts'
import type { Runtime } from '../runtime.ts'
import type { Servers } from '../serve/node.ts'
import type { Settings } from '../settings.ts'
import { noData, openStore } from '../storage/open.ts'
import { StoreError } from '../storage/store.ts'
import { prepareDescriptors } from './descriptor_folder.ts'
import { listenProblem } from './listen_problem.ts'
import { preparePlugins } from './plugin_folder.ts'
import { type Flags, readSettings } from './read_settings.ts'
import { prepareRecordings } from './recordings_folder.ts'
import { complain } from './terminal.ts'

/** Longest time that ending in order may take, ms. */
const drainLimit = 4500

/**
 * Serves until a signal ends it.
 * @returns the exit code, when it could not start; else the process ends here
 */
export async function start(flags: Flags): Promise<number> {
  const loaded = readSettings(flags)
  if (!loaded) return 1
  const { settings, sources, warnings } = loaded
  const folder = prepareDescriptors(settings.ddf, { isDefault: sources.get('ddf') === 'default' })
  if (!folder.ok) {
    complain(folder.problem)
    return 1
  }
  const plugins = preparePlugins(settings.plugins, {
    isDefault: sources.get('plugins') === 'default',
  })
  if (!plugins.ok) {
    complain(plugins.problem)
    return 1
  }
  const problem = settings.record && prepareRecordings(settings.record)
  if (problem) {
    complain(problem)
    return 1
  }
  const log = await createLog({ level: settings.logLevel, format: settings.logFormat })
  for (const warning of warnings) log.warn({}, warning)
  if (folder.created) log.info({ folder: settings.ddf }, 'Created the folder of descriptors')
  if (plugins.created) log.info({ folder: settings.plugins }, 'Created the folder of plugins')
  endOnCrash(log)
  const signals = endOnSignal(log)

  const opening = openStore(settings.data, { clock: systemClock, log }).catch(
    (error: Error) => error,
  )
  // Loaded while the thread of the store opens the folder.
  const { createRuntime } = await import('../runtime.ts')
  const { serve } = await import('../serve/node.ts')
  const store = await opening
  if (store instanceof Error) {
    complain(`${store.message}; correct --data`)
    return 1
  }
  const runtime = await createRuntime({
    settings,
    log,
    clock: systemClock,
    store,
    auditFolder: settings.data === noData ? undefined : join(settings.data, 'audit'),
  }).catch((error: Error) => error)
  if (runtime instanceof Error) {
    await store.close()
    if (!(runtime instanceof StoreError)) throw runtime
    complain(`Cannot read the folder of data ${settings.data}: ${runtime.message}`)
    return 1
  }
  try {
    const folder = settings.data === noData ? undefined : settings.data
    const serving = serve(runtime, { settings, log }).then(async (servers) => {
      if (folder) await leaveKey(folder, { settings, servers, runtime })
      return servers
    })
    // Stations are served before HTTP is; whoever ends it all in between has them told so, too.
    signals.closing = async () => {
      const servers = await serving
      if (folder) await removeLocalKey(folder)
      await servers.close()
      await runtime.close()
      await store.close()
    }
    const ports = await serving
    keepObjectsYoung()
    announce(log, {
      settings,
      ports,
      hasTokens: runtime.access.configured,
      descriptors: runtime.descriptors().flatMap(({ name, active }) => (active ? [name] : [])),
    })
    return await signals.never
  } catch (error) {
    const problem = listenProblem(error, settings)
    if (problem === undefined) throw error
    complain(problem)
    await runtime.close()
    await store.close()
  }
  return 1
}

/** For the commands of whoever may read the data folder. */
async function leaveKey(
  folder: string,
  { settings, servers, runtime }: { settings: Settings; servers: Servers; runtime: Runtime },
): Promise<void> {
  const loopbackOf: Readonly<Record<string, string>> = { '0.0.0.0': '127.0.0.1', '::': '::1' }
  const host = loopbackOf[settings.httpHost] ?? settings.httpHost
  const url = `http://${inUrl(host)}:${servers.httpPort}`
  await leaveLocalKey(folder, { url, token: runtime.access.createLocal() })
}

interface Announced {
  readonly settings: Settings
  readonly ports: Pick<Servers, 'ocppPort' | 'tlsPort' | 'httpPort'>
  readonly descriptors: readonly string[]
  readonly hasTokens: boolean
}

function announce(log: Log, { settings, ports, descriptors, hasTokens }: Announced): void {
  for (const host of ownAddresses(settings.host)) {
    log.info({}, `Wallboxes connect to ws://${inUrl(host)}:${ports.ocppPort}/<ChargepointID>`)
    if (ports.tlsPort !== undefined) {
      log.info({}, `or, over TLS, to wss://${inUrl(host)}:${ports.tlsPort}/<ChargepointID>`)
    }
  }
  log.info({}, whoMayCome[settings.onboarding])
  const http = `http://${inUrl(settings.httpHost)}:${ports.httpPort}`
  log.info({}, `HTTP API: ${http}/api/v1, described at ${http}/docs`)
  const open = 'HTTP listens on the loopback address only, as there are no access tokens'
  log.info({}, hasTokens ? 'Every HTTP request needs an access token' : open)
  if (settings.record) {
    log.info({ folder: settings.record }, 'Recording what is said, secrets masked')
  }
  log.info(
    {},
    `What must survive is kept in ${settings.data === noData ? 'memory only' : settings.data}`,
  )
  log.info({ folder: settings.ddf }, `Descriptors: ${descriptors.join(', ') || 'none'}`)
}

const whoMayCome: Readonly<Record<Settings['onboarding'], string>> = {
  open: 'Every wallbox that reaches this port may connect; see --stations',
  approve: 'Unknown wallboxes wait until they are approved: ddf station approve <id>',
  listed: 'Only wallboxes of the settings, with a password, or approved may connect',
}

/** Addresses under which others reach a host that may mean all of them. */
function ownAddresses(host: string): string[] {
  if (host !== '0.0.0.0' && host !== '::') return [host]
  const found = Object.values(networkInterfaces())
    .flatMap((addresses) => addresses ?? [])
    .filter(({ family, internal }) => family === 'IPv4' && !internal)
    .map(({ address }) => address)
  return found.length > 0 ? found : ['127.0.0.1']
}

function inUrl(host: string): string {
  return host.includes(':') ? `[${host}]` : host
}

/** Ends in order, and with it the process, on the first signal; a second one ends it at once. */
function endOnSignal(log: Log): { closing: () => Promise<void>; readonly never: Promise<never> } {
  const signals = { closing: async () => {}, never: new Promise<never>(() => {}) }
  let ending = false
  const end = (signal: string) => {
    if (ending) process.exit(1)
    ending = true
    log.info({ signal }, 'Ending; once more ends at once')
    setTimeout(() => {
      log.warn({}, 'Not all connections could be closed in time')
      process.exit(0)
    }, drainLimit)
    signals.closing().then(
      () => process.exit(0),
      (error) => {
        log.error({ error }, 'Could not end in order')
        process.exit(1)
      },
    )
  }
  process.on('SIGTERM', () => end('SIGTERM'))
  process.on('SIGINT', () => end('SIGINT'))
  return signals
}

function endOnCrash(log: Log): void {
  const end = (error: unknown) => {
    log.error({ error }, 'Ended by an error that nothing handled; please report it')
    process.exit(1)
  }
  process.on('uncaughtException', end)
  process.on('unhandledRejection', end)
}
