import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { said } from '../support/calls.ts'
import type { Scripted } from '../support/raw_station.ts'
import {
  at,
  identity,
  openCharging,
  openReady,
  type Scene,
  startTransaction,
} from '../support/scene.ts'
import { withTraits } from '../support/traits.ts'

const absolute = 'SetChargingProfile 1 TxDefaultProfile Absolute 0:'

function limit(scene: Scene, value: number, key = 'currentSet') {
  return scene.server.write(scene.address, key, value)
}

async function stop(scene: Scene, transactionId: number): Promise<void> {
  await scene.tell('StopTransaction', {
    transactionId,
    meterStop: 2000,
    timestamp: scene.time(),
  })
}

const rejected: Scripted = { payload: { status: 'Rejected' } }
const notSupported: Scripted = { payload: { status: 'NotSupported' } }

for (const [unit, value] of [
  ['A', '13'],
  ['dA', '137'],
  ['cA', '1370'],
  ['mA', '13700'],
  ['W', '9453'],
] as const) {
  test(`P13 P14: a limit by a key whose unit is ${unit}`, async () => {
    await using scene = await openReady(
      withTraits({ control: { current: { by: 'key', keys: ['Limit'], unit, divide: false } } }),
    )
    said(scene)
    const reply = await limit(scene, 13.7)
    assert.is(reply.status, 200)
    assert.equal(said(scene), [`ChangeConfiguration Limit = ${value}`])
    assert.is(scene.value('currentSet'), 13.7)
  })
}

test('P14: each connector has its own key, and those without one share the first', async () => {
  await using scene = await openReady(
    withTraits({
      control: { current: { by: 'key', keys: ['Left', 'Right'], unit: 'A', divide: false } },
    }),
  )
  await scene.status('Available', 2)
  await scene.status('Available', 3)
  said(scene)
  await limit(scene, 10)
  await scene.server.write('CP1:2', 'currentSet', 11)
  await scene.server.write('CP1:3', 'currentSet', 12)
  assert.equal(said(scene), [
    'ChangeConfiguration Left = 10',
    'ChangeConfiguration Right = 11',
    'ChangeConfiguration Left = 12',
  ])
})

test('P15: a key of the whole station gets the share of a connector', async () => {
  await using scene = await openReady(
    withTraits({ control: { current: { by: 'key', keys: ['Max'], unit: 'A', divide: true } } }),
  )
  await scene.status('Available', 2)
  said(scene)
  await limit(scene, 25)
  assert.equal(said(scene), ['ChangeConfiguration Max = 12'])
})

test('P13: a station without the key is told by profile, and not asked again', async () => {
  await using scene = await openReady({
    ...withTraits({
      control: { current: { by: 'key', keys: ['Limit'], unit: 'A', divide: false } },
    }),
    answers: { ChangeConfiguration: notSupported },
  })
  said(scene)
  assert.is((await limit(scene, 16)).status, 200)
  await scene.pass(5)
  assert.is((await limit(scene, 10)).status, 200)
  assert.equal(said(scene), [
    'ChangeConfiguration Limit = 16',
    `${absolute} 16 A`,
    `${absolute} 10 A`,
  ])
  // Another firmware may have it.
  await scene.tell('BootNotification', { ...identity, firmwareVersion: '2' })
  await scene.pass(1)
  assert.ok(said(scene).includes('ChangeConfiguration Limit = 10'))
})

test('P14: a key that counts only after a reboot limits nothing, so a profile does', async () => {
  await using scene = await openReady({
    ...withTraits({
      control: { current: { by: 'key', keys: ['Limit'], unit: 'A', divide: false } },
    }),
    answers: { ChangeConfiguration: { payload: { status: 'RebootRequired' } } },
  })
  said(scene)
  await limit(scene, 16)
  assert.equal(said(scene), ['ChangeConfiguration Limit = 16', `${absolute} 16 A`])
})

test('P14: a limit in watts is said by a key in amperes, never above', async () => {
  await using scene = await openReady({
    ...withTraits({
      control: { current: { by: 'key', keys: ['Limit'], unit: 'A', divide: false } },
    }),
    settings: { stations: { CP1: { descriptor: 'dc-load-managed' } } },
  })
  said(scene)
  assert.is((await limit(scene, 11, 'powerSet')).status, 200)
  // 11000 W / 690 V are 15.94 A.
  assert.equal(said(scene), ['ChangeConfiguration Limit = 15'])
})

