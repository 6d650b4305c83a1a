import { once } from 'node:events'
import { createServer, type RequestListener } from 'node:http'
import { connect, type Socket } from 'node:net'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { boundAnswers } from '../../runtime/serve/bound_answers.ts'

/** A server that bounds answers to 20 ms of silence, and a way to ask it. */
async function serve(listener: RequestListener) {
  const server = createServer(boundAnswers(listener, 20))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('No port')
  return {
    async ask(path: string): Promise<Socket> {
      const socket = connect(address.port, '127.0.0.1')
      socket.on('error', () => undefined)
      await once(socket, 'connect')
      socket.write(request(path))
      return socket
    },
    async [Symbol.asyncDispose]() {
      const closed = once(server, 'close')
      server.close()
      server.closeAllConnections()
      await closed
    },
  }
}

const request = (path: string) => `GET ${path} HTTP/1.1\r\nhost: x\r\n\r\n`

for (const kind of ['now', 'late']) {
  test(`Who is owed an answer is let go, and who was answered ${kind} is not`, async () => {
    await using server = await serve(({ url }, outgoing) => {
      if (url === '/now') outgoing.end('here')
      if (url === '/late') setImmediate(() => outgoing.end('here'))
    })
    const answered = await server.ask(`/${kind}`)
    assert.match(String(await once(answered, 'data')), /here$/)
    const waiting = await server.ask('/never')
    await once(waiting.resume(), 'close')
    answered.write(request(`/${kind}`))
    assert.match(String(await once(answered, 'data')), /here$/)
  })
}

test('Who does not read what was answered at once is let go', async () => {
  const sockets: Socket[] = []
  await using server = await serve((incoming, outgoing) => {
    sockets.push(incoming.socket)
    outgoing.end(Buffer.alloc(64_000_000))
  })
  const socket = await server.ask('/')
  socket.pause()
  while (sockets.length === 0) await new Promise(setImmediate)
  if (sockets[0]?.destroyed === false) await once(sockets[0], 'close')
  socket.destroy()
})

test.run()
