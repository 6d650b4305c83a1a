import type { OperationPort } from './http/ports/operations.ts'
import type { Hub } from './station/hub.ts'

/** What stations do for longer than one answer. */
export function operationsOf(hub: Hub): OperationPort {
  return {
    operations: (id) => hub.station(id)?.station.operations.list() ?? [],
    operation: (id, n) => hub.station(id)?.station.operations.get(n),
  }
}
