import type { StationEvent, TransactionReport } from '../model.ts'
import type { Connector } from './connector.ts'
import type { Station } from './station.ts'

/** Tells whoever keeps the record of transactions of an event that may say something of one. */
export function reportOn(
  station: Station,
  event: StationEvent,
  report: ((report: TransactionReport) => void) | undefined,
): void {
  if (report === undefined) return
  let connector: Connector | undefined
  switch (event.kind) {
    case 'Metered':
      connector = station.connectors.meterTarget(event)
      break
    case 'StatusReported':
      if (event.status !== 'Available') return
      connector = station.connectors.get(event.connector)
      break
    case 'TransactionStarted':
    case 'TransactionUpdated':
    case 'TransactionEnded':
      connector = station.connectors.ofTransaction(event.id)
      break
    default:
      return
  }
  const { transaction } = connector?.facts ?? {}
  report({
    station: station.id,
    event,
    connector: connector?.facts.connector,
    runs: transaction?.active === true ? transaction.id : undefined,
    count: (what) => station.counters.count(what),
  })
}
