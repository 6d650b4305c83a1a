import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { said } from '../support/calls.ts'
import { type FamilyOptions, openFamily, pluginOf } from '../support/family.ts'
import { at, type Scene } from '../support/scene.ts'

const boot = {
  chargePointModel: 'ACChargePoint',
  chargePointSerialNumber: 'huawei1',
  chargePointVendor: '',
}
const configuration = {
  MeterValueSampleInterval: '10',
  MeterValuesSampledData:
    'Energy.Active.Import.Register,Power.Active.Import,Current.Import,Voltage',
  NumberOfConnectors: '1',
  ChargingScheduleAllowedChargingRateUnit: 'power',
  LocalAuthorizeOffline: 'true',
  LocalPreAuthorize: 'true',
}
const profile = 'SetChargingProfile 1 TxDefaultProfile Absolute 0:'

/** Ids begin with the time in hex. */
function exchange({ station, clock }: Scene, action: string, payload: object) {
  const id = `${Math.floor(clock.now() / 1000).toString(16)}000009ab${station.traffic.toString(16).padStart(4, '0')}`
  return station.exchange(JSON.stringify([2, id, action, payload]), id)
}

async function ready(options: FamilyOptions = {}): Promise<Scene> {
  const scene = await openFamily({ configuration, ...options })
  const answer = await exchange(scene, 'BootNotification', boot)
  assert.is(at(answer[2], 'status'), 'Accepted')
  await scene.status('Available')
  await scene.pass(1)
  return scene
}

async function start(scene: Scene): Promise<number> {
  const answer = await exchange(scene, 'StartTransaction', {
    connectorId: 1,
    idTag: '04AB',
    meterStart: 269456,
    timestamp: scene.time(),
  })
  return Number(at(answer[2], 'transactionId'))
}

test('B7 F3 M9 P6 P8: a box without a vendor charges, is paused, and charges again', async () => {
  await using scene = await ready({ recording: 'huawei-scharger/scharger_22kt.jsonl' })
  assert.equal(pluginOf(scene), {
    plugin: 'huawei-scharger',
    reason: 'match[1] fits: model ACChargePoint, vendor ""',
  })
  // P8: what an earlier host left, a 0 perhaps, is cleared.
  assert.is(said(scene).at(-1), 'ClearChargingProfile')

  await scene.server.write('CP1:1', 'currentSet', 10)
  assert.equal(said(scene), [`${profile} 6900 W`])
  await scene.status('Charging')
  const transaction = await start(scene)
  await scene.pass(10)
  await exchange(scene, 'MeterValues', {
    connectorId: 1,
    transactionId: transaction,
    meterValue: {
      timestamp: scene.time(),
      sampledValue: [
        {
          value: '269.46',
          context: 'Transaction.Begin',
          measurand: 'Energy.Active.Import.Register',
          unit: 'kWh',
        },
      ],
    },
  })
  assert.is(scene.value('energy'), 4)

  assert.is((await scene.server.write('CP1:1', 'currentSet', 0)).status, 200)
  assert.equal(said(scene), [`RemoteStopTransaction ${transaction}`])
  await exchange(scene, 'StopTransaction', {
    transactionId: transaction,
    meterStop: 269455,
    timestamp: scene.time(),
    reason: 'Remote',
  })
  assert.is(scene.value('energy'), 0, 'not less than nothing')
  await scene.status('Finishing')
  await scene.pass(30)
  assert.equal(said(scene), [])

  assert.is((await scene.server.write('CP1:1', 'currentSet', 8)).status, 200)
  assert.equal(said(scene), ['RemoteStartTransaction 1 04AB', `${profile} 5520 W`])
})

test('F3: the element without a list is mended and counted, the time of its values believed', async () => {
  await using scene = await ready()
  await scene.status('Charging')
  const transactionId = await start(scene)
  for (const [kWh, energy] of [
    ['269.46', 4],
    ['270.20', 744],
  ] as const) {
    await scene.pass(10)
    const answer = await exchange(scene, 'MeterValues', {
      connectorId: 1,
      transactionId,
      meterValue: {
        timestamp: scene.time(),
        sampledValue: [{ value: kWh, context: 'Transaction.Begin', unit: 'kWh' }],
      },
    })
    assert.equal([answer[2], scene.value('energy')], [{}, energy])
  }
  const { body } = await scene.server.get('/api/v1/stations/CP1')
  assert.match(JSON.stringify(at(body, 'repairs')), /MeterValues\.meterValue/)
})

test('P8: no profile with 0 is ever sent, also where nobody charges', async () => {
  await using scene = await ready()
  said(scene)
  for (const ampere of [0, 3, 5.9]) {
    assert.is((await scene.server.write('CP1:1', 'currentSet', ampere)).status, 200)
    await scene.pass(5)
  }
  assert.equal(said(scene), [])
})

test('P6 P11: one phase by the model or by the option, and none is ever said', async () => {
  for (const [model, pluginOptions] of [
    ['SCharger-7KS-S0', {}],
    ['ACChargePoint', { singlePhase: true }],
  ] as const) {
    await using scene = await openFamily({ configuration, pluginOptions })
    await scene.tell('BootNotification', {
      chargePointVendor: model === 'ACChargePoint' ? '' : 'Huawei',
      chargePointModel: model,
    })
    await scene.status('Available')
    await scene.pass(1)
    said(scene)
    await scene.server.write('CP1:1', 'currentSet', 10)
    assert.equal(said(scene), [`${profile} 2300 W`], model)
  }
})

test('X17: the keys that stop it at once are written when the user asks for it', async () => {
  const writes = async (pluginOptions: Record<string, boolean>) => {
    await using scene = await ready({ pluginOptions })
    return said(scene).filter((line) => line.startsWith('Change'))
  }
  assert.equal(await writes({}), [])
  assert.equal(await writes({ localAuthorization: false }), [
    'ChangeConfiguration LocalAuthorizeOffline = false',
    'ChangeConfiguration LocalPreAuthorize = false',
  ])
})

test.run()
