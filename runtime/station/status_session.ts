import type { TransactionId } from '../model.ts'

/** The id of a session that only shows in the status (quirk X16); no station knows it. */
export function sessionId(connector: number, at: number): string {
  return `status-${connector}-${at}`
}

/** Whether an id is one that {@link sessionId} made, so that nothing can be asked of the station about it. */
export function isSessionId(id: TransactionId): boolean {
  return typeof id === 'string' && id.startsWith('status-')
}
