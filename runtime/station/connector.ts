import { type Facts, inUse } from '../model.ts'

/** One connector and which of its facts changed since its items were last computed. */
export interface Connector {
  readonly facts: Facts
  changed: number
}

/** What the connectors of a station ask and tell. */
export interface ConnectorHooks {
  onNew(connector: Connector): void
  onGone(connector: Connector): void
  /** Whether there is room for more connectors than stations usually have; by default there is. */
  hasRoom?(): boolean
}

/** Whether anybody ever charged there, or does something there now. */
export function isUsed({ transaction, status }: Facts): boolean {
  return transaction !== undefined || (status !== undefined && inUse.has(status.status))
}

/** Whether nobody charges there, or a vehicle waits for a card. */
export function isFree({ transaction }: Facts): boolean {
  if (transaction?.active !== true) return true
  return transaction.chargingState === 'EVConnected' && transaction.idTag === undefined
}

/** Forgets the number of the last message: some stations begin anew when they boot. */
export function forgetOrder(facts: Facts): void {
  if (facts.transaction?.order !== undefined) {
    facts.transaction = { ...facts.transaction, order: undefined }
  }
}
