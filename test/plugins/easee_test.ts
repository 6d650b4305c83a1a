import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { said } from '../support/calls.ts'
import { type FamilyOptions, openFamily, pluginOf } from '../support/family.ts'
import type { Scene } from '../support/scene.ts'

const boot = {
  chargePointVendor: 'Easee',
  chargePointModel: 'Charge',
  chargePointSerialNumber: 'EC1AB2C3',
  firmwareVersion: '331',
}
const configuration = {
  MeterValueSampleInterval: '0',
  MeterValuesSampledData:
    'Energy.Active.Import.Register,Power.Active.Import,Current.Import,Voltage',
  NumberOfConnectors: '1',
  DynamicChargerCurrent: '32',
  ConnectorSwitch3to1PhaseSupported: 'True',
}
const profile = 'SetChargingProfile 1 TxDefaultProfile Absolute 0:'

async function ready(options: FamilyOptions = {}): Promise<Scene> {
  const scene = await openFamily({ configuration, ...options })
  await scene.tell('BootNotification', boot)
  await scene.status('Available')
  await scene.pass(4)
  return scene
}

test('P13 X13 C15: a limit goes to the volatile key, an A that flickers is not seen', async () => {
  await using scene = await openFamily({ configuration, recording: 'easee/charge.jsonl' })
  const seen: unknown[] = []
  scene.server.runtime.watch((changes) => {
    for (const { item, value } of changes) if (item.key === 'cps') seen.push(value)
  })
  await scene.tell('BootNotification', boot)
  assert.equal(pluginOf(scene), { plugin: 'easee', reason: 'match[0] fits: vendor Easee*' })
  await scene.status('Available')
  await scene.pass(1.2)
  await scene.status('Unavailable')
  await scene.pass(5)
  assert.equal(
    seen.filter((value) => value !== null),
    [70],
  )
  assert.ok(said(scene).includes('ChangeConfiguration MeterValueSampleInterval = 30'))
  assert.is(scene.value('phasesSetSupported'), 1)

  await scene.status('Available')
  await scene.pass(3)
  assert.is(scene.value('cps'), 65)
  for (const ampere of [13, 0, 9.5]) {
    assert.is((await scene.server.write('CP1:1', 'currentSet', ampere)).status, 200)
    await scene.pass(5)
  }
  assert.equal(said(scene), [
    'ChangeConfiguration DynamicChargerCurrent = 13',
    'ChangeConfiguration DynamicChargerCurrent = 0',
    'ChangeConfiguration DynamicChargerCurrent = 9',
  ])

  await scene.status('Preparing')
  await scene.settle()
  assert.equal(said(scene), ['RemoteStartTransaction 1 DDF'])
})

test('P3 P13: without the key profiles are absolute, and at most 25 a day', async () => {
  await using scene = await ready({
    answers: {
      ChangeConfiguration: { payload: { status: 'NotSupported' } },
    },
    recording: 'easee/without_key.jsonl',
  })
  said(scene)
  const statuses: number[] = []
  for (let i = 0; i < 27; i++) {
    const { status } = await scene.server.write('CP1:1', 'currentSet', 6 + i)
    statuses.push(status)
    await scene.pass(5)
  }
  assert.equal(statuses, [...Array.from({ length: 25 }, () => 200), 202, 202])
  const calls = said(scene)
  assert.equal(calls.slice(0, 3), [
    'ChangeConfiguration DynamicChargerCurrent = 6',
    `${profile} 6 A`,
    `${profile} 7 A`,
  ])
  assert.is(calls.filter((line) => line.startsWith('Set')).length, 25)
})

test('P3: no relative profile is ever tried', async () => {
  await using scene = await ready({
    answers: {
      ChangeConfiguration: { payload: { status: 'NotSupported' } },
      SetChargingProfile: { payload: { status: 'Rejected' } },
    },
  })
  said(scene)
  assert.is((await scene.server.write('CP1:1', 'currentSet', 16)).status, 409)
  for (const line of said(scene)) assert.match(line, /^Change|TxDefaultProfile Absolute/)
})

test('C15: booleans are written as it spells them', async () => {
  await using scene = await ready({
    descriptors: {
      flags: JSON.stringify({
        ddf: 1,
        extends: './ocpp-general.ddf.json',
        name: 'Flags',
        match: [{ chargePointId: 'CP1' }],
        items: [
          {
            key: 'free',
            name: 'Free',
            direction: 'OUT',
            type: 'boolean',
            write: { to: 'ChangeConfiguration', with: { key: 'freecharging', value: '$value' } },
          },
        ],
      }),
    },
  })
  said(scene)
  await scene.server.write('CP1:1', 'free', true)
  assert.equal(said(scene), ['ChangeConfiguration freecharging = True'])
})

test('a box of another label is recognised by its key', async () => {
  await using scene = await openFamily({ configuration })
  await scene.tell('BootNotification', { chargePointVendor: 'Label', chargePointModel: 'Home' })
  await scene.status('Available')
  await scene.pass(2)
  assert.equal(pluginOf(scene), {
    plugin: 'easee',
    reason: 'match[1] fits: keys DynamicChargerCurrent',
  })
})

test.run()
