import { shippedPlugins } from '../plugins/mod.ts'
import type { AccessTokens } from './access/access_tokens.ts'
import { accessOf } from './access.ts'
import type { Clock } from './clock.ts'
import { DescriptorLibrary } from './descriptor/library.ts'
import { type DescriptorFolder, openDescriptorFolder } from './descriptor_folder.ts'
import { descriptorsOf } from './descriptors.ts'
import { dialects } from './dialect/dialects.ts'
import { filesOf } from './files.ts'
import { HeldClock } from './held_clock.ts'
import type { RuntimePort } from './http/port.ts'
import { itemHistoryOf } from './item_history.ts'
import { limitsOf } from './limits.ts'
import type { Log } from './log.ts'
import { keptOperations, operationsOf } from './operations.ts'
import { createIsolateHost } from './plugin/isolate/host.ts'
import type { Plugin } from './plugin/plugin.ts'
import { PluginRegistry } from './plugin/registry.ts'
import type { PluginLoader } from './plugin/runner.ts'
import type { PluginFolder } from './plugin_folder.ts'
import { pluginsOf } from './plugins.ts'
import { recorderOf } from './recorder.ts'
import { maskedText } from './recording/masked_text.ts'
import type { Recorder } from './recording/recorder.ts'
import { recordsOf } from './records.ts'
import { restartOf } from './restart/restart.ts'
import { frameLimits } from './rpc/excess.ts'
import type { StationSecurity } from './security/station_security.ts'
import { type Settings, stationSettings } from './settings.ts'
import { Hub } from './station/hub.ts'
import type { PluginMemory } from './station/plugin_memory.ts'
import { guardedStations } from './station_security.ts'
import { stationsOf } from './stations.ts'
import { MemoryStore } from './storage/memory.ts'
import type { Store } from './storage/store.ts'
import { Writes } from './storage/writes.ts'
import { tokensOf } from './tokens.ts'
import { transactionsOf } from './transactions.ts'
import { userFolder, wishOf } from './user_plugins.ts'

/** A running runtime. */
export interface Runtime extends RuntimePort {
  /** What must survive. */
  readonly store: Store
  /** Where stations connect to. */
  readonly hub: Hub
  /** Access tokens of the HTTP API. */
  readonly access: AccessTokens
  /** Sees what goes over every connection. */
  readonly recorder: Recorder
  /** Guards stations. */
  readonly security: StationSecurity
  /**
   * Notices what is changed in the folders of descriptors and plugins, also since they were read.
   * Servers begin with it when stations are served already.
   */
  follow(): Promise<void>
  /** Stops watching and timers; connections are closed by whoever opened them. */
  close(): Promise<void>
}

/** What a runtime is made with. */
export interface RuntimeOptions {
  readonly settings: Settings
  readonly log: Log
  readonly clock: Clock
  /** Where is kept who did what; without it the last acts are kept in memory. */
  readonly auditFolder?: string | undefined
  /** Instead of the folder of the settings. */
  readonly folder?: DescriptorFolder
  /** Instead of the folder of the settings. */
  readonly pluginFolder?: PluginFolder
  /** Loads the plugins of the user, instead of an isolate. */
  readonly pluginLoader?: PluginLoader | undefined
  /** What must survive; by default in memory. Whoever opened it closes it, after the runtime. */
  readonly store?: Store | undefined
  /** Where is kept what makes plugins known again; by default only as long as the process lives. */
  readonly pluginMemory?: PluginMemory | undefined
  /** Instead of those that ship with the runtime. */
  readonly plugins?: readonly Plugin[] | undefined
}

/** Seconds between samples where no descriptor says. */
const standardSamples = 10

