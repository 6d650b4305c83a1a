import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { MemoryStore } from '../../runtime/storage/memory.ts'
import { RawStation, type Scripted } from '../support/raw_station.ts'
import { at, openReady, type Scene, type SceneOptions } from '../support/scene.ts'
import { startServer } from '../support/server.ts'
import { TestClock } from '../support/test_clock.ts'

const keeping = {
  SupportedFeatureProfiles: 'Core,LocalAuthListManagement',
  LocalAuthListEnabled: 'true',
  SendLocalListMaxLength: '2',
  LocalAuthListMaxLength: '100',
}
const settings = { localList: 'on', cards: [{ idTag: 'A' }, { idTag: 'B' }, { idTag: 'C' }] }

/** The memory of a station for its list, and how it answers about it. */
class Memory {
  version = 0
  readonly cards = new Set<string>()
  readonly calls: string[] = []
  /** Said instead of taking the next lists. */
  word: string | undefined

  readonly answers: NonNullable<SceneOptions['answers']> = {
    GetLocalListVersion: () => ({ payload: { listVersion: this.version } }),
    SendLocalList: (payload) => this.#take(payload),
  }

  #take(payload: unknown): Scripted {
    const version = Number(at(payload, 'listVersion'))
    const full = at(payload, 'updateType') === 'Full'
    const given = at(payload, 'localAuthorizationList')
    const list: readonly unknown[] = Array.isArray(given) ? given : []
    const names = list.map((one) => {
      const isGone = at(one, 'idTagInfo') === undefined
      return `${isGone ? '-' : ''}${at(one, 'idTag')}`
    })
    this.calls.push(`${full ? 'full' : 'changes'} ${version}: ${names.join(' ')}`)
    if (this.word !== undefined) return { payload: { status: this.word } }
    if (!full && version <= this.version) return { payload: { status: 'VersionMismatch' } }
    if (full) this.cards.clear()
    for (const name of names) {
      if (name.startsWith('-')) this.cards.delete(name.slice(1))
      else this.cards.add(name)
    }
    this.version = version
    return { payload: { status: 'Accepted' } }
  }
}

async function shownList(scene: Scene) {
  const { body } = await scene.server.get('/api/v1/stations/CP1')
  return at(body, 'cardList')
}

test('A station that keeps a list is sent the cards, and then what changes of them', async () => {
  const memory = new Memory()
  memory.version = 7
  await using scene = await openReady({ configuration: keeping, settings, answers: memory.answers })
  await scene.pass(1)
  assert.equal(memory.calls, ['full 8: A B', 'changes 9: C'])
  assert.equal(await shownList(scene), {
    state: 'current',
    cards: 3,
    leftOut: 0,
    status: 'Accepted',
  })
  await scene.server.put('/api/v1/tokens/D', { status: 'Blocked', parent: 'G' })
  await scene.server.put('/api/v1/tokens/A', { note: 'not sent' })
  await scene.server.delete('/api/v1/tokens/B')
  assert.is(at(await shownList(scene), 'state'), 'waiting')
  await scene.pass(6)
  assert.equal(memory.calls.slice(2), ['changes 10: -B D'])
  const call = scene.station.calls.filter(({ action }) => action === 'SendLocalList').at(-1)
  assert.equal(at(call?.payload, 'localAuthorizationList'), [
    { idTag: 'B' },
    { idTag: 'D', idTagInfo: { status: 'Blocked', parentIdTag: 'G' } },
  ])
  const shown = await scene.server.get('/api/v1/stations/CP1')
  assert.is(at(shown.body, 'localList.version'), 10)
})

test('After a reconnect and a restart nothing is sent again, and all after somebody changed the list', async () => {
  const memory = new Memory()
  const store = new MemoryStore()
  const options = { configuration: keeping, settings, answers: memory.answers, store }
  {
    await using scene = await openReady(options)
    await scene.pass(1)
  }
  memory.calls.length = 0
  {
    await using scene = await openReady(options)
    await scene.pass(1)
    const { runtime } = scene.server
    await scene.server.until(() => runtime.station('CP1')?.cardList.state === 'current')
    assert.equal(memory.calls, [])
    memory.version = 0
    memory.cards.clear()
    await scene.tell('BootNotification', {
      chargePointVendor: 'Maker',
      chargePointModel: 'Box',
      firmwareVersion: '1',
    })
    await scene.pass(1)
    assert.equal(memory.calls, ['full 3: A B', 'changes 4: C'])
    memory.version = 90
    await scene.server.delete('/api/v1/tokens/A')
    await scene.pass(6)
    assert.equal(memory.calls.slice(2), ['changes 5: -A', 'full 91: B C'])
  }
})

