import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { MemoryStore } from '../../runtime/storage/memory.ts'
import { RawStation } from '../support/raw_station.ts'
import { at } from '../support/scene.ts'
import { startServer, type TestServer } from '../support/server.ts'

const old = 'the old password'
const fresh = 'the new password'
const path = '/CP1'

async function connected(server: TestServer, protocol = 'ocpp1.6'): Promise<RawStation> {
  await server.put('/api/v1/stations/CP1/credentials', { password: old })
  return RawStation.connect(server, { path, protocols: [protocol], password: old })
}

async function isIn(server: TestServer, password: string): Promise<boolean> {
  try {
    await using station = await RawStation.connect(server, { path, password })
    await station.call('Heartbeat')
    return true
  } catch {
    return false
  }
}

const rotate = (server: TestServer) =>
  server.put('/api/v1/stations/CP1/credentials', { password: fresh, rotate: true })

test('TC_073: a new password is given as hexadecimal digits, and the old one goes when it is used', async () => {
  const store = new MemoryStore()
  {
    await using server = await startServer({ store })
    await using station = await connected(server)
    station.on('ChangeConfiguration', { payload: { status: 'Accepted' } })
    assert.is((await rotate(server)).status, 200)
    const { payload } = await station.called('ChangeConfiguration')
    const value = Buffer.from(fresh).toString('hex')
    assert.equal(payload, { key: 'AuthorizationKey', value })
    assert.is(at((await server.get('/api/v1/stations/CP1')).body, 'security.isRotating'), true)
    await station.terminate()
    assert.is(await isIn(server, old), true)
  }
  await using server = await startServer({ store })
  assert.is(await isIn(server, old), true)
  assert.is(await isIn(server, fresh), true)
  assert.is(await isIn(server, old), false)
  assert.is(await isIn(server, Buffer.from(fresh).toString('hex')), true)
  assert.is(at((await server.get('/api/v1/stations/CP1')).body, 'security.isRotating'), false)
})

test('TC_A_09: later versions are given it as a variable', async () => {
  await using server = await startServer()
  await using station = await connected(server, 'ocpp2.0.1')
  station.on('SetVariables', ({ payload }) => ({
    payload: {
      setVariableResult: [
        { ...Object(at(payload, 'setVariableData.0')), attributeStatus: 'Accepted' },
      ],
    },
  }))
  assert.is((await rotate(server)).status, 200)
  const { payload } = await station.called('SetVariables')
  assert.equal(at(payload, 'setVariableData'), [
    {
      component: { name: 'SecurityCtrlr' },
      variable: { name: 'BasicAuthPassword' },
      attributeValue: fresh,
    },
  ])
  await station.terminate()
  assert.is(await isIn(server, fresh), true)
  assert.is(await isIn(server, old), false)
})

test('TC_A_10: a password that the station refuses is not valid, and the old one stays', async () => {
  await using server = await startServer()
  for (const answer of [{ payload: { status: 'Rejected' } }, { error: 'InternalError' }]) {
    await using station = await connected(server)
    station.on('ChangeConfiguration', answer)
    const { status } = await rotate(server)
    assert.ok(status === 409 || status === 502, String(status))
    await station.terminate()
    assert.is(await isIn(server, fresh), false)
    assert.is(await isIn(server, old), true)
  }
})

test('a station that goes away before it answers may come with either', async () => {
  await using server = await startServer()
  await using station = await connected(server)
  station.on('ChangeConfiguration', 'silence')
  const asked = rotate(server)
  await station.called('ChangeConfiguration')
  await station.terminate()
  assert.is((await asked).status, 503)
  assert.is(await isIn(server, old), true)
  assert.is(await isIn(server, fresh), true)
  assert.is(await isIn(server, old), false)
})

test('a password that is given by a raw call or as a variable is kept just the same', async () => {
  await using server = await startServer()
  const value = '30313233343536373839414243444546'
  const calls: (() => Promise<unknown>)[] = [
    () =>
      server.post('/api/v1/stations/CP1/calls/ChangeConfiguration', {
        key: 'authorizationkey',
        value,
      }),
    () => server.runtime.setVariables('CP1', [{ key: 'AuthorizationKey', value }], {}),
  ]
  for (const call of calls) {
    await using station = await connected(server)
    station.on('ChangeConfiguration', { payload: { status: 'Accepted' } })
    await call()
    await station.terminate()
    assert.is(await isIn(server, '0123456789ABCDEF'), true)
    assert.is(await isIn(server, old), false)
  }
})

test('a password that the version has no room for is not sent', async () => {
  await using server = await startServer()
  await using station = await connected(server)
  const wish = { password: 'twenty one characters', rotate: true }
  const { status, body } = await server.put('/api/v1/stations/CP1/credentials', wish)
  assert.equal(
    [status, at(body, 'detail')],
    [409, 'AuthorizationKey has no room for this password'],
  )
  assert.equal(
    station.calls.filter(({ action }) => action === 'ChangeConfiguration'),
    [],
  )
})

test.run()