test('P7: steps, allowed currents and the largest are never exceeded', async () => {
  const cases: readonly (readonly [object, number, number])[] = [
    [{ step: 1 }, 13.7, 13],
    [{ step: 0.5 }, 13.7, 13.5],
    [{ allowed: [6, 8, 10, 13, 16] }, 12.9, 10],
    [{ allowed: [6, 8, 10, 13, 16] }, 16, 16],
    [{ max: 16 }, 32, 16],
    [{ min: 6 }, 6, 6],
    [{ min: 6 }, 5.9, 0],
    [{ allowed: [6, 8] }, 5, 0],
  ]
  for (const [control, asked, expected] of cases) {
    await using scene = await openReady(withTraits({ control }))
    said(scene)
    assert.is((await limit(scene, asked)).status, 200)
    assert.equal(said(scene), [`${absolute} ${expected} A`], JSON.stringify(control))
  }
})

test('P7 P9: a limit in watts obeys the currents of the station', async () => {
  for (const [control, watts] of [
    [{ step: 1 }, 10350],
    [{ max: 10 }, 6900],
    [{ min: 16 }, 0],
  ] as const) {
    await using scene = await openReady({
      ...withTraits({ control }),
      settings: { stations: { CP1: { descriptor: 'dc-load-managed' } } },
    })
    said(scene)
    await limit(scene, 11, 'powerSet')
    assert.equal(said(scene), [`${absolute} ${watts} W`], JSON.stringify(control))
  }
})

test('P13: profiles beyond the daily budget wait, and only the last one is sent', async () => {
  await using scene = await openReady(withTraits({ control: { writesPerDay: 2 } }))
  said(scene)
  await limit(scene, 16)
  await scene.pass(3600)
  await limit(scene, 15)
  await scene.pass(3600)
  const third = await limit(scene, 14)
  assert.is(third.status, 202)
  assert.is(at(third.body, 'sendAt'), scene.time(22 * 3600))
  await scene.pass(10)
  assert.is((await limit(scene, 13)).status, 202)
  assert.equal(said(scene), [`${absolute} 16 A`, `${absolute} 15 A`])
  for (let hour = 0; hour < 23; hour++) {
    await scene.pass(3600)
    await scene.tell('Heartbeat')
  }
  assert.equal(said(scene), [`${absolute} 13 A`])
})

test('P8: 0 ends the transaction, and a limit afterwards starts it with its card', async () => {
  await using scene = await openCharging(
    withTraits({ control: { min: 6, pause: 'stopTransaction' } }),
  )
  said(scene)
  const paused = await limit(scene, 0)
  assert.is(paused.status, 200)
  assert.equal(said(scene), [`RemoteStopTransaction ${scene.transaction}`])
  await stop(scene, scene.transaction)
  await scene.status('Finishing')
  await scene.pass(60)
  const resumed = await limit(scene, 10)
  assert.is(resumed.status, 200)
  assert.equal(said(scene), ['RemoteStartTransaction 1 CARD', `${absolute} 10 A`])
})

test('P8: below the least current is a pause too, and no profile says it', async () => {
  await using scene = await openCharging(
    withTraits({ control: { min: 6, pause: 'stopTransaction' } }),
  )
  said(scene)
  await limit(scene, 5.9)
  assert.equal(said(scene), [`RemoteStopTransaction ${scene.transaction}`])
})

test('P8: nobody starts in a pause: neither the host nor, for long, the station', async () => {
  await using scene = await openReady(
    withTraits({ control: { pause: 'stopTransaction', start: 'remoteOnPreparing' } }),
  )
  said(scene)
  assert.is((await limit(scene, 0)).status, 200)
  await scene.status('Preparing')
  await scene.settle()
  assert.equal(said(scene), [])
  const transaction = await startTransaction(scene)
  await scene.settle()
  assert.equal(said(scene), [`RemoteStopTransaction ${transaction}`])
  await stop(scene, transaction)
  await scene.pass(5)
  await limit(scene, 16)
  assert.equal(said(scene), ['RemoteStartTransaction 1 CARD', `${absolute} 16 A`])
})

test('P8: the pause of a vehicle that left starts nothing for the next one', async () => {
  await using scene = await openCharging(withTraits({ control: { pause: 'stopTransaction' } }))
  await limit(scene, 0)
  await stop(scene, scene.transaction)
  await scene.status('Available')
  await scene.status('Preparing')
  await scene.pass(5)
  said(scene)
  await limit(scene, 16)
  assert.equal(said(scene), [`${absolute} 16 A`])
})

test('P8: a limit starts nothing that no pause ended', async () => {
  await using scene = await openReady(
    withTraits({ control: { pause: 'stopTransaction', resume: 'remoteStart' } }),
  )
  await scene.status('Preparing')
  said(scene)
  await limit(scene, 16)
  assert.equal(said(scene), [`${absolute} 16 A`])
})

