import type { ItemIo, Reading, Receipt } from './descriptor/accessor.ts'
import type { RuntimePort } from './http/port.ts'
import type { ItemValue } from './model.ts'

/** An item could not be read or written; `reason` says which of the outcomes of a write it was. */
export class ItemError extends Error {
  override readonly name = 'ItemError'
  /** `unknown`, or the kind of the outcome: `readonly`, `not-allowed`, `refused`, `offline`, `timeout`. */
  readonly reason: string

  constructor(reason: string, message: string) {
    super(message)
    this.reason = reason
  }
}

/**
 * Reads and writes the items of one device of a runtime in this process, for generated accessors.
 * @throws ItemError when the device or the item is unknown, or a write is not carried out
 */
export function runtimeItemIo(runtime: RuntimePort, address: string): ItemIo {
  return {
    async read(key): Promise<Reading> {
      const [state] = deviceOf(runtime, address).find(key)
      if (state === undefined) throw new ItemError('unknown', `${address} has no item ${key}`)
      const { value, quality, at } = state
      return { value, quality, at: at === null ? null : new Date(at).toISOString() }
    },
    async write(key: string, value: ItemValue): Promise<Receipt> {
      deviceOf(runtime, address)
      const result = await runtime.write(address, key, value, {})
      if (result.kind === 'done')
        return { accepted: true, value: result.value, calls: result.calls }
      if (result.kind === 'kept') {
        return { accepted: true, value: result.value, calls: result.calls, kept: result.why }
      }
      const detail = 'detail' in result ? result.detail : undefined
      const status = 'status' in result ? `the station answered ${result.status}` : undefined
      const why = detail ?? status ?? result.kind
      throw new ItemError(result.kind, `Cannot write ${key} of ${address}: ${why}`)
    },
  }
}

function deviceOf(runtime: RuntimePort, address: string) {
  const device = runtime.device(address)
  if (device === undefined) throw new ItemError('unknown', `There is no device ${address}`)
  return device
}
