import type { Duplex } from 'node:stream'
import type { WebSocket } from 'ws'

/**
 * Whether a socket is that of a WebSocket, so that finished frames may be written to it: the library
 * itself writes to it at once, uncompressed and unfragmented. Else another stands in for it.
 */
export function isUnder(ws: WebSocket, socket: Duplex): boolean {
  return Reflect.get(ws, '_socket') === socket
}

/**
 * A text message as one finished frame of a server, to be written as `latin1`: nothing is copied and
 * one write is enough. `undefined` for text that is long or not plain ASCII.
 */
export function shortFrame(text: string): string | undefined {
  const { length } = text
  if (length > longest || unusual.test(text)) return undefined
  if (length < 126) return `\x81${String.fromCharCode(length)}${text}`
  return `\x81\x7e${String.fromCharCode(length >> 8, length & 255)}${text}`
}

/** Longer text gains nothing. */
const longest = 4096
const unusual = /[^ -~]/
