import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { RawStation } from '../support/raw_station.ts'
import { at } from '../support/scene.ts'
import { startServer } from '../support/server.ts'

const path = '/CP1'
const calls = '/api/v1/stations/CP1/calls'

test('a call under way on a replaced connection fails at once, with a problem of its own', async () => {
  await using server = await startServer()
  await using old = await RawStation.connect(server, { path })
  old.on('Reset', 'silence')
  const call = server.post(`${calls}/Reset`, { type: 'Soft' })
  await old.called('Reset')
  await using fresh = await RawStation.connect(server, { path })
  const { status, body } = await call
  assert.is(status, 503)
  assert.is(at(body, 'type'), '/problems/replaced')
  assert.match(String(at(body, 'detail')), /^The connection was replaced before station "CP1"/)
  // What may have been done is not done again.
  await fresh.call('Heartbeat')
  assert.equal(fresh.calls.map(({ action }) => action).includes('Reset'), false)
})

test('one that only looks, or was not sent yet, is made on the new connection', async () => {
  await using server = await startServer()
  await using old = await RawStation.connect(server, { path })
  old.on('GetLocalListVersion', 'silence')
  const looking = server.post(`${calls}/GetLocalListVersion`, {})
  await old.called('GetLocalListVersion')
  // One call goes out at a time, so this one waits.
  const waiting = server.runtime.call('CP1', 'Reset', { type: 'Hard' }, {})
  await using _fresh = await RawStation.connect(server, {
    path,
    scripts: {
      GetLocalListVersion: { payload: { listVersion: 7 } },
      Reset: { payload: { status: 'Accepted' } },
    },
  })
  const { status, body } = await looking
  assert.equal([status, body], [200, { listVersion: 7 }])
  assert.equal(await waiting, { kind: 'answer', payload: { status: 'Accepted' } })
  assert.equal(
    old.calls.filter(({ action }) => action === 'Reset'),
    [],
  )
})

test('a password is not said to whoever takes the place of a connection', async () => {
  await using server = await startServer()
  await using old = await RawStation.connect(server, { path })
  old.on('ChangeConfiguration', 'silence')
  const payload = { key: 'AuthorizationKey', value: 'correct horse battery' }
  const call = server.post(`${calls}/ChangeConfiguration`, payload)
  await old.called('ChangeConfiguration')
  await using fresh = await RawStation.connect(server, { path })
  assert.is((await call).status, 503)
  await fresh.call('Heartbeat')
  assert.not.ok(JSON.stringify(fresh.received).includes(payload.value))
})

test.run()
