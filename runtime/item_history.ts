import type { Clock } from './clock.ts'
import { History } from './history/history.ts'
import type { HistoryPort } from './http/ports/history.ts'
import { Problem } from './http/problems.ts'
import type { Log } from './log.ts'
import type { Settings } from './settings.ts'
import type { Hub } from './station/hub.ts'
import { type Store, StoreError } from './storage/store.ts'

/** What item history is made with. */
export interface ItemHistoryOptions {
  readonly store: Store
  readonly settings: Settings
  readonly clock: Clock
  readonly log: Log
  readonly hub: Hub
}

/** The history of items, and how to end it. */
export interface ItemHistory {
  readonly port: HistoryPort
  close(): Promise<void>
}

const megabyte = 1_048_576
const daysOfYear = 365

/** Records the items of all devices, where the settings want it. @throws StoreError */
export async function itemHistoryOf(options: ItemHistoryOptions): Promise<ItemHistory> {
  const { store, settings, clock, log, hub } = options
  if (settings.history === 'off') {
    const port = { history: () => Promise.resolve(undefined), historyCounts: () => undefined }
    return { port, close: () => Promise.resolve() }
  }
  let failing = false
  const history = await History.open({
    clock,
    store,
    deadbands: settings.historyDeadbands,
    gap: settings.historyGap * 1000,
    days: { points: settings.historyDays, rollups: settings.historyYears * daysOfYear },
    bytes: settings.historySize * megabyte,
    exists: (address, key) => hub.device(address)?.choice.readers.indexOf.has(key) === true,
    // Not by the device: a descriptor may be gone for a while, or a connector.
    isKnown: (address) => hub.station(address.slice(0, address.lastIndexOf(':'))) !== undefined,
    onFailure(error) {
      if (!failing) log.error({ error }, 'Some history cannot be stored; trying again')
      failing = true
    },
    onSuccess() {
      failing = false
    },
  })
  const unwatch = hub.notifier.follow(history)
  const port: HistoryPort = {
    historyCounts: () => history.counts,
    async history({ address, key }, { step, ...range }) {
      const item = hub
        .device(address)
        ?.choice.readers.descriptor.items.find((one) => one.key === key)
      if (item === undefined || !history.records(item)) return undefined
      const isNumber = item.type === 'number' || item.type === 'integer'
      const mean = isNumber && item.values === undefined
      try {
        return step === undefined
          ? await history.points({ address, key }, range)
          : withoutBounds(
              await history.steps({ address, key }, { ...range, length: step, mean }),
              mean,
            )
      } catch (error) {
        if (!(error instanceof StoreError)) throw error
        throw new Problem('not-ready', `History cannot be read now: ${error.message}`)
      }
    },
  }
  return {
    port,
    async close() {
      unwatch()
      await history.close()
    },
  }
}

type Steps = Awaited<ReturnType<History['steps']>>

/** A state has no least and no greatest value. */
function withoutBounds({ list, next }: Steps, mean: boolean) {
  return mean ? { list, next } : { list: list.map(({ at, value }) => ({ at, value })), next }
}
