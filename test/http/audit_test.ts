import { test } from 'uvu'
import * as assert from 'uvu/assert'
import * as v from 'valibot'
import { auditEntrySchema } from '../../runtime/audit/entry.ts'
import { startServer } from '../support/server.ts'

test('Every write and call is written down with who, what and outcome, secrets masked', async () => {
  await using server = await startServer({ settings: { slaves: 'S1:1' } })
  const made = await server.post('/api/v1/access', { role: 'admin', name: 'boss' })
  const { token } = v.parse(v.object({ token: v.string() }), made.body)
  const ask = async (method: string, path: string, body?: unknown) => {
    const response = await fetch(`http://127.0.0.1:${server.httpPort}/api/v1${path}`, {
      method,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    return {
      status: response.status,
      link: response.headers.get('link'),
      json: await response.json().catch(() => null),
    }
  }
  await ask('PUT', '/devices/S1:1/items/currentSet', { value: 9999 })
  await ask('POST', '/stations/S1/calls/ChangeConfiguration', {
    key: 'AuthorizationKey',
    value: 'canary-1',
  })
  await ask('POST', '/stations/S1/calls/GetDiagnostics', {
    location: 'ftp://me:canary-2@example.com/',
  })
  await ask('PUT', '/plugins/x', { password: 'canary-3' })
  await ask('PUT', '/tokens/CARD', { note: `for ${token}` })
  await ask('GET', '/devices')
  await server.put('/api/v1/tokens/CARD', {})

  const { json, link } = await ask('GET', '/audit?limit=3')
  const newest = v.parse(v.array(auditEntrySchema), json)
  assert.equal(
    newest.map(({ who, action, status }) => [who, action, status]),
    [
      ['nobody', 'PUT /api/v1/tokens/:idTag', 401],
      ['boss', 'PUT /api/v1/tokens/:idTag', 201],
      ['boss', 'PUT /api/v1/plugins/:name', 415],
    ],
  )
  const next = /<\/api\/v1(.*)>/.exec(link ?? '')?.[1] ?? ''
  const older = v.parse(v.array(auditEntrySchema), (await ask('GET', next)).json)
  assert.equal(
    older.map(({ who, status, value }) => [who, status, value]),
    [
      ['boss', 503, { location: 'ftp://***@example.com/' }],
      ['boss', 503, { key: 'AuthorizationKey', value: '***' }],
      ['boss', 422, { value: 9999 }],
    ],
  )
  assert.match(older[2]?.detail ?? '', 'above the maximum')
  const all = JSON.stringify((await ask('GET', '/audit?limit=1000')).json)
  assert.not.match(all, /canary/)
  assert.not.match(all, token.slice(-43))
  assert.is((await ask('GET', '/audit?before=x')).status, 400)
  assert.is((await ask('GET', '/audit?outcome=failed&who=boss&target=S1')).json.length, 3)
})

test.run()
