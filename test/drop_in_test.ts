import { rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { at, openReady, type Scene } from './support/scene.ts'

/** A descriptor built on the general one, with one more item. */
function frequency(more: object = {}, item: object = {}): string {
  return JSON.stringify(
    {
      ddf: 1,
      extends: './ocpp-general.ddf.json',
      name: 'With frequency',
      ...more,
      items: [
        {
          key: 'frequency',
          id: 60,
          name: 'Frequency',
          direction: 'IN',
          type: 'number',
          unit: 'Hz',
          read: { from: 'MeterValues', measurand: 'Frequency', round: 1 },
          ...item,
        },
      ],
    },
    null,
    2,
  )
}

function drop({ server }: Scene, name: string, text: string): Promise<void> {
  return writeFile(join(server.ddf, `${name}.ddf.json`), text)
}

/** Waits until a descriptor is, or is no longer, the one of connector 1. */
function served({ server }: Scene, name: string): Promise<void> {
  return server.until(() => server.runtime.device('CP1:1')?.descriptor === name, `${name} in use`)
}

function meter(scene: Scene, measurand: string, value: string): Promise<unknown> {
  return scene.tell('MeterValues', {
    connectorId: 1,
    meterValue: [{ timestamp: scene.time(), sampledValue: [{ measurand, value }] }],
  })
}

test('a descriptor that names a station is served as soon as it lies in the folder', async () => {
  await using scene = await openReady()
  const { server } = scene
  await meter(scene, 'Voltage', '230')
  await meter(scene, 'Frequency', '49.97')
  assert.is((await server.get('/api/v1/devices/CP1:1/items/frequency')).status, 404)
  const changes: string[] = []
  server.runtime.watch((list) => {
    for (const { item } of list) changes.push(item.key)
  })
  await drop(scene, 'frequency', frequency({ match: [{ vendor: 'Maker', model: 'B*' }] }))
  await served(scene, 'frequency')
  // What the station said before is read by the new descriptor at once.
  const { status, body } = await server.get('/api/v1/devices/CP1:1/items/60')
  assert.equal([status, at(body, 'value')], [200, 50])
  assert.is(scene.value('voltage'), 230)
  const device = await server.get('/api/v1/devices/CP1:1')
  assert.is(at(device.body, 'descriptorReason'), 'match[0] fits: vendor Maker, model B*')
  await scene.settle()
  assert.ok(changes.includes('frequency'), 'the change is told')
  const { body: loaded } = await server.get('/api/v1/descriptors/frequency')
  assert.equal(
    [at(loaded, 'current'), at(loaded, 'errors'), at(loaded, 'devices')],
    [true, 0, ['CP1:1']],
  )
})

test('what a new descriptor knows no value of any more is told, and holds no longer', async () => {
  await using scene = await openReady()
  const { server } = scene
  await meter(scene, 'Voltage', '230')
  await scene.pass(1)
  const told: unknown[] = []
  server.runtime.watch((list) => {
    for (const { item, value, quality } of list)
      if (item.key === 'voltage') told.push([value, quality])
  })
  const read = { from: 'MeterValues', measurand: 'Voltage', location: 'EV' }
  const voltage = { key: 'voltage', id: 10, name: 'Voltage', unit: 'V', read }
  await drop(scene, 'outlet', frequency({ match: [{ vendor: 'Maker' }] }, voltage))
  await served(scene, 'outlet')
  await scene.pass(1)
  assert.is(scene.value('voltage'), null)
  assert.equal(told, [[null, 'unknown']])
  const { body } = await server.get('/api/v1/devices/CP1:1/items/voltage/history')
  assert.ok(Array.isArray(body))
  assert.equal(
    body.map((entry: unknown) => at(entry, 'value')),
    [230, null],
  )
})

test('a station is asked for what a new descriptor reads', async () => {
  await using scene = await openReady({ configuration: { MeterValuesSampledData: 'Voltage' } })
  await scene.settle()
  scene.station.calls.splice(0)
  await drop(scene, 'frequency', frequency({ match: [{ vendor: 'Maker' }] }))
  await served(scene, 'frequency')
  const { payload } = await scene.station.called('ChangeConfiguration')
  assert.is(at(payload, 'key'), 'MeterValuesSampledData')
  assert.match(String(at(payload, 'value')), /,Frequency$/)
})

test('a descriptor that names no station is for every station', async () => {
  await using scene = await openReady()
  await drop(scene, 'frequency', frequency())
  await served(scene, 'frequency')
  assert.is(
    scene.server.runtime.device('CP1:1')?.descriptorReason,
    'It has no match, so it fits every station',
  )
})

test('of several that fit, the one that says more is used', async () => {
  await using scene = await openReady({
    descriptors: {
      a: frequency({ match: [{ vendor: 'Maker' }] }),
      b: frequency({ match: [{ vendor: 'maker', model: 'box', chargePointId: 'CP*' }] }),
      c: frequency({ match: [{ vendor: 'Other', model: 'Box' }] }),
      d: frequency(),
    },
  })
  const chosen = () => scene.server.runtime.device('CP1:1')?.descriptor
  assert.is(chosen(), 'b')
  await rm(join(scene.server.ddf, 'b.ddf.json'))
  await served(scene, 'a')
  await rm(join(scene.server.ddf, 'a.ddf.json'))
  await served(scene, 'd')
  await rm(join(scene.server.ddf, 'd.ddf.json'))
  await served(scene, 'ocpp-general')
  assert.equal([...scene.server.runtime.descriptors()].map(({ name }) => name).sort(), [
    'c',
    'dc-load-managed',
    'ocpp-general',
    'phase-switching',
  ])
})

const broken: readonly (readonly [what: string, text: string, rule: string, about: RegExp])[] = [
  ['text that is cut', '{ "ddf": 1, "name": "x", "items": [', 'json', /./],
  [
    'an unknown word',
    frequency({}, { read: { from: 'MeterValues', measurand: 'Frequenzy' } }),
    'schema',
    /Frequency/,
  ],
  ['a unit that does not fit', frequency({}, { unit: 'kW' }), 'unit-not-of-measurand', /Hz/],
  ['a base that is missing', frequency({ extends: './no.ddf.json' }), 'extends-missing', /no/],
]

for (const [what, text, rule, about] of broken) {
  test(`an edit with ${what} keeps the last right version and says why`, async () => {
    const logged: string[] = []
    const log = {
      debug() {},
      info() {},
      warn() {},
      error: (_: object, m: string) => void logged.push(m),
    }
    await using scene = await openReady({ descriptors: { frequency: frequency() }, log })
    const { server } = scene
    await meter(scene, 'Frequency', '50')
    await drop(scene, 'frequency', text)
    await server.until(() => server.runtime.descriptor('frequency')?.current === false)
    assert.is(server.runtime.device('CP1:1')?.descriptor, 'frequency')
    await meter(scene, 'Frequency', '49.9')
    assert.is(scene.value('frequency'), 49.9)
    const { body } = await server.get('/api/v1/descriptors/frequency')
    const finding = at(body, 'findings.0')
    assert.is(at(finding, 'level'), 'error')
    assert.is(at(finding, 'rule'), rule)
    assert.match(String(at(finding, 'message')), about)
    assert.ok(Number(at(finding, 'line')) > 0)
    assert.is(at(body, 'descriptor.name'), 'With frequency')
    assert.ok(logged.some((line) => line.includes('frequency.ddf.json:')))
    assert.ok(logged.some((line) => line.includes('the last right version stays in use')))
    // Mended, it is in use again.
    await drop(scene, 'frequency', frequency({}, { key: 'hertz' }))
    await server.until(() => scene.value('hertz') === 49.9)
    assert.is(scene.value('frequency'), undefined)
    assert.is(server.runtime.descriptor('frequency')?.current, true)
  })
}

test('a file that was never right is shown, and serves nobody', async () => {
  await using scene = await openReady()
  const { server } = scene
  await drop(scene, 'new', '{ "ddf": 2 }')
  await server.until(() => server.runtime.descriptor('new') !== undefined)
  assert.is(server.runtime.device('CP1:1')?.descriptor, 'ocpp-general')
  const { body } = await server.get('/api/v1/descriptors/new')
  assert.equal([at(body, 'current'), at(body, 'descriptor')], [false, null])
  assert.ok(Number(at(body, 'errors')) > 0)
})

test('what a base says anew is said by what builds on it', async () => {
  const base = (name: string) =>
    JSON.stringify({
      ddf: 1,
      name: 'Base',
      match: [{ vendor: 'nobody' }],
      items: [
        {
          key: 'model',
          name,
          direction: 'IN',
          type: 'string',
          read: { from: 'BootNotification', field: 'chargePointModel' },
        },
      ],
    })
  const child = JSON.stringify({
    ddf: 1,
    extends: './base.ddf.json',
    name: 'Child',
    match: [{ vendor: 'Maker' }],
    items: [
      {
        key: 'vendor',
        name: 'Vendor',
        direction: 'IN',
        type: 'string',
        read: { from: 'BootNotification', field: 'chargePointVendor' },
      },
    ],
  })
  await using scene = await openReady({ descriptors: { base: base('Model'), child } })
  const { server } = scene
  const names = () =>
    server.runtime
      .device('CP1:1')
      ?.items()
      .map(({ item }) => item.name)
  assert.equal(names(), ['Model', 'Vendor'])
  await drop(scene, 'base', base('Type'))
  await server.until(() => names()?.[0] === 'Type')
  await drop(scene, 'base', '{')
  await server.until(() => server.runtime.descriptor('child')?.current === false)
  assert.equal(names(), ['Type', 'Vendor'])
  const refused = await server.delete('/api/v1/descriptors/base')
  assert.is(refused.status, 409)
})

test('other files in the folder do not matter', async () => {
  await using scene = await openReady()
  const { server } = scene
  for (const name of ['notes.txt', 'x.ddf.json.swp', '.y.ddf.json', 'x.json', 'ä.ddf.json']) {
    await writeFile(join(server.ddf, name), '{')
  }
  await drop(scene, 'frequency', frequency())
  await served(scene, 'frequency')
  assert.equal([...server.runtime.descriptors()].map(({ name }) => name).sort(), [
    'dc-load-managed',
    'frequency',
    'ocpp-general',
    'phase-switching',
  ])
  // A file that is moved into place, as careful tools do it.
  const partial = join(server.ddf, 'frequency.tmp')
  await writeFile(partial, frequency({}, { key: 'hertz' }))
  await rename(partial, join(server.ddf, 'frequency.ddf.json'))
  await server.until(() => scene.value('hertz') !== undefined)
})

test('what was written stays known by key when the descriptor changes', async () => {
  await using scene = await openReady()
  await scene.server.write('CP1:1', 'currentSet', 13)
  await drop(scene, 'frequency', frequency())
  await served(scene, 'frequency')
  assert.is(scene.value('currentSet'), 13)
})

test('a descriptor put over HTTP is served at once, and goes as it came', async () => {
  await using scene = await openReady()
  const { server } = scene
  const path = '/api/v1/descriptors/frequency'
  const put = await server.put(path, JSON.parse(frequency()))
  assert.is(put.status, 201)
  assert.is(server.runtime.device('CP1:1')?.descriptor, 'frequency')
  assert.is((await server.put(path, JSON.parse(frequency({ name: 'Other' })))).status, 200)
  assert.is(at((await server.get(path)).body, 'title'), 'Other')
  const wrong = await server.put(path, JSON.parse(frequency({}, { unit: 'kW' })))
  assert.is(wrong.status, 422)
  assert.is(at(wrong.body, 'errors.0.rule'), 'unit-not-of-measurand')
  assert.is(server.runtime.descriptor('frequency')?.current, true, 'nothing was written')
  assert.is((await server.delete(path)).status, 204)
  assert.is(server.runtime.device('CP1:1')?.descriptor, 'ocpp-general')
  assert.is((await server.get(path)).status, 404)
})

test.run()
