import * as v from 'valibot'
import type { OperationPort } from './http/ports/operations.ts'
import type { Log } from './log.ts'
import { operationKinds, operationStates } from './model.ts'
import type { Hub } from './station/hub.ts'
import type { OperationKeeping, OperationView } from './station/operation.ts'
import type { Store } from './storage/store.ts'

const collection = 'operation'
const count = v.pipe(v.number(), v.integer())
const text = v.nullable(v.string())
const keptSchema = v.array(
  v.object({
    n: count,
    kind: v.picklist(operationKinds),
    action: text,
    request: v.nullable(v.number()),
    payload: v.null(),
    state: v.picklist(operationStates),
    answer: text,
    words: v.array(v.object({ status: v.string(), at: v.number() })),
    parts: count,
    data: v.array(v.unknown()),
    truncated: v.boolean(),
    location: text,
    fileName: text,
    startedAt: v.number(),
    finishedAt: v.nullable(v.number()),
  }),
)

/** What stations do for longer than one answer, as HTTP asks for it. */
export function operationsOf(
  hub: Hub,
  fileOf: (operation: OperationView) => string | null,
): OperationPort {
  return {
    operations: (id) => hub.station(id)?.station.operations.list() ?? [],
    fileOfOperation: fileOf,
    operation: (id, n) => hub.station(id)?.station.operations.get(n),
  }
}

/**
 * Keeps what was asked for over a restart, but for what it brought and for the payload of the call,
 * which may name a password. @throws StoreError
 */
export async function keptOperations(
  store: Store,
  { log }: { readonly log: Log },
): Promise<OperationKeeping> {
  const kept = new Map<string, readonly OperationView[]>()
  for (const [station, document] of await store.documents(collection)) {
    const parsed = v.safeParse(keptSchema, document)
    if (parsed.success) kept.set(station, parsed.output)
    else log.error({ station }, 'The operations of a station cannot be read and are forgotten')
  }
  return {
    recall: (station) => kept.get(station) ?? [],
    changed(station, all) {
      const asked = all.filter(isKept)
      if (asked.length === 0) return
      const value = asked.map((one) => ({
        ...one,
        payload: null,
        data: [],
        location: one.location?.replace(/:\/\/[^/@]*@/, '://***@') ?? null,
      }))
      store
        .commit([{ kind: 'put', collection, key: station, value }])
        .catch((error) => log.error({ station, error }, 'Operations are not stored'))
    },
  }
}

/** What comes unasked, or with every boot, would have any station fill the store. */
function isKept({ action, kind }: OperationView): boolean {
  return action !== null && kind !== 'report'
}
