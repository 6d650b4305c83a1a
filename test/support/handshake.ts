import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { credentialsOf, openWebSocket, type RawStationOptions } from './raw_station.ts'
import type { TestServer } from './server.ts'

/** Tries to connect and resolves with the HTTP answer that refuses it. */
export function refusal(
  server: TestServer,
  options: RawStationOptions,
): Promise<{ status: number; body: string }> {
  return refused(server, { protocols: [], ...options }).then(({ status, body }) => ({
    status,
    body,
  }))
}

/** The same with the seconds after which it may be tried again. */
export function refused(
  server: TestServer,
  options: RawStationOptions,
): Promise<{ status: number; body: string; retryAfter: number | undefined }> {
  return new Promise((resolve, reject) => {
    const ws = openWebSocket(server, options)
    ws.on('error', reject)
    ws.on('open', () => {
      ws.terminate()
      reject(new Error('The connection was accepted'))
    })
    ws.on('unexpected-response', (_, response) => {
      let body = ''
      response.setEncoding('utf8')
      response.on('data', (chunk: string) => {
        body += chunk
      })
      response.on('end', () => {
        const { 'retry-after': after } = response.headers
        const retryAfter = after === undefined ? undefined : Number(after)
        resolve({ status: response.statusCode ?? 0, body, retryAfter })
      })
    })
  })
}

/** An upgrade request as text; the target is sent as it is, which clients would tidy up. */
export function upgradeText(
  target: string,
  headers: Readonly<Record<string, string>> = {},
): string {
  const lines = [
    `GET ${target} HTTP/1.1`,
    'Host: x',
    'Connection: Upgrade',
    'Upgrade: websocket',
    'Sec-WebSocket-Version: 13',
    'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
    'Sec-WebSocket-Protocol: ocpp1.6',
    ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`),
  ]
  return `${lines.join('\r\n')}\r\n\r\n`
}

/** The answer to an upgrade request that is to be refused. */
export async function upgrade(server: TestServer, target: string): Promise<string> {
  const socket = await openSocket(server)
  socket.write(upgradeText(target))
  const answer = await readUntil(socket, (text) => text.includes(' 101 '))
  socket.destroy()
  return answer
}

/** A TCP connection to the port of the stations that sends bytes as they are. */
export async function openSocket(server: TestServer, localAddress?: string): Promise<Socket> {
  const to = { port: server.ocppPort, host: '127.0.0.1' }
  const socket = connect(localAddress === undefined ? to : { ...to, localAddress })
  await once(socket, 'connect')
  return socket
}

/**
 * A station that is half-open: it did the handshake, and answers nothing after that, no ping and no
 * goodbye. Resolves when it is connected.
 */
export async function halfOpen(server: TestServer, options: RawStationOptions): Promise<Socket> {
  const socket = await openSocket(server, options.localAddress)
  socket.on('error', () => undefined)
  socket.write(upgradeText(options.path, credentialsOf(options)))
  await readUntil(socket, (text) => text.includes('\r\n\r\n'))
  socket.pause()
  return socket
}

/** Collects what a socket receives until the text holds what is looked for, or the socket ends. */
export function readUntil(socket: Socket, wanted: (text: string) => boolean): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = ''
    socket.setEncoding('latin1')
    socket.on('data', (chunk: string) => {
      text += chunk
      if (wanted(text)) resolve(text)
    })
    socket.on('end', () => resolve(text))
    socket.on('error', reject)
  })
}
