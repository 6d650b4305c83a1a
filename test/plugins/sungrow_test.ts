import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { said } from '../support/calls.ts'
import { type FamilyOptions, openFamily, pluginOf } from '../support/family.ts'
import { at, type Scene } from '../support/scene.ts'

const boot = {
  chargePointVendor: 'Sungrow',
  chargePointModel: 'AC011E-01',
  firmwareVersion: 'V1.2.3',
}
const descriptors = {
  plug: JSON.stringify({
    ddf: 1,
    extends: './ocpp-general.ddf.json',
    name: 'Plug',
    match: [{ chargePointId: 'CP1' }],
    items: [
      ['ambient', 'sungrow/AMBTemp'],
      ['duty', 'sungrow/duty'],
      ['locked', 'sungrow/lockStatus'],
    ].map(([key, name]) => ({
      key,
      name: key,
      direction: 'IN',
      type: 'number',
      read: { from: 'Configuration', key: name },
    })),
  }),
}

async function ready(options: FamilyOptions = {}): Promise<Scene> {
  const scene = await openFamily({ descriptors, ...options })
  await scene.tell('BootNotification', boot)
  await scene.status('Available')
  await scene.pass(1)
  return scene
}

test('M20: what it measures at the plug is there to be read', async () => {
  await using scene = await ready({ recording: 'sungrow/ac011e.jsonl' })
  assert.equal(pluginOf(scene), {
    plugin: 'sungrow',
    reason: 'match[0] fits: model AC011E*, vendor Sungrow*',
  })
  const report = (data: string) =>
    scene.tell('DataTransfer', {
      vendorId: 'SUNGROW',
      messageId: 'cpChargingParameterRpt',
      data,
    })
  const text = '{"duty":133,"cpVolt":615,"AMBTemp":336,"lockStatus":1,"leakcurr":0}'
  assert.equal(await report(text), { status: 'Accepted' })
  const keys = ['ambient', 'duty', 'locked']
  assert.equal(
    keys.map((key) => scene.value(key)),
    [33.6, 13.3, 1],
  )
  for (const data of ['', '[1]', 'null', '{"duty":{}}', '{'])
    assert.equal(await report(data), { status: 'Accepted' })
  assert.equal(
    keys.map((key) => scene.value(key)),
    [33.6, 13.3, 1],
  )
  const { body } = await scene.server.get('/api/v1/plugins/sungrow')
  assert.equal(at(body, 'faults'), [])
})

test('P20 B6: no limit of the whole station, and no use of ChangeAvailability', async () => {
  await using scene = await ready({
    answers: { SetChargingProfile: { payload: { status: 'Rejected' } } },
  })
  await scene.server.write('CP1:1', 'currentSet', 16)
  for (const line of said(scene)) {
    assert.not.match(line, /ChargePointMaxProfile|ChangeAvailability/)
  }
})

test.run()