test('X18: a stop that is refused leaves the least limit, and says so', async () => {
  await using scene = await openCharging({
    ...withTraits({ control: { min: 6, pause: 'stopTransaction' } }),
    answers: { RemoteStopTransaction: rejected },
  })
  said(scene)
  const reply = await limit(scene, 0)
  assert.is(reply.status, 409)
  assert.match(String(at(reply.body, 'detail')), /did not end .* limited to 6 A/)
  assert.equal(said(scene), [`RemoteStopTransaction ${scene.transaction}`, `${absolute} 6 A`])
})

test('P9: a station that cannot pause gets its least limit, and the write is refused', async () => {
  await using scene = await openCharging(withTraits({ control: { min: 6, pause: 'minLimit' } }))
  said(scene)
  const reply = await limit(scene, 0)
  assert.is(reply.status, 409)
  assert.match(String(at(reply.body, 'detail')), /cannot pause; it was limited to 6 A/)
  assert.equal(said(scene), [`${absolute} 6 A`])
})

test('a station that must not be paused is sent nothing', async () => {
  await using scene = await openCharging(withTraits({ control: { pause: 'never' } }))
  said(scene)
  assert.is((await limit(scene, 0)).status, 409)
  assert.equal(said(scene), [])
})

test('B6: a pause by availability ends what runs, since it is only scheduled till then', async () => {
  await using scene = await openCharging({
    ...withTraits({ control: { pause: 'changeAvailability' } }),
    answers: { ChangeAvailability: { payload: { status: 'Scheduled' } } },
  })
  said(scene)
  assert.is((await limit(scene, 0)).status, 200)
  assert.equal(said(scene), [
    'ChangeAvailability 1 Inoperative',
    `RemoteStopTransaction ${scene.transaction}`,
  ])
  await stop(scene, scene.transaction)
  await scene.status('Unavailable')
  await scene.pass(5)
  await limit(scene, 8)
  assert.equal(said(scene), ['ChangeAvailability 1 Operative', `${absolute} 8 A`])
})

test('P10: after a pause a limit is said twice, five seconds apart', async () => {
  await using scene = await openCharging(
    withTraits({ control: { resume: 'resend', resend: { times: 2, every: 5 } } }),
  )
  said(scene)
  await limit(scene, 0)
  await scene.pass(5)
  await limit(scene, 10)
  assert.equal(said(scene), [`${absolute} 0 A`, `${absolute} 10 A`])
  await scene.pass(4.9)
  assert.equal(said(scene), [])
  await scene.pass(0.1)
  assert.equal(said(scene), [`${absolute} 10 A`])
  await scene.pass(60)
  assert.equal(said(scene), [])
  await limit(scene, 12)
  await scene.pass(60)
  assert.equal(said(scene), [`${absolute} 12 A`], 'there was no pause before')
})

test('P10: a limit that was lowered since is not said again', async () => {
  await using scene = await openCharging(
    withTraits({ control: { resume: 'resend', resend: { times: 3, every: 8 } } }),
  )
  await limit(scene, 0)
  await scene.pass(5)
  await limit(scene, 16)
  await scene.pass(5)
  await limit(scene, 7)
  said(scene)
  await scene.pass(60)
  assert.equal(said(scene), [])
})

test('X3: after a limit of 0 that ended the transaction a start goes on', async () => {
  await using scene = await openCharging(withTraits({ control: { resume: 'remoteStart' } }))
  await limit(scene, 0)
  await stop(scene, scene.transaction)
  await scene.status('Finishing')
  await scene.pass(5)
  said(scene)
  await limit(scene, 10)
  assert.equal(said(scene), ['RemoteStartTransaction 1 CARD', `${absolute} 10 A`])
})

test('X3: a refused start after a pause is told, and the limit is in force', async () => {
  await using scene = await openCharging({
    ...withTraits({ control: { pause: 'stopTransaction' } }),
    answers: { RemoteStartTransaction: rejected },
  })
  await limit(scene, 0)
  await stop(scene, scene.transaction)
  await scene.status('Finishing')
  await scene.pass(5)
  said(scene)
  const reply = await limit(scene, 10)
  assert.is(reply.status, 409)
  assert.match(String(at(reply.body, 'detail')), /limit was taken.*"Rejected" to the start/)
  assert.equal(said(scene), ['RemoteStartTransaction 1 CARD', `${absolute} 10 A`])
})

test('X3: where nothing starts before a reset, a start resets and then starts', async () => {
  await using scene = await openCharging({
    ...withTraits({ control: { resume: 'reset' } }),
    answers: { Reset: { payload: { status: 'Accepted' } } },
  })
  await stop(scene, scene.transaction)
  await scene.status('Finishing')
  said(scene)
  const reply = await scene.server.write(scene.address, 'rfidStart', 'CARD2')
  assert.is(reply.status, 202)
  assert.equal(said(scene), ['Reset Soft'])
  await scene.tell('BootNotification', identity)
  await scene.status('Preparing')
  await scene.pass(1)
  assert.ok(said(scene).includes('RemoteStartTransaction 1 CARD2'))
})

