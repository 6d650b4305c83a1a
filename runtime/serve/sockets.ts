import type { IncomingMessage } from 'node:http'
import type { Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import type { Clock } from '../clock.ts'
import { plainAddress } from '../security/connections.ts'
import type { StationSecurity } from '../security/station_security.ts'
import { type Refusal, refuse } from './refuse.ts'

/** What counting sockets needs. */
export interface SocketsOptions {
  readonly clock: Clock
  readonly security: StationSecurity
  /** Addresses of reverse proxies. */
  readonly proxies: readonly string[]
}

/** Time in which a refused connection is to end by itself, ms. */
const farewell = 1000

/**
 * The TCP connections to the ports of stations, from the first byte on: they are counted, and ended
 * when they are not open in time, whatever they do meanwhile (nothing, half a request, half a TLS
 * handshake).
 */
export class Sockets {
  readonly #options: SocketsOptions
  readonly #opened = new Map<string, () => void>()
  readonly #all = new Set<Socket>()

  constructor(options: SocketsOptions) {
    this.#options = options
  }

  /** Takes a new connection; whether it may stay. */
  take(socket: Socket, { isTls }: { readonly isTls: boolean }): boolean {
    const { clock, security, proxies } = this.#options
    const address = plainAddress(socket.remoteAddress)
    socket.on('error', () => socket.destroy())
    const total = security.connections.enter()
    if (!total.ok) return this.#refuse(socket, { ...total, isTls })
    socket.once('close', () => total.leave())
    const place = proxies.includes(address) ? undefined : security.connections.visit(address)
    if (place?.ok === false) return this.#refuse(socket, { ...place, isTls })
    const timer = clock.after(security.limits.handshake * 1000, () => {
      this.#limit(address, 'A connection was not open in time')
      socket.destroy()
    })
    const key = keyOf(socket)
    this.#opened.set(key, () => timer.cancel())
    this.#all.add(socket)
    socket.once('close', () => {
      timer.cancel()
      place?.leave()
      this.#opened.delete(key)
      this.#all.delete(socket)
    })
    return true
  }

  /** A connection is open: a WebSocket. `socket` is that of the request, on TLS or not. */
  opened(socket: Duplex): void {
    this.#opened.get(keyOf(socket))?.()
  }

  /** Ends all that are left. */
  close(): void {
    for (const socket of this.#all) socket.destroy()
  }

  /**
   * Where a request comes from. Behind a proxy it is the last address that the proxy itself put down;
   * such an address is counted here, since the connection is that of the proxy.
   */
  origin(request: IncomingMessage): { readonly address: string } | Refusal {
    const direct = plainAddress(request.socket.remoteAddress)
    if (!this.#options.proxies.includes(direct)) return { address: direct }
    const forwarded = String(request.headers['x-forwarded-for'] ?? '')
      .split(',')
      .at(-1)
      ?.trim()
    if (!forwarded) return { address: direct }
    const address = plainAddress(forwarded.slice(0, 45))
    const place = this.#options.security.connections.visit(address)
    if (place.ok) request.socket.once('close', () => place.leave())
    else this.#limit(address, place.reason)
    return place.ok ? { address } : { ...place, retryAfter: 10 }
  }

  #refuse(socket: Socket, { isTls, ...refusal }: Refusal & { readonly isTls: boolean }): false {
    this.#limit(plainAddress(socket.remoteAddress), refusal.reason)
    // A refusal inside of TLS would cost the handshake that is to be saved.
    if (isTls) socket.destroy()
    else {
      refuse(socket, { ...refusal, retryAfter: 10 })
      this.#options.clock.after(farewell, () => socket.destroy())
    }
    return false
  }

  #limit(address: string, detail: string): void {
    this.#options.security.events.note({ kind: 'limit', address, detail })
  }
}

/** The same for a TCP connection and for the TLS on it. */
function keyOf(socket: Duplex): string {
  const port: unknown = Reflect.get(socket, 'remotePort')
  const address: unknown = Reflect.get(socket, 'remoteAddress')
  return `${address} ${port}`
}
