import type { SecurityEvent } from '../security/events.ts'
import { changeView } from './item_view.ts'
import type { ItemChange } from './port.ts'
import { securityEventView } from './security_view.ts'

/** A change as a server-sent event; without an id it does not move the position of the reader. */
export function eventText(change: ItemChange, id?: string): string {
  const position = id === undefined ? '' : `id: ${id}\n`
  return `event: item\n${position}data: ${JSON.stringify(changeView(change))}\n\n`
}

/** Sets the position of a reader without an event. */
export function positionText(id: string): string {
  return `id: ${id}\n\n`
}

/** Tells a reader that what it missed is gone, and that the present values follow. */
export function resetText(lastId: string): string {
  const reason = 'The last event id is too old or of another process; the present values follow'
  return `event: reset\ndata: ${JSON.stringify({ reason, lastId: lastId.slice(0, 100) })}\n\n`
}

/** A security event; it has no id, since it is not sent again after a break. */
export function securityText(event: SecurityEvent): string {
  return `event: security\ndata: ${JSON.stringify(securityEventView(event))}\n\n`
}
