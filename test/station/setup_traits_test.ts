import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { said } from '../support/calls.ts'
import type { Scripted } from '../support/raw_station.ts'
import {
  identity,
  openCharging,
  openReady,
  openScene,
  type SceneOptions,
  startTransaction,
} from '../support/scene.ts'
import { withTraits } from '../support/traits.ts'

const four = 'Energy.Active.Import.Register,Power.Active.Import,Current.Import,Voltage'
const limitRead = 'GetConfiguration GetConfigurationMaxKeys'
const usual = {
  MeterValueSampleInterval: '10',
  MeterValuesSampledData: four,
  NumberOfConnectors: '1',
}
const rebootRequired: Scripted = { payload: { status: 'RebootRequired' } }

/** The calls of the set-up of a station that boots. */
async function setUp(options: SceneOptions): Promise<readonly string[]> {
  await using scene = await openReady(options)
  return said(scene)
}

test('B4: the first call waits for the pause after the boot', async () => {
  await using scene = await openScene(withTraits({ setup: { settle: 3 } }))
  await scene.pass(10)
  said(scene)
  await scene.tell('BootNotification', identity)
  await scene.status('Available')
  await scene.pass(2.9)
  assert.equal(said(scene), [])
  await scene.pass(0.1)
  assert.is(said(scene)[0], limitRead)
})

test('B4: a boot while it waits begins the pause anew', async () => {
  await using scene = await openReady(withTraits({ setup: { settle: 3 } }))
  await scene.pass(2)
  await scene.station.close()
  await scene.server.until(() => scene.server.runtime.station('CP1')?.online === false)
  const station = await scene.connect({ path: '/CP1' })
  await scene.pass(2)
  await station.call('BootNotification', identity)
  await scene.pass(2)
  assert.equal(said({ station }), [])
  await scene.pass(1)
  assert.is(said({ station })[0], limitRead)
})

test('B1: a station that must not be called before it booted is not, however long it takes', async () => {
  await using scene = await openScene(
    withTraits({ setup: { triggerBootAfter: 0, goOnAfter: 600 } }),
  )
  await scene.pass(599)
  assert.equal(said(scene), [])
  await scene.tell('BootNotification', identity)
  await scene.pass(1)
  assert.is(said(scene)[0], limitRead)
})

test('B2: a station is asked to boot after the time of its family, and set up without it', async () => {
  await using scene = await openScene(
    withTraits({ setup: { triggerBootAfter: 10, goOnAfter: 30 } }),
  )
  await scene.pass(9.9)
  assert.equal(said(scene), [])
  await scene.pass(0.1)
  assert.equal(said(scene), ['TriggerMessage BootNotification'])
  await scene.pass(21)
  assert.is(said(scene)[0], limitRead)
})

test('B3: a boot is asked for again only after the time of its family', async () => {
  await using scene = await openScene(withTraits({ setup: { triggerBootEvery: 7200 } }))
  let station = scene.station
  const reconnect = async (seconds: number) => {
    await station.close()
    await scene.pass(seconds)
    station = await scene.connect({ path: '/CP1' })
    await scene.pass(5)
    return said({ station })
  }
  await scene.pass(5)
  assert.equal(said(scene), ['TriggerMessage BootNotification'])
  assert.equal(await reconnect(3600), [])
  assert.equal(await reconnect(3600), ['TriggerMessage BootNotification'])
})

test('B3 B9: statuses are asked for all together, one by one, or not', async () => {
  const configuration = { ...usual, NumberOfConnectors: '3' }
  for (const [triggerStatus, expected] of [
    ['all', ['TriggerMessage StatusNotification']],
    ['each', ['TriggerMessage StatusNotification 2', 'TriggerMessage StatusNotification 3']],
    ['never', []],
  ] as const) {
    const calls = await setUp({ ...withTraits({ setup: { triggerStatus } }), configuration })
    assert.equal(
      calls.filter((line) => line.startsWith('Trigger')),
      expected,
      triggerStatus,
    )
  }
})

test('B9: a status that was told before a reconnect is still known', async () => {
  await using scene = await openReady({ configuration: { ...usual, NumberOfConnectors: '2' } })
  await scene.status('Charging', 2)
  await scene.station.close()
  await scene.server.until(() => scene.server.runtime.station('CP1')?.online === false)
  const station = await scene.connect({ path: '/CP1' })
  await station.call('Heartbeat')
  assert.is(scene.server.value('CP1:2', 'cps'), 67)
})

