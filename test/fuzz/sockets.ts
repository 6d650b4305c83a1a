import { once } from 'node:events'
import { connect } from 'node:net'
import { RawStation } from '../support/raw_station.ts'
import type { Bench } from './bench.ts'
import type { Kind } from './kinds.ts'
import { garbled, mutated } from './mutate.ts'

const upgrade =
  'GET /FUZZ-S HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n' +
  'Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n' +
  'Sec-WebSocket-Protocol: ocpp1.6\r\nAuthorization: Basic RlVaWjpwYXNz\r\n\r\n'
const bareRequest =
  'PUT /api/v1/devices/FUZZ-0:1/items/currentSet HTTP/1.1\r\nHost: 127.0.0.1\r\n' +
  'Content-Type: application/json\r\nContent-Length: 12\r\n\r\n{"value":16}'

/** Frames over a real socket, and after them a call that must be answered, or the connection is over. */
const overSocket: Kind = {
  name: 'socket frames',
  weight: 4,
  make(random, { corpus }) {
    const lines = Array.from({ length: 20 }, () => {
      const [action, payload] = random.pick(corpus.calls)
      const text = JSON.stringify([2, `s${random.below(1e9)}`, action, mutated(payload, random)])
      return random.once(3) ? garbled(text, random) : text
    })
    return JSON.stringify(lines)
  },
  async run(input, { server }) {
    const lines: string[] = JSON.parse(input)
    const station = await RawStation.attempt(server, { path: '/FUZZ-S', protocols: ['ocpp1.6'] })
    if (typeof station === 'number')
      return station < 500 || station === 503 ? undefined : `${station}`
    for (const line of lines) if (!station.isEnded) station.send(line)
    if (!station.isEnded) station.frame([2, 'last', 'Heartbeat', {}])
    const isLast = (frame: readonly unknown[]) => frame[0] === 3 && frame[1] === 'last'
    try {
      await station.until(() => station.isEnded || station.received.some(isLast))
    } catch {
      // Over, or not answered.
    }
    const fine = station.isEnded || station.received.some(isLast)
    station.ws.terminate()
    await station.ended
    return fine ? undefined : 'a call after them was not answered'
  },
}

/** Bytes to either port in place of a request: the socket is answered or closed, the server goes on. */
function rawKind(name: string, template: string, portOf: (bench: Bench) => number): Kind {
  return {
    name,
    weight: 4,
    make: (random) => garbled(template, random),
    async run(input, bench) {
      const socket = connect(portOf(bench), '127.0.0.1')
      socket.on('error', () => undefined)
      const closed = once(socket, 'close')
      let answer = ''
      socket.setEncoding('latin1').on('data', (part: string) => {
        answer += part
        socket.end()
      })
      socket.end(Buffer.from(input, 'utf8'))
      await closed
      if (/^HTTP\/1\.1 500/.test(answer)) return answer.slice(0, 300)
      const { status } = await bench.server.get('/health')
      return status === 200 ? undefined : `afterwards /health answered ${status}`
    },
  }
}

/** Ways in over real sockets. */
export const socketKinds: readonly Kind[] = [
  overSocket,
  rawKind('raw upgrades', upgrade, ({ server }) => server.ocppPort),
  rawKind('raw requests', bareRequest, ({ server }) => server.httpPort),
]
