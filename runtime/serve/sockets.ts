import type { IncomingMessage } from 'node:http'
import type { Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import type { Clock, Timer } from '../clock.ts'
import { type Place, plainAddress } from '../security/connections.ts'
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
  /** Those that are not open yet, by where they come from. */
  readonly #opening = new Map<string, Socket>()
  readonly #all = new Map<Socket, Guest>()
  /** One for all sockets, as there are many. */
  readonly #onClose: (this: Socket) => void

  constructor(options: SocketsOptions) {
    this.#options = options
    const left = (socket: Socket) => this.#left(socket)
    this.#onClose = function () {
      left(this)
    }
  }

  /** Takes a new connection; whether it may stay. */
  take(socket: Socket, { isTls }: { readonly isTls: boolean }): boolean {
    const { clock, security, proxies } = this.#options
    const address = plainAddress(socket.remoteAddress)
    socket.on('error', destroyThis)
    const total = security.connections.enter()
    if (!total.ok) return this.#refuse(socket, { ...total, isTls })
    const place = proxies.includes(address) ? undefined : security.connections.visit(address)
    if (place?.ok === false) {
      socket.once('close', () => total.leave())
      return this.#refuse(socket, { ...place, isTls })
    }
    const timer = clock.after(security.limits.handshake * 1000, () => {
      this.#limit(address, 'A connection was not open in time')
      socket.destroy()
    })
    const key = keyOf(socket)
    this.#opening.set(key, socket)
    this.#all.set(socket, { total, place, opening: { key, timer } })
    socket.on('close', this.#onClose)
    return true
  }

  /**
   * A connection is open: a WebSocket, which minds the errors of its socket by itself, or a transfer.
   * `socket` is that of the request, on TLS or not.
   */
  opened(socket: Duplex): void {
    const under = this.#opening.get(keyOf(socket))
    const guest = under && this.#all.get(under)
    if (guest !== undefined) this.#open(guest)
  }

  /** Ends all that are left. */
  close(): void {
    for (const socket of this.#all.keys()) socket.destroy()
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

  /** From now on there is no hurry. */
  #open(guest: Guest): void {
    if (guest.opening === undefined) return
    guest.opening.timer.cancel()
    this.#opening.delete(guest.opening.key)
    guest.opening = undefined
  }

  #left(socket: Socket): void {
    const guest = this.#all.get(socket)
    if (guest === undefined) return
    this.#open(guest)
    guest.total.leave()
    guest.place?.leave()
    this.#all.delete(socket)
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

interface Guest {
  readonly total: TakenPlace
  readonly place: TakenPlace | undefined
  /** Until it is open. */
  opening: { readonly key: string; readonly timer: Timer } | undefined
}

type TakenPlace = Extract<Place, { ok: true }>

/** Listens to errors of sockets: what is broken is gone. */
export function destroyThis(this: Duplex): void {
  this.destroy()
}

/** The same for a TCP connection and for the TLS on it. */
function keyOf(socket: Duplex): string {
  const port: unknown = Reflect.get(socket, 'remotePort')
  const address: unknown = Reflect.get(socket, 'remoteAddress')
  return `${address} ${port}`
}
