import * as v from 'valibot'
import type { Clock } from '../clock.ts'
import type { Log } from '../log.ts'
import type { Device } from '../station/device.ts'
import type { Hub } from '../station/hub.ts'
import type { PluginMemory } from '../station/plugin_memory.ts'
import type { Survival } from '../station/survival.ts'
import type { Collection, Store } from '../storage/store.ts'
import type { Writes } from '../storage/writes.ts'
import { Behind } from './behind.ts'
import { connectorDocument } from './connector_document.ts'
import { Documents } from './documents.ts'
import { itemsDocument } from './items_document.ts'
import { reviveAll, type Saved } from './revive.ts'
import { stationDocument } from './station_document.ts'
import { storedMemory } from './stored_memory.ts'
import { StoredSurvival } from './stored_survival.ts'

/** What surviving a restart needs. */
export interface RestartOptions {
  readonly clock: Clock
  readonly log: Log
  readonly store: Store
  readonly writes: Pick<Writes, 'add'>
}

/** What was known of stations before the process began, and what is to be known after it. */
export interface Restart {
  /** What makes plugins known again. */
  readonly memory: PluginMemory
  /** `undefined` where nothing outlives the process. */
  readonly survival: Survival | undefined
  /** Makes stations and devices what they were; descriptors and plugins must be in use by then. */
  revive(hub: Hub): void
  /** Stores at once what was written to the items of a device. @throws StoreError */
  written(device: Device): Promise<void>
  /** Stores what waits to be. @throws StoreError */
  flush(): Promise<void>
  /** Stores what waits to be, if it can be. */
  close(): Promise<void>
}

/** Reads what was stored of stations. @throws StoreError */
export async function restartOf(options: RestartOptions): Promise<Restart> {
  const { store, clock } = options
  const saved: Saved = {
    stations: await read('station', stationDocument, options),
    connectors: await read('connector', connectorDocument, options),
    items: await read('restore', itemsDocument, options),
  }
  const behind = new Behind(options)
  const known = [...saved.stations].flatMap(([id, { remembered }]) =>
    remembered === undefined ? [] : [[id, { identity: undefined, ...remembered }] as const],
  )
  let hub: Hub | undefined
  const documents = new Documents({ clock, hub: () => hub, memory: () => memory })
  const survival = new StoredSurvival({ ...options, behind, documents })
  const memory = storedMemory(new Map(known), (id) => {
    if (store.durable) survival.stationById(id)
  })
  return {
    memory,
    survival: store.durable ? survival : undefined,
    revive(target) {
      hub = target
      reviveAll(target, saved)
    },
    written: ({ facts }) =>
      store.durable
        ? store.commit([documents.items(facts.station.id, facts.connector)])
        : Promise.resolve(),
    flush: () => behind.flush(),
    close: () =>
      behind.flush().catch((error) => {
        options.log.error({ error }, 'What was learned last could not be stored')
      }),
  }
}

/** What cannot be read is of another release, or broken, and is as if it had never been. */
async function read<T>(
  collection: Collection,
  schema: v.GenericSchema<unknown, T>,
  { store, log }: RestartOptions,
): Promise<ReadonlyMap<string, T>> {
  const found = new Map<string, T>()
  for (const [key, document] of await store.documents(collection)) {
    const parsed = v.safeParse(schema, document)
    if (parsed.success) found.set(key, parsed.output)
    else {
      const problem = `${parsed.issues[0].message} at ${v.getDotPath(parsed.issues[0]) ?? 'the top'}`
      log.warn({ collection, key, problem }, 'What was stored cannot be read and is left out')
    }
  }
  return found
}
