import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { at, identity, openReady, openScene, resultOf } from '../support/scene.ts'
import { allMeasurands, calls, read, set, trigger, usual } from '../support/setup_calls.ts'

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

test.run()
