import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http'

/**
 * Ends a connection over which nothing has moved for `ms` while an answer is owed or on its way. What
 * is answered at once, as most is, needs no timer; that of the server itself is set for each request.
 */
export function boundAnswers(listener: RequestListener, ms: number): RequestListener {
  return function answer(incoming: IncomingMessage, outgoing: ServerResponse) {
    listener(incoming, outgoing)
    const { socket } = incoming
    // From the end of an answer on it is the server's own timer that runs, for the next request.
    if (!outgoing.writableEnded || socket.writableLength > 0) socket.setTimeout(ms)
  }
}
