import type { WebSocket } from 'ws'
import { WebSocket as Socket } from './ws.ts'

/** Told of what comes over the socket of a station. */
export interface SocketListener {
  onMessage(data: Buffer, isBinary: boolean): void
  onPing(): void
  onPong(): void
  /** A frame was too large or malformed: the socket closes itself with the right code. */
  onError(error: Error): void
  onClose(code: number, reason: Buffer): void
}

/** The WebSocket of a station. There are many: what listens to them is the same for all. */
export class StationSocket extends Socket {
  listener: SocketListener | undefined

  /** Tells this listener, and no other. */
  tell(listener: SocketListener): void {
    this.listener = listener
    this.on('message', message)
    this.on('ping', ping)
    this.on('pong', pong)
    this.on('error', error)
    this.on('close', close)
  }
}

function message(this: WebSocket, data: Buffer, isBinary: boolean): void {
  if (this instanceof StationSocket) this.listener?.onMessage(data, isBinary)
}

function ping(this: WebSocket): void {
  if (this instanceof StationSocket) this.listener?.onPing()
}

function pong(this: WebSocket): void {
  if (this instanceof StationSocket) this.listener?.onPong()
}

function error(this: WebSocket, problem: Error): void {
  if (this instanceof StationSocket) this.listener?.onError(problem)
}

function close(this: WebSocket, code: number, reason: Buffer): void {
  if (this instanceof StationSocket) this.listener?.onClose(code, reason)
}
