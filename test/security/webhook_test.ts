import { once } from 'node:events'
import { createServer, type ServerResponse } from 'node:http'
import { text } from 'node:stream/consumers'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { silentLog } from '../../runtime/log.ts'
import { webhookTo } from '../../runtime/security/webhook.ts'
import { loadSettings } from '../../runtime/settings.ts'
import { refused } from '../support/handshake.ts'
import { at } from '../support/scene.ts'
import { startServer } from '../support/server.ts'
import { TestClock } from '../support/test_clock.ts'

/** Takes what is posted, and answers as it is told. */
async function receiver(answer: (response: ServerResponse, path: string) => void) {
  const bodies: unknown[] = []
  const waiting = new Set<() => void>()
  const server = createServer(async (request, response) => {
    bodies.push(JSON.parse((await text(request)) || 'null'))
    answer(response, request.url ?? '')
    for (const wake of waiting) wake()
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  return {
    url: `http://127.0.0.1:${port}/hook`,
    bodies,
    async until(count: number) {
      while (bodies.length < count) {
        await new Promise<void>((resolve) => waiting.add(resolve))
      }
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

test('a security event is posted as it happens, without a secret', async () => {
  await using hook = await receiver((response) => response.end())
  const settings = { securityWebhook: hook.url, stations: {}, onboarding: 'listed' as const }
  await using server = await startServer({ settings })
  const status = (await refused(server, { path: '/CP1', password: 'not to be told' })).status
  assert.is(status, 403)
  await hook.until(1)
  const [body] = hook.bodies
  assert.equal([at(body, 'kind'), at(body, 'station'), at(body, 'lost')], ['unlisted', 'CP1', 0])
  assert.match(String(at(body, 'at')), /^\d{4}-\d\d-\d\dT.*Z$/)
  assert.not.match(JSON.stringify(hook.bodies), 'not to be told')
})

test('events wait within bounds, redirections are not followed, and silence has an end', async () => {
  let held: ServerResponse | undefined
  await using hook = await receiver((response) => {
    if (held === undefined) held = response
    else response.writeHead(302, { location: '/elsewhere' }).end()
  })
  const clock = new TestClock()
  const { listener, close } = webhookTo({ url: hook.url, clock, log: silentLog })
  const event = { kind: 'limit', at: 0, repeated: 0 } as const
  for (let i = 0; i < 151; i++) listener({ ...event, detail: String(i) })
  await hook.until(1)
  await clock.advance(5000)
  await hook.until(101)
  const details = hook.bodies.map((body) => at(body, 'detail'))
  assert.equal(details, ['0', ...Array.from({ length: 100 }, (_, i) => String(i + 51))])
  // Fifty found no room, and the first was not taken.
  assert.is(at(hook.bodies[1], 'lost'), 51)
  close()
})

const input = { env: {}, cwd: '/', readFile: () => undefined }

test('a URL that cannot be one is refused', () => {
  for (const securityWebhook of ['hook', 'file:///etc', 'https://me:secret@host.example/']) {
    assert.throws(
      () => loadSettings({ ...input, flags: { securityWebhook } }),
      /--security-webhook/,
    )
  }
})

test.run()
