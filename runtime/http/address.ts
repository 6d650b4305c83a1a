import type { Context } from 'hono'
import { incomingOf } from './incoming.ts'

/** The address of whoever asks, as the socket says it; headers of proxies are not believed. */
export function addressOf(c: Context): string {
  return incomingOf(c)?.socket.remoteAddress ?? ''
}

/** One customer has at least the 2^64 addresses of an IPv6 network. */
export function blockOf(address: string): string {
  if (!address.includes(':') || address.startsWith('::')) return address
  const [left = ''] = address.split('::')
  return `${left.split(':').slice(0, 4).join(':')}::/64`
}