test('B5 X14: a connector that is unavailable is made operative where that is right, and nowhere else', async () => {
  for (const [makeOperative, expected] of [
    [true, ['ChangeAvailability 1 Operative']],
    [false, []],
  ] as const) {
    await using scene = await openScene({
      ...withTraits({ setup: { makeOperative } }),
      configuration: usual,
    })
    await scene.tell('BootNotification', identity)
    await scene.status('Unavailable')
    await scene.pass(1)
    const calls = said(scene).filter((line) => line.startsWith('ChangeAvailability'))
    assert.equal(calls, expected)
  }
})

test('B11: what was not answered is not asked again, and what was told before still counts', async () => {
  await using scene = await openReady({ configuration: usual })
  assert.is(scene.value('interval'), 10)
  scene.station.on('GetConfiguration', 'silence')
  await scene.tell('BootNotification', identity)
  await scene.pass(1)
  await scene.pass(30)
  await scene.pass(30)
  said(scene)
  await scene.tell('BootNotification', identity)
  await scene.pass(1)
  assert.not(said(scene).includes('GetConfiguration'))
  assert.is(scene.value('interval'), 10)
})

test('C1: keys in portions, and not all at once', async () => {
  const calls = await setUp({
    ...withTraits({ setup: { readAll: false, chunk: 3 } }),
    configuration: usual,
  })
  const reads = calls.filter((line) => line.startsWith('GetConfiguration'))
  assert.is(reads[0], limitRead)
  assert.equal(
    reads.slice(1).map((line) => line.split(', ').length),
    [3, 3, 1],
  )
})

test('C2: the station says how many keys a request may have, and may say less than its family', async () => {
  const sizes = async (most: string, chunk: number) => {
    const calls = await setUp({
      ...withTraits({ setup: { chunk } }),
      configuration: { ...usual, GetConfigurationMaxKeys: most },
    })
    const reads = calls.filter((line) => line.startsWith('GetConfiguration'))
    return reads.slice(1).map((line) => line.split(', ').length)
  }
  assert.equal(await sizes('2', 4), [2, 2, 2, 1])
  assert.equal(await sizes('3', 1), [1, 1, 1, 1, 1, 1, 1])
})

test('C3 C6: a key that is never read is not read in any way, and the list is written once', async () => {
  await using scene = await openReady({
    ...withTraits({
      setup: { neverRead: ['MeterValuesSampledData'], measurands: ['Voltage', 'SoC'] },
    }),
    configuration: { MeterValueSampleInterval: '10' },
  })
  const first = said(scene)
  for (const line of first) {
    assert.is.not(line, 'GetConfiguration', 'all keys would be read')
    assert.not(/GetConfiguration.*MeterValuesSampledData\b(?!M)/.test(line), line)
  }
  const writes = first.filter((line) => line.startsWith('Change'))
  assert.equal(writes, ['ChangeConfiguration MeterValuesSampledData = Voltage,SoC'])
  await scene.tell('BootNotification', identity)
  await scene.pass(1)
  assert.not(said(scene).some((line) => line.startsWith('Change')))
})

test('C10 C16: keys that must not be written are not, although they differ', async () => {
  const calls = await setUp({
    ...withTraits({
      setup: {
        neverWrite: ['metervaluessampleddata', 'ClockAlignedDataInterval'],
        write: { ClockAlignedDataInterval: '0' },
      },
    }),
    configuration: {
      MeterValuesSampledData: 'SoC',
      MeterValueSampleInterval: '0',
      ClockAlignedDataInterval: '900',
    },
  })
  assert.equal(
    calls.filter((line) => line.startsWith('Change')),
    ['ChangeConfiguration MeterValueSampleInterval = 10'],
  )
})

test('C7: measurands of the family, and no more entries than it takes', async () => {
  const calls = await setUp({
    ...withTraits({
      setup: {
        measurands: ['Current.Import.L1', 'Current.Import.L2', 'Voltage.L1-N', 'Voltage.L2-N'],
        maxMeasurands: 3,
      },
    }),
    configuration: { ...usual, MeterValuesSampledData: 'Voltage' },
  })
  assert.is(
    calls.at(-1),
    'ChangeConfiguration MeterValuesSampledData = Current.Import.L1,Current.Import.L2,Voltage.L1-N',
  )
})

test('C19 M19: a fixed list replaces what the descriptor wants', async () => {
  const calls = await setUp({
    ...withTraits({ setup: { measurands: ['Current.Import', 'Frequency'] } }),
    configuration: usual,
  })
  assert.is(calls.at(-1), 'ChangeConfiguration MeterValuesSampledData = Current.Import,Frequency')
})

test('C11 C9: one list, written once, also when it counts only after a reboot', async () => {
  const calls = await setUp({
    ...withTraits({ setup: { measurands: ['Current.Import', 'Voltage'] } }),
    configuration: { ...usual, MeterValuesSampledData: 'SoC' },
    answers: { ChangeConfiguration: rebootRequired },
  })
  assert.is(calls.filter((line) => line.includes('SampledData =')).length, 1)
})

