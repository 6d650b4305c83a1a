import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { said } from '../support/calls.ts'
import { type FamilyOptions, openFamily, pluginOf } from '../support/family.ts'
import { identity, type Scene } from '../support/scene.ts'

const boot = {
  chargePointVendor: 'VESTEL',
  chargePointModel: 'EVC04-AC22',
  firmwareVersion: '3.119.0',
}
const configuration = {
  GetConfigurationMaxKeys: '1',
  MeterValueSampleInterval: '60',
  MeterValuesSampledData: 'Energy.Active.Import.Register',
  MeterValuesSampledDataMaxLength: '4',
  NumberOfConnectors: '1',
  ConnectorSwitch3to1PhaseSupported: 'FALSE',
  FreeModeActive: 'FALSE',
  FreeModeRFID: '',
}

async function ready(options: FamilyOptions = {}): Promise<Scene> {
  const scene = await openFamily({ configuration, ...options })
  await scene.tell('BootNotification', boot)
  await scene.status('Available')
  await scene.pass(1)
  return scene
}

test('C2 C15 F5: one key a request, four measurands, capitals, and frames over many lines', async () => {
  await using scene = await ready({
    pluginOptions: { freeMode: true },
    recording: 'vestel-evc04/free_mode.jsonl',
  })
  assert.equal(pluginOf(scene), {
    plugin: 'vestel-evc04',
    reason: 'match[0] fits: model EVC04*, vendor Vestel*',
  })
  const calls = said(scene)
  const reads = calls.filter((line) => line.startsWith('GetConfiguration'))
  assert.ok(reads.length > 5)
  for (const line of reads) assert.match(line, /^GetConfiguration \w+$/)
  assert.ok(calls.includes('ChangeConfiguration FreeModeActive = TRUE'))
  const list = calls.find((line) => line.includes('MeterValuesSampledData = '))
  assert.is(list?.split(',').length, 4)
  assert.is(scene.value('phasesSetSupported'), 0)

  const before = await scene.server.values('CP1:1')
  const frame = [
    '[',
    '  2,',
    '  "84",',
    '  "MeterValues",',
    '  {',
    ' "connectorId": 1, "transactionId": 7,',
    ` "meterValue": [ { "timestamp": "${scene.time()}", "sampledValue": [] } ] } ]`,
  ].join('\n')
  assert.equal(await scene.station.exchange(frame, '84'), [3, '84', {}])
  const after = await scene.server.values('CP1:1')
  assert.equal({ ...after, liveTicker: 0 }, { ...before, liveTicker: 0 })

  // Its reboot each night is no alarm.
  await scene.station.terminate()
  await scene.server.until(() => scene.server.runtime.station('CP1')?.online === false)
  await scene.pass(60)
  const again = await scene.connect({ path: '/CP1' })
  await again.call('BootNotification', boot)
  assert.equal([scene.value('errorState'), scene.value('error')], [0, ''])
})

test('C15: the free mode is written only when the user wants it so', async () => {
  await using scene = await ready()
  assert.not(said(scene).some((line) => line.includes('FreeMode')))
})

test('M7: a register that begins anew counts each session', async () => {
  await using scene = await ready()
  for (const energy of [900, 40]) {
    await scene.status('Charging')
    const started = { connectorId: 1, idTag: 'A', meterStart: 0, timestamp: scene.time() }
    const { transactionId } = Object(await scene.tell('StartTransaction', started))
    await scene.pass(10)
    await scene.tell('MeterValues', {
      connectorId: 1,
      transactionId,
      meterValue: [
        { timestamp: scene.time(), sampledValue: [{ value: String(energy), unit: 'Wh' }] },
      ],
    })
    assert.is(scene.value('energy'), energy)
    await scene.tell('StopTransaction', {
      transactionId,
      meterStop: energy,
      timestamp: scene.time(),
    })
    await scene.status('Available')
    assert.is(scene.value('energy'), energy)
  }
})

test('B11: keys that are not answered after a reconnect do not stop it', async () => {
  await using scene = await ready()
  said(scene)
  scene.station.on('GetConfiguration', 'silence')
  await scene.tell('BootNotification', boot)
  await scene.pass(1)
  for (let i = 0; i < 3; i++) await scene.pass(30)
  // After three of them the station is cut off, and set up with what it said before.
  assert.is(scene.station.isEnded, true)
  const again = await scene.connect({ path: '/CP1' })
  again.on('GetConfiguration', 'silence')
  again.on('ChangeConfiguration', { payload: { status: 'Accepted' } })
  await again.call('BootNotification', boot)
  await scene.pass(1)
  assert.is(scene.value('interval'), 10)
})

test('labels of others are recognised by model or keys', async () => {
  for (const [chargePointVendor, chargePointModel, reason] of [
    ['Webasto', 'EVC04-AC11', 'match[3] fits: model EVC04*, vendor Webasto*'],
    ['Vestel', 'EU_EDR_22', 'match[1] fits: model EU_EDR_*, vendor Vestel*'],
    ['Maker', 'Box', 'match[4] fits: keys FreeModeActive, keys FreeModeRFID'],
  ] as const) {
    await using scene = await openFamily({
      configuration: { FreeModeActive: 'FALSE', FreeModeRFID: '' },
    })
    await scene.tell('BootNotification', { ...identity, chargePointVendor, chargePointModel })
    await scene.status('Available')
    await scene.pass(1)
    assert.equal(pluginOf(scene), { plugin: 'vestel-evc04', reason })
  }
})

test.run()
