import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { WebSocket } from 'ws'
import type { RawStationOptions } from './raw_station.ts'
import type { TestServer } from './server.ts'

/** Tries to connect and resolves with the HTTP answer that refuses it. */
export function refusal(
  server: TestServer,
  { path, protocols = [] }: RawStationOptions,
): Promise<{ status: number; body: string }> {
  return new Promise((resolve, reject) => {
    const ws = new WebSocket(`ws://127.0.0.1:${server.ocppPort}${path}`, [...protocols])
    ws.on('error', () => undefined)
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
      response.on('end', () => resolve({ status: response.statusCode ?? 0, body }))
    })
  })
}

/** An upgrade request as text; the target is sent as it is, which clients would tidy up. */
export function upgradeText(target: string): string {
  const lines = [
    `GET ${target} HTTP/1.1`,
    'Host: x',
    'Connection: Upgrade',
    'Upgrade: websocket',
    'Sec-WebSocket-Version: 13',
    'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
    'Sec-WebSocket-Protocol: ocpp1.6',
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
export async function openSocket(server: TestServer): Promise<Socket> {
  const socket = connect(server.ocppPort, '127.0.0.1')
  await once(socket, 'connect')
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
