import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { at, identity, openReady, openScene } from '../support/scene.ts'
import {
  allMeasurands,
  calls,
  read,
  set,
  trigger,
  usual,
  wantedKeys,
} from '../support/setup_calls.ts'

test('a station is asked for nothing before it booted, and then a second later', async () => {
  await using scene = await openScene({ configuration: usual })
  await scene.pass(2)
  await scene.tell('BootNotification', identity)
  await scene.status('Available')
  await scene.pass(0.9)
  assert.equal(calls(scene), [])
  await scene.pass(0.1)
  assert.equal(calls(scene), [
    read('GetConfigurationMaxKeys'),
    read(),
    set('MeterValueSampleInterval', '10'),
    set('MeterValuesSampledData', allMeasurands),
  ])
  assert.is(scene.value('interval'), 10)
  const { body } = await scene.server.get('/api/v1/stations/CP1')
  assert.equal(at(body, 'setup'), [
    { step: 'read key limit', outcome: 'Accepted' },
    { step: 'read configuration', outcome: 'Accepted' },
    { step: 'set MeterValueSampleInterval = 10', outcome: 'Accepted' },
    { step: `set MeterValuesSampledData = ${allMeasurands}`, outcome: 'Accepted' },
  ])
})

test('what is right already is not written', async () => {
  await using scene = await openReady({
    configuration: {
      MeterValueSampleInterval: '10',
      MeterValuesSampledData: `SoC, ${allMeasurands.split(',').reverse().join(' , ')}`,
    },
  })
  assert.equal(calls(scene), [read('GetConfigurationMaxKeys'), read()])
})

test('what cannot be written is not written', async () => {
  await using scene = await openReady({
    configuration: usual,
    readonly: ['MeterValueSampleInterval', 'MeterValuesSampledData'],
  })
  assert.equal(calls(scene), [read('GetConfigurationMaxKeys'), read()])
  assert.is(scene.value('interval'), 60)
})

test('keys are found whatever their case, and written as the station spells them', async () => {
  await using scene = await openReady({
    configuration: {
      metervaluesampleinterval: '60',
      metervaluessampleddata: "'Energy.Active.Import.Register', 'Voltage'",
      getconfigurationmaxkeys: '50',
    },
  })
  assert.equal(calls(scene), [
    read('GetConfigurationMaxKeys'),
    read(),
    set('metervaluesampleinterval', '10'),
    set('metervaluessampleddata', allMeasurands),
  ])
  assert.is(scene.value('interval'), 10)
})

test('measurands in quotes are measurands', async () => {
  const quoted = allMeasurands.split(',').map((word) => `'${word}'`)
  await using scene = await openReady({
    configuration: { MeterValueSampleInterval: '10', MeterValuesSampledData: quoted.join(',') },
  })
  assert.equal(calls(scene), [read('GetConfigurationMaxKeys'), read()])
})

test('a station that takes one key in a request is asked for one at a time', async () => {
  await using scene = await openReady({
    configuration: { ...usual, GetConfigurationMaxKeys: '1' },
  })
  assert.equal(calls(scene).slice(0, 8), [
    read('GetConfigurationMaxKeys'),
    ...wantedKeys.map((key) => read(key)),
  ])
  assert.is(scene.value('interval'), 10)
})

test('a station that takes three keys in a request is asked for three at a time', async () => {
  await using scene = await openReady({
    configuration: { ...usual, GetConfigurationMaxKeys: '3' },
  })
  assert.equal(calls(scene).slice(1, 4), [
    read(...wantedKeys.slice(0, 3)),
    read(...wantedKeys.slice(3, 6)),
    read(...wantedKeys.slice(6)),
  ])
})

test('no answer to a request for all keys leads to requests for four', async () => {
  await using scene = await openScene({
    answers: {
      GetConfiguration(payload) {
        const keys = at(payload, 'key')
        if (!Array.isArray(keys) || keys.length > 4) return 'silence'
        const configurationKey = keys
          .filter((key) => key === 'MeterValueSampleInterval')
          .map((key) => ({ key, readonly: false, value: '30' }))
        return { payload: { configurationKey, unknownKey: keys.slice(configurationKey.length) } }
      },
    },
  })
  await scene.tell('BootNotification', identity)
  await scene.status('Available')
  await scene.pass(1)
  assert.equal(calls(scene), [read('GetConfigurationMaxKeys'), read()])
  await scene.pass(30)
  assert.equal(calls(scene).slice(2), [
    read(...wantedKeys.slice(0, 4)),
    read(...wantedKeys.slice(4)),
    set('MeterValueSampleInterval', '10'),
  ])
  // Silence is remembered: the same is not asked again after the next boot.
  const before = scene.station.calls.length
  await scene.tell('BootNotification', identity)
  await scene.pass(1)
  assert.equal(calls(scene).slice(before), [
    read('GetConfigurationMaxKeys'),
    read(...wantedKeys.slice(0, 4)),
    read(...wantedKeys.slice(4)),
    set('MeterValueSampleInterval', '10'),
  ])
})