/** Puts the parts together. @throws Error when the folder of descriptors cannot be read */
export async function createRuntime(options: RuntimeOptions): Promise<Runtime> {
  const { settings, log } = options
  const clock = new HeldClock(options.clock)
  const recorder = recorderOf(settings, { clock, log })
  const registry = new PluginRegistry({
    shipped: options.plugins ?? shippedPlugins,
    loader: options.pluginLoader ?? createIsolateHost({ clock, log }),
  })
  const store = options.store ?? new MemoryStore()
  const clients = await accessOf({ ...options, store })
  const tokens = await tokensOf({ store, settings, clock, log })
  const writes = new Writes(store)
  const transactions = await transactionsOf({
    clock,
    log,
    store,
    writes,
    days: settings.transactionDays,
  })
  const restart = await restartOf({ clock, log, store, writes })
  const guarded = await guardedStations({ settings, store, clock, log, hub: () => hub })
  const operations = await keptOperations(store, { log })
  const kept = await recordsOf({ store, clock, log, hub: () => hub })
  const hub: Hub = new Hub({
    clock,
    moment: clock,
    log,
    frameLimits: frameLimits(settings.limits),
    timeout: (action) => settings.callTimeouts[action] ?? settings.callTimeout,
    heartbeatInterval: settings.heartbeat,
    sampleInterval: standardSamples,
    fallback: settings.descriptor,
    descriptorOf: (station) => stationSettings(settings, station)?.descriptor,
    cards: tokens.rules,
    transactions: transactions.keeping,
    survival: restart.survival,
    hear: kept.hear,
    guard: guarded.guard,
    operations,
    plugins: {
      memory: options.pluginMemory ?? restart.memory,
      active: () => registry.active(),
      wish: (station) => wishOf(settings, station),
    },
  })
  const folder = options.folder ?? openDescriptorFolder(settings.ddf)
  const descriptors = await descriptorsOf({ folder, hub, log, library: new DescriptorLibrary() })
  const plugins = await pluginsOf({
    folder: options.pluginFolder ?? userFolder(settings.plugins),
    registry,
    hub,
    log,
  })
  restart.revive(hub)
  // History may forget at once what stations have that nobody knows.
  for (const { station, connector } of settings.slaves) hub.announce(station, connector)
  const history = await itemHistoryOf({ store, settings, clock, log, hub })
  const files = filesOf({ settings, survives: options.store !== undefined, hub, clock, log })
  let closed = false
  return {
    store,
    hub,
    recorder,
    frameCounts: () => recorder.counts,
    clock,
    ...clients,
    security: guarded.security,
    ...guarded.port,
    ...kept.port,
    ...descriptors.port,
    ...plugins.port,
    ...tokens.port,
    ...operationsOf(hub, files.ofOperation),
    ...files.port,
    ...limitsOf(hub),
    ...history.port,
    ...transactions.port,
    ...stationsOf({ hub, waiting: guarded.security.waiting, files, clock, restart }),
    async recording(id, { identity }) {
      const lines = recorder.recent(id)
      return lines === undefined ? '' : await maskedText(lines, { identity })
    },
    watch: (listener) => hub.notifier.watch(listener),
    followChanges: (follower) => hub.notifier.follow(follower),
    ready() {
      const reasons = [
        ...(closed ? ['The runtime is ending'] : []),
        ...(descriptors.isAny() ? [] : ['No descriptor is active']),
        ...(store.failure === undefined ? [] : [`Nothing can be stored: ${store.failure}`]),
      ]
      return { ready: reasons.length === 0, reasons }
    },
    async callSchemas() {
      const all = await Promise.all(
        dialects.map(async (d) => [d.version, await d.schemas()] as const),
      )
      return new Map(all)
    },
    async follow() {
      await Promise.all([descriptors.follow(), plugins.follow()])
    },
    async close() {
      closed = true
      hub.close()
      guarded.close()
      transactions.close()
      await history.close()
      await restart.close()
      await Promise.all([
        descriptors.close(),
        plugins.close(),
        recorder.close(),
        clients.audit.close(),
        files.close(),
      ])
    },
  }
}
