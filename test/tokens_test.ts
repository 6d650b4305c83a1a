import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { MemoryStore } from '../runtime/storage/memory.ts'
import { type Change, StoreError } from '../runtime/storage/store.ts'
import { at, openReady, openScene } from './support/scene.ts'
import { startServer } from './support/server.ts'

const settings = { cards: [{ idTag: 'STAFF' }, { idTag: 'Anna', note: 'of the settings' }] }

test('What was put or deleted over HTTP survives, and wins over the settings', async () => {
  const store = new MemoryStore()
  {
    await using server = await startServer({ store, settings })
    assert.is((await server.put('/api/v1/tokens/anna', { note: 'changed' })).status, 200)
    assert.is((await server.put('/api/v1/tokens/NEW', { parent: 'STAFF' })).status, 201)
    assert.is((await server.put('/api/v1/tokens/GONE', {})).status, 201)
    assert.is((await server.delete('/api/v1/tokens/gone')).status, 204)
    assert.is((await server.delete('/api/v1/tokens/STAFF')).status, 204)
  }
  {
    await using server = await startServer({ store, settings })
    assert.equal(await tokens(server), ['anna changed', 'NEW null'])
    assert.is((await server.put('/api/v1/tokens/STAFF', {})).status, 201)
  }
  await using server = await startServer({ store, settings })
  assert.equal((await tokens(server)).sort(), ['NEW null', 'STAFF null', 'anna changed'])
})

test('Nothing is changed that cannot be stored', async () => {
  const store = new FailingStore()
  await using server = await startServer({ store, settings })
  store.failing = true
  const put = await server.put('/api/v1/tokens/NEW', {})
  assert.is(put.status, 503)
  assert.is(at(put.body, 'type'), '/problems/not-stored')
  assert.is((await server.delete('/api/v1/tokens/Anna')).status, 503)
  assert.is((await server.post('/api/v1/tokens', [{ idTag: 'NEW' }])).status, 503)
  assert.is((await tokens(server)).length, 2)
  store.failing = false
  assert.is((await server.put('/api/v1/tokens/NEW', {})).status, 201)
})

test('Unknown cards are refused where the settings say so, unless RFID_AUTH_EN says otherwise', async () => {
  const store = new MemoryStore()
  const settings = { unknownCards: 'refuse', stations: { CP2: { unknownCards: 'accept' } } }
  {
    await using scene = await openReady({ store, settings })
    const other = await scene.connect({ path: '/CP2' })
    assert.is(await shown(scene, 'X'), 'Invalid')
    const frame = await other.call('Authorize', { idTag: 'X' })
    assert.is(at(frame[2], 'idTagInfo.status'), 'Accepted')
    const reply = await scene.server.write(scene.address, 'rfidAuthEnable', 0)
    assert.is(reply.status, 200)
    assert.is(await shown(scene, 'X'), 'Accepted')
  }
  await using scene = await openReady({ store, settings })
  assert.is(await shown(scene, 'X'), 'Accepted', 'as written before the restart')
  assert.is(scene.value('rfidAuthEnable'), 0)
})

test('RFID_ADD shows an unknown card until it is taught in', async () => {
  await using scene = await openReady()
  await shown(scene, 'NEW')
  assert.is(scene.value('rfidAdd'), 'NEW')
  await scene.server.put('/api/v1/tokens/new', {})
  await scene.settle()
  assert.is(scene.value('rfidAdd'), null)
})

test('A card that is shown is learned where the settings say so, and stays known', async () => {
  const store = new MemoryStore()
  {
    await using scene = await openScene({ store, settings: { unknownCards: 'learn' } })
    assert.is(await shown(scene, 'NEW'), 'Accepted')
    assert.equal(await tokens(scene.server), ['NEW shown at CP1'])
  }
  await using scene = await openScene({ store, settings: { unknownCards: 'refuse' } })
  assert.is(await shown(scene, 'new'), 'Accepted')
  assert.is(await shown(scene, 'OTHER'), 'Invalid')
})

test('A group goes with the answer about its card', async () => {
  await using scene = await openReady()
  await scene.server.put('/api/v1/tokens/KID', { parent: 'FAMILY' })
  const answer = await scene.tell('Authorize', { idTag: 'KID' })
  assert.is(at(answer, 'idTagInfo.parentIdTag'), 'FAMILY')
})

test.run()

async function tokens(server: { get(path: string): Promise<{ body: unknown }> }) {
  const { body } = await server.get('/api/v1/tokens')
  if (!Array.isArray(body)) throw new Error('No list')
  return body.map((one: unknown) => `${at(one, 'idTag')} ${at(one, 'note')}`)
}

async function shown(scene: Pick<Awaited<ReturnType<typeof openScene>>, 'tell'>, idTag: string) {
  return at(await scene.tell('Authorize', { idTag }), 'idTagInfo.status')
}

/** Fails as long as it is told to. */
class FailingStore extends MemoryStore {
  failing = false

  override async commit(changes: readonly Change[]): Promise<void> {
    if (this.failing) throw new StoreError('The disk is full')
    await super.commit(changes)
  }
}