test('B13 X1: a vehicle that is plugged in is started once, after the answer', async () => {
  await using scene = await openReady(withTraits({ control: { start: 'remoteOnPreparing' } }))
  said(scene)
  await scene.status('Preparing')
  await scene.status('Preparing')
  await scene.settle()
  assert.equal(said(scene), ['RemoteStartTransaction 1 DDF'])
})

test('X1: the host does not start again what a user stopped, but after unplugging', async () => {
  await using scene = await openReady(withTraits({ control: { start: 'remoteOnPreparing' } }))
  await scene.status('Preparing')
  await scene.settle()
  const transaction = await startTransaction(scene)
  await scene.status('Charging')
  said(scene)
  await scene.server.write(scene.address, 'rfidStop', '1')
  await stop(scene, transaction)
  await scene.status('Finishing')
  await scene.status('Preparing')
  await scene.settle()
  assert.equal(said(scene), [`RemoteStopTransaction ${transaction}`])
  await scene.status('Available')
  await scene.status('Preparing')
  await scene.settle()
  assert.equal(said(scene), ['RemoteStartTransaction 1 DDF'])
})

test('X1: a vehicle that waits since before the boot is started when the station may be called', async () => {
  await using scene = await openReady(withTraits({ control: { start: 'remoteOnPreparing' } }))
  await scene.status('Preparing')
  await scene.settle()
  said(scene)
  await scene.tell('BootNotification', identity)
  await scene.status('Preparing')
  await scene.settle()
  assert.equal(said(scene), [], 'not before it settled')
  await scene.pass(1)
  assert.ok(said(scene).includes('RemoteStartTransaction 1 DDF'))
})

test('X1: only known cards may charge: the host starts nothing for an unknown one', async () => {
  await using scene = await openReady(withTraits({ control: { start: 'remoteOnPreparing' } }))
  await scene.server.write(scene.address, 'rfidAuthEnable', 1)
  said(scene)
  await scene.status('Preparing')
  await scene.settle()
  assert.equal(said(scene), [])
})

test('X18 X19: a start waits for the hold-off after a stop', async () => {
  await using scene = await openCharging(
    withTraits({ control: { pause: 'stopTransaction', holdOff: 120 } }),
  )
  await limit(scene, 0)
  await stop(scene, scene.transaction)
  await scene.status('Preparing')
  await scene.pass(30)
  said(scene)
  const reply = await limit(scene, 16)
  assert.is(reply.status, 202)
  assert.is(at(reply.body, 'sendAt'), scene.time(90))
  assert.equal(said(scene), [`${absolute} 16 A`])
  await scene.pass(89)
  assert.equal(said(scene), [])
  await scene.pass(1)
  assert.equal(said(scene), ['RemoteStartTransaction 1 CARD'])
})

test('X19: a start that waits is forgotten when the vehicle leaves', async () => {
  await using scene = await openCharging(withTraits({ control: { holdOff: 120 } }))
  await stop(scene, scene.transaction)
  await scene.status('Preparing')
  said(scene)
  assert.is((await scene.server.write(scene.address, 'rfidStart', 'CARD2')).status, 202)
  await scene.status('Available')
  await scene.pass(200)
  assert.equal(said(scene), [])
})

test('X2: a start has the card that a key names', async () => {
  await using scene = await openReady({
    ...withTraits({
      control: { start: 'remoteOnPreparing', idTag: { key: 'PlugTag', else: 'NONE' } },
      setup: { readAll: false },
    }),
    configuration: { PlugTag: ' 04A1B2C3D4E5F6 ' },
  })
  said(scene)
  await scene.status('Preparing')
  await scene.settle()
  assert.equal(said(scene), ['RemoteStartTransaction 1 04A1B2C3D4E5F6'])
})

test('X2: a station without that key gets the other card', async () => {
  await using scene = await openReady(
    withTraits({
      control: { start: 'remoteOnPreparing', idTag: { key: 'PlugTag', else: 'NONE' } },
    }),
  )
  said(scene)
  await scene.status('Preparing')
  await scene.settle()
  assert.equal(said(scene), ['RemoteStartTransaction 1 NONE'])
})

test('F12: the card of a start is no longer than the station echoes unharmed', async () => {
  await using scene = await openReady(
    withTraits({
      control: {
        start: 'remoteOnPreparing',
        idTagLength: 16,
        idTag: { fixed: 'ABCDEFGHIJKLMNOPQRST' },
      },
    }),
  )
  said(scene)
  await scene.status('Preparing')
  await scene.settle()
  assert.equal(said(scene), ['RemoteStartTransaction 1 ABCDEFGHIJKLMNOP'])
})

test.run()