test('C8 M5: the list is copied from a key, without measurands that come wrong', async () => {
  const calls = await setUp({
    ...withTraits({
      setup: { measurandsFrom: 'own_Supported', omitMeasurands: ['Current.Offered', 'SoC'] },
    }),
    configuration: {
      ...usual,
      own_Supported: 'Current.Import.L1, Current.Offered, Current.Offered.L1,Voltage.L1 ,SoC',
    },
  })
  assert.is(
    calls.at(-1),
    'ChangeConfiguration MeterValuesSampledData = Current.Import.L1,Voltage.L1',
  )
})

test('M5: a list that has a measurand that comes wrong is written without it', async () => {
  const calls = await setUp({
    ...withTraits({ setup: { omitMeasurands: ['Current.Offered'] } }),
    configuration: { ...usual, MeterValuesSampledData: `${four},Current.Offered` },
  })
  assert.is(calls.at(-1), `ChangeConfiguration MeterValuesSampledData = ${four}`)
})

test('M13: the sample interval stays within what the family bears', async () => {
  for (const [min, max, expected] of [
    [60, 86_400, '60'],
    [1, 5, '5'],
  ] as const) {
    const calls = await setUp({
      ...withTraits({ setup: { sampleInterval: { min, max } } }),
      configuration: { ...usual, MeterValueSampleInterval: '0' },
    })
    assert.is(calls.at(-1), `ChangeConfiguration MeterValueSampleInterval = ${expected}`)
  }
})

/** Items of a descriptor for these stations, beside the general ones. */
const switches = {
  own: JSON.stringify({
    ddf: 1,
    extends: './ocpp-general.ddf.json',
    name: 'Own',
    match: [{ chargePointId: 'CP1' }],
    items: ['HeartbeatInterval', 'UnlockConnectorOnEVSideDisconnect'].map((key) => ({
      key: key === 'HeartbeatInterval' ? 'heartbeat' : 'unlock',
      name: key,
      direction: 'INOUT',
      type: key === 'HeartbeatInterval' ? 'integer' : 'boolean',
      read: {
        from: 'Configuration',
        key,
        ...(key === 'HeartbeatInterval' ? {} : { map: { true: true, '*': false } }),
      },
      write: { to: 'ChangeConfiguration', with: { key, value: '$value' } },
    })),
  }),
}

test('C14 P12: a key by its other name, read and written', async () => {
  await using scene = await openReady({
    ...withTraits({ setup: { aliases: { HeartbeatInterval: ['HeartBeatInterval2', 'HB'] } } }),
    configuration: { ...usual, HB: '300' },
    descriptors: switches,
  })
  assert.is(scene.value('heartbeat'), 300)
  said(scene)
  assert.is((await scene.server.write(scene.address, 'heartbeat', 60)).status, 200)
  assert.equal(said(scene), ['ChangeConfiguration HB = 60'])
  assert.is(scene.value('heartbeat'), 60)
})

test('C14: the usual name wins where the station has both', async () => {
  await using scene = await openReady({
    ...withTraits({ setup: { aliases: { HeartbeatInterval: ['HB'] } } }),
    configuration: { ...usual, HB: '300', HeartbeatInterval: '30' },
    descriptors: switches,
  })
  assert.is(scene.value('heartbeat'), 30)
})

test('C4 C15: an item of a key is written as the station spells it, booleans too', async () => {
  for (const [booleans, spelling] of [
    [['1', '0'], '1'],
    [['TRUE', 'FALSE'], 'TRUE'],
    [['True', 'False'], 'True'],
  ] as const) {
    await using scene = await openReady({
      ...withTraits({ setup: { booleans } }),
      configuration: { ...usual, unlockconnectoronevsidedisconnect: booleans[1] },
      descriptors: switches,
    })
    said(scene)
    assert.is((await scene.server.write(scene.address, 'unlock', true)).status, 200)
    assert.equal(said(scene), [
      `ChangeConfiguration unlockconnectoronevsidedisconnect = ${spelling}`,
    ])
  }
})

test('C15: booleans in capitals are booleans to items', async () => {
  for (const value of ['TRUE', 'True', 'true']) {
    await using scene = await openReady({
      configuration: { ...usual, ConnectorSwitch3to1PhaseSupported: value },
    })
    assert.is(scene.value('phasesSetSupported'), 1, value)
  }
})

