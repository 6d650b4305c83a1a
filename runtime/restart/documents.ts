import type { Clock } from '../clock.ts'
import type { Hub } from '../station/hub.ts'
import type { Outlet } from '../station/outlet.ts'
import type { PluginMemory } from '../station/plugin_memory.ts'
import type { Change, Collection } from '../storage/store.ts'
import { describeConnector } from './connector_document.ts'
import { describeStation } from './station_document.ts'

/** What the documents of stations are made of. */
export interface DocumentsOptions {
  readonly clock: Clock
  /** Nothing is known before it is there. */
  hub(): Hub | undefined
  memory(): PluginMemory
}

/** Makes the documents of stations as they are when they are stored; what is gone is deleted. */
export class Documents {
  readonly #options: DocumentsOptions

  constructor(options: DocumentsOptions) {
    this.#options = options
  }

  station(id: string): Change {
    const keeper = this.#options.hub()?.station(id)
    const remembered = this.#options.memory().recall(id)
    return change('station', id, keeper && describeStation(keeper, remembered))
  }

  connector(id: string, number: number): Change {
    const keeper = this.#options.hub()?.station(id)
    const facts = keeper?.station.connectors.get(number)?.facts
    const outlet = keeper?.outlets.find(({ device }) => device.facts.connector === number)
    const document = facts && describeConnector(facts, outlet?.learned)
    return change('connector', `${id}:${number}`, document)
  }

  items(id: string, number: number): Change {
    const keeper = this.#options.hub()?.station(id)
    const outlet = keeper?.outlets.find(({ device }) => device.facts.connector === number)
    const items = outlet && writtenItems(outlet, this.#options.clock.now())
    return change('restore', `${id}:${number}`, items && { version: 1, items })
  }
}

function change(collection: Collection, key: string, value: unknown): Change {
  return value === undefined
    ? { kind: 'delete', collection, key }
    : { kind: 'put', collection, key, value }
}

/** Items that only the host writes, as they show it, and what is to be sent again. */
function writtenItems({ device, kept }: Outlet, now: number): Record<string, unknown> {
  const { items } = device
  const written = items.readers.descriptor.items.flatMap(({ key, direction }, index) => {
    const state = direction === 'OUT' ? items.state(index, now) : undefined
    const restore = kept?.get(key)
    const shown = state?.value == null ? undefined : { value: state.value, at: state.at ?? now }
    if (shown === undefined && restore === undefined) return []
    return [[key, { written: shown, restore }] as const]
  })
  return Object.fromEntries(written)
}
