import type { Duplex } from 'node:stream'

/** Why a request to connect is refused. */
export interface Refusal {
  readonly status: 400 | 401 | 403 | 408 | 409 | 429 | 503
  readonly reason: string
  /** Seconds. */
  readonly retryAfter?: number | undefined
}

const words: Readonly<Record<Refusal['status'], string>> = {
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  408: 'Request Timeout',
  409: 'Conflict',
  429: 'Too Many Requests',
  503: 'Service Unavailable',
}

/** Answers a request to connect with a refusal, and ends the connection. */
export function refuse(socket: Duplex, { status, reason, retryAfter }: Refusal): void {
  if (!socket.writable) return void socket.destroy()
  const text = `${reason.replaceAll(/[^\x20-\x7e]/g, '?')}\n`
  const headers = [
    `HTTP/1.1 ${status} ${words[status]}`,
    'Connection: close',
    'Content-Type: text/plain',
    `Content-Length: ${text.length}`,
    ...(status === 401 ? ['WWW-Authenticate: Basic realm="OCPP", charset="UTF-8"'] : []),
    ...(retryAfter === undefined ? [] : [`Retry-After: ${retryAfter}`]),
  ]
  socket.end(`${headers.join('\r\n')}\r\n\r\n${text}`)
  // What still comes is read and dropped, so that the answer is not lost in a reset.
  socket.resume()
}
