import { Hono } from 'hono'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { createApp } from '../../runtime/http/app.ts'
import { MemoryRuntime } from './support/memory_runtime.ts'

test('Taken into the app of another program, it answers its own problems', async () => {
  const app = new Hono().route('/wallboxes', createApp(new MemoryRuntime(), { version: '1' }))
  app.onError((_, c) => c.text('not ours', 500))
  const answer = await app.request('/wallboxes/api/v1/devices/CP1:1/items')
  assert.is(answer.status, 404)
  assert.is(answer.headers.get('content-type'), 'application/problem+json')
  const { type }: { type?: unknown } = Object(await answer.json())
  assert.is(type, '/problems/unknown-device')
})

test.run()
