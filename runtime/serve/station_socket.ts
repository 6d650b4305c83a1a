import { Buffer } from 'node:buffer'
import { WebSocket } from './ws.ts'

/** Told of what comes over the socket of a station. */
export interface SocketListener {
  onMessage(data: Buffer, isBinary: boolean): void
  onPing(): void
  onPong(): void
  /** A frame was too large or malformed: the socket closes itself with the right code. */
  onError(error: Error): void
  onClose(code: number, reason: Buffer): void
}

/**
 * The WebSocket of a station. It tells one listener, without the table of functions that each of many
 * sockets would have.
 */
export class StationSocket extends WebSocket {
  listener: SocketListener | undefined

  /** Tells the listener, and of its end also those who asked for that. */
  override emit(event: string | symbol, first?: unknown, second?: unknown): boolean {
    const { listener } = this
    if (listener === undefined) return super.emit(event, first, second)
    if (event === 'message' && first instanceof Buffer) listener.onMessage(first, second === true)
    else if (event === 'ping') listener.onPing()
    else if (event === 'pong') listener.onPong()
    else if (event === 'error') listener.onError(asError(first))
    else {
      if (event === 'close') listener.onClose(Number(first), asBuffer(second))
      return super.emit(event, first, second)
    }
    return true
  }
}

function asError(thrown: unknown): Error {
  return thrown instanceof Error ? thrown : new Error(String(thrown))
}

function asBuffer(said: unknown): Buffer {
  return said instanceof Buffer ? said : Buffer.from(String(said ?? ''))
}
