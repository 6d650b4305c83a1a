import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { at, identity, openReady, openScene, resultOf, type Scene } from '../support/scene.ts'

const allMeasurands = 'Energy.Active.Import.Register,Power.Active.Import,Current.Import,Voltage'
/** Keys that set-up and the general descriptor need. */
const wantedKeys = [
  'MeterValueSampleInterval',
  'MeterValuesSampledData',
  'MeterValuesSampledDataMaxLength',
  'ChargeProfileMaxStackLevel',
  'ChargingScheduleAllowedChargingRateUnit',
  'NumberOfConnectors',
  'ConnectorSwitch3to1PhaseSupported',
]
const usual = {
  MeterValueSampleInterval: '60',
  MeterValuesSampledData: 'Energy.Active.Import.Register',
  NumberOfConnectors: '1',
}

/** The calls that the host made, in order: action and payload. */
function calls({ station }: Scene): readonly (readonly [string, unknown])[] {
  return station.calls.map(({ action, payload }) => [action, payload] as const)
}

const read = (...key: string[]) => ['GetConfiguration', key.length === 0 ? {} : { key }] as const
const set = (key: string, value: string) => ['ChangeConfiguration', { key, value }] as const
const trigger = (requestedMessage: string) => ['TriggerMessage', { requestedMessage }] as const

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

test('another firmware is asked again for what was not answered', async () => {
  let answers = false
  await using scene = await openScene({
    configuration: usual,
    answers: {
      ChangeConfiguration: () => (answers ? { payload: { status: 'Accepted' } } : 'silence'),
    },
  })
  await scene.tell('BootNotification', identity)
  await scene.status('Available')
  await scene.pass(1)
  await scene.pass(30)
  await scene.pass(30)
  assert.equal(calls(scene).slice(2), [
    set('MeterValueSampleInterval', '10'),
    set('MeterValuesSampledData', allMeasurands),
  ])
  answers = true
  await scene.tell('BootNotification', identity)
  await scene.pass(1)
  assert.is(scene.station.calls.length, 6, 'the same firmware is not asked again')
  await scene.tell('BootNotification', { ...identity, firmwareVersion: '2' })
  await scene.pass(1)
  assert.equal(calls(scene).slice(-2), [
    set('MeterValueSampleInterval', '10'),
    set('MeterValuesSampledData', allMeasurands),
  ])
})

test('another firmware that boots in the middle of a set-up is asked again, too', async () => {
  const answers = { ChangeConfiguration: 'silence' } as const
  await using scene = await openScene({ configuration: usual, answers })
  await scene.tell('BootNotification', identity)
  await scene.status('Available')
  await scene.pass(1)
  await scene.pass(30)
  assert.equal(calls(scene).slice(-1), [set('MeterValuesSampledData', allMeasurands)])
  const before = scene.station.calls.length
  for (const firmwareVersion of ['2', '3']) {
    await scene.tell('BootNotification', { ...identity, firmwareVersion })
    await scene.pass(1)
  }
  // What is under way is not answered, and the next call waits for that.
  await scene.pass(30)
  assert.equal(calls(scene).slice(before), [
    read('GetConfigurationMaxKeys'),
    read(),
    set('MeterValueSampleInterval', '10'),
  ])
})

test('a station that boots in the middle of a set-up is set up from the beginning, once', async () => {
  const own = { ...usual }
  let hasBooted = false
  await using scene = await openScene({
    answers: {
      GetConfiguration: () => {
        const configurationKey = Object.entries(own).map(([key, value]) => ({
          ...{ key, value, readonly: false },
        }))
        return { payload: { configurationKey } }
      },
      ChangeConfiguration: (payload) => {
        Object.assign(own, { [String(at(payload, 'key'))]: at(payload, 'value') })
        return { payload: { status: 'Accepted' } }
      },
    },
  })
  const { station } = scene
  const boot = () => void station.call('BootNotification', identity)
  // It boots twice, and has lost what was set, before it answers the second write.
  const change = set('MeterValuesSampledData', allMeasurands)
  station.onSend = () => {
    const [action, payload] = calls(scene).at(-1) ?? []
    if (hasBooted || action !== change[0] || at(payload, 'key') !== change[1].key) return
    hasBooted = true
    Object.assign(own, usual)
    boot()
    boot()
  }
  boot()
  await scene.status('Available')
  await scene.pass(1)
  const first = calls(scene).length
  assert.equal(calls(scene).at(-1), change)
  await scene.pass(1)
  assert.equal(calls(scene).slice(first), [
    read('GetConfigurationMaxKeys'),
    read(),
    set('MeterValueSampleInterval', '10'),
    change,
  ])
  const { body } = await scene.server.get('/api/v1/stations/CP1')
  assert.equal(at(body, 'setup.2'), {
    step: 'set MeterValueSampleInterval = 10',
    outcome: 'Accepted',
  })
  await scene.pass(600)
  assert.is(calls(scene).length, first + 4)
})