test('X16 X17: keys are written with their values, unless they are right', async () => {
  const write = { LocalAuthorizeOffline: 'false', LocalPreAuthorize: 'false', Mode: 'fixed' }
  const calls = await setUp({
    ...withTraits({ setup: { write, booleans: ['True', 'False'] } }),
    configuration: { ...usual, LocalAuthorizeOffline: 'True', LocalPreAuthorize: 'False' },
  })
  assert.equal(
    calls.filter((line) => line.startsWith('Change')),
    ['ChangeConfiguration LocalAuthorizeOffline = False'],
    'a key that the station does not know is not written',
  )
})

test('C17: a standard key that is not supported changes nothing else', async () => {
  const calls = await setUp({
    ...withTraits({ setup: { write: { WebSocketPingInterval: '30' } } }),
    configuration: {
      ...usual,
      WebSocketPingInterval: '0',
      QrCode: 'x',
      MeterValueSampleInterval: '0',
    },
    answers: { ChangeConfiguration: { payload: { status: 'NotSupported' } } },
  })
  assert.equal(
    calls.filter((line) => line.startsWith('Change')),
    [
      'ChangeConfiguration WebSocketPingInterval = 30',
      'ChangeConfiguration MeterValueSampleInterval = 10',
    ],
  )
})

test('P21: profiles of others are cleared before ours', async () => {
  await using scene = await openReady({
    ...withTraits({ setup: { clearProfiles: true } }),
    configuration: usual,
  })
  said(scene)
  await scene.server.write(scene.address, 'currentSet', 16)
  await scene.tell('BootNotification', identity)
  await scene.pass(1)
  assert.equal(said(scene).slice(-2), [
    'ClearChargingProfile',
    'SetChargingProfile 1 TxDefaultProfile Absolute 0: 16 A',
  ])
})

const reboots: SceneOptions = {
  ...withTraits({ setup: { reboot: 'whenIdle' } }),
  configuration: { ...usual, MeterValueSampleInterval: '0' },
  answers: { ChangeConfiguration: rebootRequired, Reset: { payload: { status: 'Accepted' } } },
}

test('C9 C18: what counts only after a reboot gets one, and no second within the day', async () => {
  await using scene = await openReady(reboots)
  assert.is(said(scene).at(-1), 'Reset Soft')
  // The reboot did not help: the key is still wrong.
  await scene.tell('BootNotification', identity)
  await scene.pass(1)
  const after = said(scene)
  assert.ok(after.includes('ChangeConfiguration MeterValueSampleInterval = 10'))
  assert.not(after.includes('Reset Soft'))
})

test('C18: the reboot waits for the end of the transaction', async () => {
  await using scene = await openScene(reboots)
  await scene.tell('BootNotification', identity)
  await scene.status('Charging')
  const transactionId = await startTransaction(scene)
  await scene.pass(1)
  assert.not(said(scene).includes('Reset Soft'))
  await scene.tell('StopTransaction', { transactionId, meterStop: 2000, timestamp: scene.time() })
  await scene.settle()
  assert.equal(said(scene), ['Reset Soft'])
})

test('X25: no station is rebooted unless its family says so', async () => {
  const calls = await setUp({ ...reboots, plugins: [] })
  assert.ok(calls.includes('ChangeConfiguration MeterValueSampleInterval = 10'))
  assert.not(calls.includes('Reset Soft'))
})

test('M14 M15: values are asked for while none come, and no longer when they do', async () => {
  await using scene = await openCharging({
    ...withTraits({ setup: { pollMeter: 60 } }),
    configuration: usual,
  })
  said(scene)
  await scene.pass(59.9)
  assert.equal(said(scene), [])
  await scene.pass(0.1)
  assert.equal(said(scene), ['TriggerMessage MeterValues 1'])
  for (let i = 0; i < 6; i++) {
    await scene.pass(30)
    await scene.tell('MeterValues', {
      connectorId: 1,
      transactionId: scene.transaction,
      meterValue: [{ timestamp: scene.time(), sampledValue: [{ value: String(1000 + i) }] }],
    })
  }
  assert.equal(said(scene), [])
  await scene.pass(60)
  assert.equal(said(scene), ['TriggerMessage MeterValues 1'])
  await scene.tell('StopTransaction', {
    transactionId: scene.transaction,
    meterStop: 2000,
    timestamp: scene.time(),
  })
  await scene.pass(300)
  assert.equal(said(scene), [], 'nobody charges')
})

test('M14: a station that takes no such request is asked once', async () => {
  await using scene = await openCharging({
    ...withTraits({ setup: { pollMeter: 60 } }),
    configuration: usual,
    answers: { TriggerMessage: { payload: { status: 'Rejected' } } },
  })
  said(scene)
  await scene.pass(60)
  await scene.pass(60)
  await scene.pass(60)
  assert.equal(said(scene), ['TriggerMessage MeterValues 1'])
})

test.run()
