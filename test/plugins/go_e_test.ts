import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { said } from '../support/calls.ts'
import { type FamilyOptions, openFamily, pluginOf } from '../support/family.ts'
import { at, type Scene } from '../support/scene.ts'

const boot = {
  chargePointVendor: 'go-e',
  chargePointModel: 'go-eCharger_V4',
  chargePointSerialNumber: '212345',
  firmwareVersion: '055.5',
}
const wattpilot = { chargePointVendor: 'fronius', chargePointModel: 'wattpilot_V2' }
const configuration = {
  MeterValueSampleInterval: '0',
  MeterValuesSampledData: 'Energy.Active.Import.Register',
  NumberOfConnectors: '1',
  ConnectorSwitch3to1PhaseSupported: 'true',
}
const refused = { error: 'NotImplemented' }
const descriptors = {
  phases: JSON.stringify({
    ddf: 1,
    extends: './ocpp-general.ddf.json',
    name: 'With phases',
    match: [{ chargePointId: 'CP1' }],
    items: [
      {
        key: 'phasesSet',
        direction: 'INOUT',
        values: [
          { value: 1, name: 'One' },
          { value: 3, name: 'Three' },
        ],
        write: {
          to: 'SetChargingProfile',
          with: { limit: '$item.currentSet', numberPhases: '$value', chargingRateUnit: 'auto' },
        },
      },
    ],
  }),
}

async function ready(firmwareVersion: string, options: FamilyOptions = {}): Promise<Scene> {
  const scene = await openFamily({
    configuration,
    readonly: ['MeterValuesSampledData'],
    ...options,
    // It knows none of these (B6, P17).
    answers: { ChangeAvailability: refused, ...options.answers },
  })
  const text = JSON.stringify([2, '531531530', 'BootNotification', { ...boot, firmwareVersion }])
  await scene.station.exchange(text, '531531530')
  await scene.status('Available')
  await scene.pass(1)
  return scene
}

const profile = 'SetChargingProfile 1 TxDefaultProfile Absolute 0:'

/** Starts as the box does; resolves with the id that the host gave. */
async function start(scene: Scene): Promise<unknown> {
  const started = { connectorId: 1, idTag: 'TEST', meterStart: 8016, timestamp: scene.time() }
  const text = JSON.stringify([2, '531531541', 'StartTransaction', started])
  return at((await scene.station.exchange(text, '531531541'))[2], 'transactionId')
}

test('C10 X6 X15 P10: an old firmware: interval only, a stop of nothing, a limit twice', async () => {
  await using scene = await ready('055.5', { recording: 'go-e/v4_055_5.jsonl' })
  assert.equal(pluginOf(scene), {
    plugin: 'go-e',
    reason: 'match[0] fits: model go-eCharger*, vendor go-e*',
  })
  assert.equal(
    said(scene).filter((line) => line.startsWith('Change')),
    ['ChangeConfiguration MeterValueSampleInterval = 10'],
  )
  await scene.status('Charging')
  const transaction = await start(scene)
  await scene.pass(120)
  assert.equal(said(scene), [], 'values cannot be asked for (M14)')
  const stop = { transactionId: -1, meterStop: 8016, timestamp: scene.time(-780) }
  assert.equal(
    await scene.station.exchange(
      JSON.stringify([2, '531531582', 'StopTransaction', stop]),
      '531531582',
    ),
    [3, '531531582', { idTagInfo: { status: 'Accepted' } }],
  )
  assert.is((await scene.server.write('CP1:1', 'rfidStop', '1')).status, 200)
  assert.equal(said(scene), [`RemoteStopTransaction ${transaction}`])

  await scene.server.write('CP1:1', 'currentSet', 0)
  await scene.pass(5)
  await scene.server.write('CP1:1', 'currentSet', 10)
  await scene.pass(4.9)
  assert.equal(said(scene), [`${profile} 0 A`, `${profile} 10 A`])
  await scene.pass(0.1)
  assert.equal(said(scene), [`${profile} 10 A`])
})

test('P11 M14: before 055.6 phases are not said; from then on they are, and values asked for', async () => {
  for (const [firmware, line, polls] of [
    ['055.5', `${profile} 16 A`, []],
    ['055.8', `${profile} 16 A on 1`, ['TriggerMessage MeterValues 1']],
    ['56.9', `${profile} 16 A on 1`, ['TriggerMessage MeterValues 1']],
  ] as const) {
    await using scene = await ready(firmware, { descriptors })
    await scene.server.write('CP1:1', 'currentSet', 16)
    said(scene)
    assert.is((await scene.server.write('CP1:1', 'phasesSet', 1)).status, 200)
    assert.equal(said(scene), [line], firmware)
    await scene.status('Charging')
    await start(scene)
    await scene.pass(60)
    assert.equal(said(scene), polls, firmware)
  }
})

test('B6 P17 P22: it is asked for nothing that it does not know', async () => {
  await using scene = await ready('055.8')
  await scene.status('Preparing')
  await scene.server.write('CP1:1', 'rfidStart', 'TEST')
  await scene.server.write('CP1:1', 'currentSet', 16)
  const calls = scene.station.calls
  for (const { action } of calls) {
    assert.not(
      ['ChangeAvailability', 'GetCompositeSchedule', 'ClearCache', 'DataTransfer'].includes(action),
      action,
    )
  }
  const remote = calls.find(({ action }) => action === 'RemoteStartTransaction')
  assert.equal(remote?.payload, { connectorId: 1, idTag: 'TEST' })
})

test('X3: that it starts nothing for a full vehicle is told to the user', async () => {
  await using scene = await ready('055.8')
  const { body } = await scene.server.get('/api/v1/stations/CP1')
  assert.match(JSON.stringify(body), /starts nothing again before it is unplugged/)
})

test('T14: a message that breaks the rules does not cost the connection', async () => {
  await using scene = await ready('055.8')
  scene.station.send('{"no":"frame"}')
  scene.station.send('[2,"x","MeterValues",{"connectorId":"one"}]')
  await scene.settle()
  assert.equal([scene.station.isEnded, (await scene.station.call('Heartbeat'))[0]], [false, 3])
})

test('a Wattpilot is one of them', async () => {
  await using scene = await openFamily({ configuration })
  await scene.tell('BootNotification', { ...wattpilot, firmwareVersion: '41.7' })
  assert.equal(pluginOf(scene), {
    plugin: 'go-e',
    reason: 'match[2] fits: model wattpilot*, vendor fronius',
  })
})

test.run()