test('a station that boots whenever it is set up is not set up for ever', async () => {
  await using scene = await openScene({
    answers: {
      ChangeConfiguration: () => {
        void scene.station.call('BootNotification', identity)
        return { payload: { status: 'Accepted' } }
      },
    },
    configuration: usual,
  })
  await scene.tell('BootNotification', identity)
  await scene.status('Available')
  await scene.pass(600)
  const reads = [read('GetConfigurationMaxKeys'), read()]
  assert.equal(calls(scene), [
    ...reads,
    set('MeterValueSampleInterval', '10'),
    ...reads,
    set('MeterValueSampleInterval', '10'),
    set('MeterValuesSampledData', allMeasurands),
  ])
})

test('what was under way when the connection broke is asked again', async () => {
  await using scene = await openScene({
    configuration: usual,
    answers: { ChangeConfiguration: 'silence' },
  })
  await scene.tell('BootNotification', identity)
  await scene.status('Available')
  await scene.pass(1)
  assert.equal(calls(scene).slice(-1), [set('MeterValueSampleInterval', '10')])
  // One breaks, and another takes the place of that which comes after it.
  await scene.station.terminate()
  for (let i = 0; i < 2; i++) {
    const again = await scene.connect({
      path: '/CP1',
      scripts: {
        GetConfiguration: { payload: { configurationKey: [] } },
        ChangeConfiguration: 'silence',
      },
    })
    resultOf(await again.call('BootNotification', identity))
    await scene.pass(1)
    const asked = again.calls.map(({ action, payload }) => [action, payload])
    assert.equal(asked.slice(-1), [set('MeterValueSampleInterval', '10')])
  }
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

test('a station that says nothing is asked to boot after five seconds, once', async () => {
  await using scene = await openScene({ configuration: usual })
  await scene.pass(4.9)
  assert.equal(calls(scene), [])
  await scene.pass(0.1)
  assert.equal(calls(scene), [trigger('BootNotification')])
  await scene.status('Available')
  await scene.pass(54)
  assert.is(scene.station.calls.length, 1)
  // Without a boot it goes on after a minute.
  await scene.pass(2)
  assert.equal(calls(scene).slice(1, 3), [read('GetConfigurationMaxKeys'), read()])
  assert.is(scene.value('interval'), 10)
})

test('a boot that was asked for is set up like any other', async () => {
  await using scene = await openScene({ configuration: usual })
  await scene.pass(5)
  await scene.tell('BootNotification', identity)
  await scene.pass(1)
  assert.equal(calls(scene).slice(0, 3), [
    trigger('BootNotification'),
    read('GetConfigurationMaxKeys'),
    read(),
  ])
  assert.is(scene.value('chargePointModel'), 'Box')
})

test('a boot is asked for once an hour at most, however often a station reconnects', async () => {
  await using scene = await openScene()
  await scene.pass(5)
  assert.equal(calls(scene), [trigger('BootNotification')])
  await scene.station.close()
  const again = await scene.connect({ path: '/CP1' })
  await scene.pass(10)
  assert.equal(again.calls, [])
  await again.close()
  await scene.pass(3600)
  const later = await scene.connect({ path: '/CP1' })
  await scene.pass(5)
  assert.equal(
    later.calls.map(({ action }) => action),
    ['TriggerMessage'],
  )
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

test('a reconnect without a boot is not set up again', async () => {
  await using scene = await openReady({ configuration: usual })
  const before = scene.station.calls.length
  assert.ok(before > 0)
  await scene.station.terminate()
  await scene.server.until(() => scene.server.runtime.station('CP1')?.online === false)
  const again = await scene.connect({ path: '/CP1' })
  await scene.pass(70)
  assert.equal(again.calls, [])
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