test('a list of measurands that is refused is tried shorter, three times at most', async () => {
  await using scene = await openReady({
    configuration: { ...usual, MeterValueSampleInterval: '10' },
    answers: { ChangeConfiguration: { payload: { status: 'Rejected' } } },
  })
  assert.equal(calls(scene).slice(2), [
    set('MeterValuesSampledData', allMeasurands),
    set('MeterValuesSampledData', 'Energy.Active.Import.Register,Power.Active.Import'),
  ])
})

test('a list that counts after a reboot is written once', async () => {
  await using scene = await openReady({
    configuration: { ...usual, MeterValueSampleInterval: '10' },
    answers: { ChangeConfiguration: { payload: { status: 'RebootRequired' } } },
  })
  assert.equal(calls(scene).slice(2), [set('MeterValuesSampledData', allMeasurands)])
  const { body } = await scene.server.get('/api/v1/stations/CP1')
  assert.equal(at(body, 'setup.2'), {
    step: `set MeterValuesSampledData = ${allMeasurands}`,
    outcome: 'RebootRequired',
  })
})

test('no more measurands are asked for than the station takes', async () => {
  await using scene = await openReady({
    configuration: { ...usual, MeterValuesSampledDataMaxLength: '2' },
  })
  assert.equal(calls(scene).at(-1), [
    'ChangeConfiguration',
    {
      key: 'MeterValuesSampledData',
      value: 'Energy.Active.Import.Register,Power.Active.Import',
    },
  ])
})

test('a station that implements nothing is served all the same', async () => {
  await using scene = await openReady({
    answers: {
      GetConfiguration: { error: 'NotImplemented' },
      ChangeConfiguration: { error: 'InternalError' },
      TriggerMessage: { error: 'NotImplemented' },
    },
  })
  assert.is(scene.value('cps'), 65)
  assert.is(scene.value('interval'), null)
  assert.ok(scene.station.calls.length < 8)
})

test('a station that told no status is asked for it', async () => {
  await using scene = await openScene({ configuration: usual })
  await scene.tell('BootNotification', identity)
  await scene.pass(1)
  assert.equal(calls(scene).at(-1), trigger('StatusNotification'))
  // Its connectors are known from its configuration.
  assert.is(scene.value('cps'), null)
  assert.is(scene.value('interval'), 10)
})

test('a station that reports no connector before set-up is asked for its values', async () => {
  await using scene = await openScene({ configuration: { ...usual, NumberOfConnectors: '2' } })
  await scene.tell('BootNotification', identity)
  await scene.status('Available', 0)
  await scene.pass(1)
  assert.ok(
    calls(scene).some(([, payload]) => at(payload, 'value') === allMeasurands),
    'measurands are asked for',
  )
  const addresses = scene.server.runtime.devices().map(({ address }) => address)
  assert.equal(addresses, ['CP1:1', 'CP1:2'])
})

test('a station may answer our calls only after we answered its own', async () => {
  await using scene = await openScene({ configuration: usual })
  await scene.tell('BootNotification', identity)
  await scene.status('Available')
  const { station } = scene
  const held: (() => void)[] = []
  station.on('GetConfiguration', ({ id }) => {
    held.push(() => station.frame([3, id, { configurationKey: [], unknownKey: [] }]))
    return 'silence'
  })
  await scene.pass(1)
  assert.is(held.length, 1)
  for (let i = 0; i < 5; i++) assert.is((await station.call('Heartbeat'))[0], 3)
  for (let next = held.shift(); next !== undefined; next = held.shift()) {
    next()
    await station.settle()
  }
  const { body } = await scene.server.get('/api/v1/stations/CP1')
  assert.equal(at(body, 'setup.1'), { step: 'read configuration', outcome: 'Accepted' })
})

test('one own call is under way at a time', async () => {
  await using scene = await openReady({ answers: { UnlockConnector: 'silence' } })
  const { station, server } = scene
  const before = station.calls.length
  const unlock = (connectorId: number) =>
    server.post('/api/v1/stations/CP1/calls/UnlockConnector', { connectorId })
  const replies = [unlock(1), unlock(2), unlock(3)]
  const answered = new Set<string>()
  for (let i = 0; i < 3; i++) {
    await station.until(() => station.calls.length === before + i + 1)
    await station.settle()
    assert.is(station.calls.length, before + i + 1)
    const call = station.calls.at(-1)
    assert.not(answered.has(String(call?.id)))
    answered.add(String(call?.id))
    station.frame([3, call?.id, { status: 'Unlocked' }])
  }
  for (const reply of replies) assert.is((await reply).status, 200)
})

test.run()
