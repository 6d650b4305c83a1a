import type { OperationPort } from './http/ports/operations.ts'
import type { Hub } from './station/hub.ts'
import type { OperationView } from './station/operation.ts'

/** What stations do for longer than one answer. */
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
