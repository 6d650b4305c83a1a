import type { ConnectorView } from '../plugin/plugin.ts'
import type { Connectors } from './connectors.ts'

/** What hooks see of the connectors of a station, by number. */
export function connectorViews(connectors: Connectors): readonly ConnectorView[] {
  return [...connectors.outlets()]
    .map(({ facts: { connector, status, transaction, profile } }) => ({
      connector,
      status: status?.status ?? null,
      transaction:
        transaction === undefined ? null : { id: transaction.id, active: transaction.active },
      limit: profile === undefined ? null : { value: profile.limit, unit: profile.unit },
    }))
    .sort((a, b) => a.connector - b.connector)
}
