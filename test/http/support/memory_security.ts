import { systemClock } from '../../../runtime/clock.ts'
import type { SecurityPort } from '../../../runtime/http/ports/security.ts'
import { SecurityEvents } from '../../../runtime/security/events.ts'

/** Security of a runtime without stations: what is asked for is noted, nothing is kept. */
export function memorySecurity(): SecurityPort & { readonly asked: string[] } {
  const asked: string[] = []
  const securityEvents = new SecurityEvents(systemClock)
  const note = async (line: string) => void asked.push(line)
  return {
    asked,
    securityEvents,
    guardState: (station) => ({
      proved: null,
      secure: false,
      address: null,
      least: 0,
      hasPassword: false,
      isRotating: false,
      approved: false,
      rejected: false,
      events: securityEvents.of(station),
    }),
    async putCredentials(station, wish) {
      asked.push(`put ${station} ${JSON.stringify(wish)}`)
      return { kind: 'done', ...(wish.generate && { password: 'made by chance' }) }
    },
    deleteCredentials: (station) => note(`delete ${station}`),
    approve: (station) => note(`approve ${station}`),
    disapprove: (station) => note(`disapprove ${station}`),
    reject: (station) => note(`reject ${station}`),
    disconnect(station) {
      asked.push(`disconnect ${station}`)
      return false
    },
  }
}
