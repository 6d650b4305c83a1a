import type { HostAction, StationAction } from './generated/ocpp21.actions.gen.ts'
import { operations as common } from './ocpp2_operations.ts'
import { type Operations, partNews } from './operations.ts'

/** What takes long in OCPP 2.1. */
export const operations: Operations<HostAction, StationAction> = {
  calls: {
    ...common.calls,
    GetDERControl: {
      kind: 'grid-controls',
      request: 'requestId',
      begins: ['Accepted'],
      empty: ['NotFound'],
    },
  },
  news: {
    ...common.news,
    ReportDERControl: partNews('grid-controls', (payload) => [payload]),
  },
}