test('Nothing is sent to a station that does not say that it keeps a list, nor without being asked', async () => {
  for (const [configuration, localList, state] of [
    [{ SupportedFeatureProfiles: 'Core,SmartCharging' }, 'on', 'unsupported'],
    [{}, 'on', 'unsupported'],
    [keeping, 'off', 'off'],
  ] as const) {
    await using scene = await openReady({ configuration, settings: { ...settings, localList } })
    await scene.server.put('/api/v1/tokens/D', {})
    await scene.pass(10)
    const asked = scene.station.calls.map(({ action }) => action)
    assert.not(
      asked.some((action) => /LocalList/.test(action)),
      asked.join(),
    )
    assert.is(at(await shownList(scene), 'state'), state)
  }
})

test('A refusal is shown and tried again with the next change; not so that there is no list', async () => {
  const memory = new Memory()
  memory.word = 'Failed'
  await using scene = await openReady({ configuration: keeping, settings, answers: memory.answers })
  await scene.pass(60)
  assert.equal(memory.calls, ['full 1: A B'])
  assert.equal(await shownList(scene), { state: 'refused', cards: 0, leftOut: 0, status: 'Failed' })
  memory.word = 'NotSupported'
  await scene.server.put('/api/v1/tokens/D', {})
  await scene.pass(6)
  assert.equal(memory.calls.slice(1), ['full 1: A B'])
  assert.is(at(await shownList(scene), 'state'), 'unsupported')
  memory.word = undefined
  await scene.server.put('/api/v1/tokens/E', {})
  await scene.pass(6)
  assert.is(memory.calls.length, 2)
})

test('What has no room is left out, and a list that is switched off is switched on', async () => {
  const memory = new Memory()
  const configuration = {
    ...keeping,
    LocalAuthListEnabled: 'false',
    SendLocalListMaxLength: '50',
    LocalAuthListMaxLength: '2',
  }
  const long = { idTag: 'more than twenty letters' }
  const cards = [long, ...settings.cards]
  await using scene = await openReady({
    configuration,
    settings: { localList: 'on', cards },
    answers: memory.answers,
  })
  await scene.pass(1)
  assert.equal(memory.calls, ['full 1: A B'])
  assert.is(at(await shownList(scene), 'leftOut'), 2)
  const changes = scene.station.calls.filter(({ action }) => action === 'ChangeConfiguration')
  const set = changes.find(({ payload }) => at(payload, 'key') === 'LocalAuthListEnabled')
  assert.is(at(set?.payload, 'value'), 'true')
})

test('A station of OCPP 2.0.1 is sent the cards in its own words', async () => {
  const clock = new TestClock()
  await using server = await startServer({ clock, settings })
  await using station = await RawStation.connect(server, {
    path: '/CP1',
    protocols: ['ocpp2.0.1'],
  })
  const variables: Readonly<Record<string, string>> = {
    'LocalAuthListCtrlr/Available': 'true',
    'LocalAuthListCtrlr/Enabled': 'true',
    'LocalAuthListCtrlr/ItemsPerMessage': '100',
    'LocalAuthListCtrlr/BytesPerMessage': '600',
  }
  station.on('GetVariables', ({ payload }) => {
    const asked = at(payload, 'getVariableData')
    const results = (Array.isArray(asked) ? asked : []).map((one: unknown) => {
      const component = at(one, 'component')
      const variable = at(one, 'variable')
      const value = variables[`${at(component, 'name')}/${at(variable, 'name')}`]
      return value === undefined
        ? { component, variable, attributeStatus: 'UnknownVariable' }
        : { component, variable, attributeStatus: 'Accepted', attributeValue: value }
    })
    return { payload: { getVariableResult: results } }
  })
  station.on('GetLocalListVersion', { payload: { versionNumber: 0 } })
  station.on('SendLocalList', { payload: { status: 'Accepted' } })
  await station.call('BootNotification', {
    reason: 'PowerUp',
    chargingStation: { vendorName: 'Maker', model: 'Box' },
  })
  for (let i = 0; i < 4; i++) {
    await clock.advance(1000, () => station.settle())
    await station.settle()
  }
  const sent = station.calls.filter(({ action }) => action === 'SendLocalList')
  assert.equal(
    sent.map(({ payload }) => payload),
    [
      {
        versionNumber: 1,
        updateType: 'Full',
        localAuthorizationList: ['A', 'B'].map((idToken) => ({
          idToken: { idToken, type: 'Central' },
          idTokenInfo: { status: 'Accepted' },
        })),
      },
      {
        versionNumber: 2,
        updateType: 'Differential',
        localAuthorizationList: [
          { idToken: { idToken: 'C', type: 'Central' }, idTokenInfo: { status: 'Accepted' } },
        ],
      },
    ],
  )
})

test.run()
