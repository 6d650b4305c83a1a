import fc from 'fast-check'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { noSteps, withStep } from '../../runtime/station/setup_steps.ts'
import { at, openReady, startTransaction } from '../support/scene.ts'
import { withTraits } from '../support/traits.ts'

test('steps are told once each, the last time, and of many the first and the last', () => {
  const name = fc.oneof(
    { weight: 3, arbitrary: fc.integer({ min: 0, max: 5 }).map((n) => `often ${n}`) },
    { weight: 1, arbitrary: fc.integer({ min: 0, max: 1000 }).map((n) => `rare ${n}`) },
  )
  const steps = fc.array(fc.tuple(name, fc.constantFrom('Accepted', 'Rejected')), {
    maxLength: 600,
    size: 'max',
  })
  fc.assert(
    fc.property(steps, (list) => {
      let all = noSteps
      let model: { step: string; outcome: string }[] = []
      for (const [step, outcome] of list) {
        all = withStep(all, step, outcome)
        model = [...model.filter((one) => one.step !== step), { step, outcome }]
        if (model.length > 200) model.splice(100, 1)
      }
      assert.equal(all.all, model)
    }),
    { numRuns: 50 },
  )
})

test('what comes after set-up again and again is told once', async () => {
  await using scene = await openReady({
    ...withTraits({ profile: { onlyWhileCharging: true } }),
    answers: { SetChargingProfile: { payload: { status: 'Rejected' } } },
  })
  const steps = async () => {
    const { body } = await scene.server.get('/api/v1/stations/CP1')
    const setup = at(body, 'setup')
    return Array.isArray(setup) ? setup : []
  }
  const before = await steps()
  for (const limit of [10, 11, 12]) {
    const reply = await scene.server.write(scene.address, 'currentSet', limit)
    assert.is(at(reply.body, 'kept'), 'transaction')
    const transactionId = await startTransaction(scene)
    await scene.pass(10)
    await scene.tell('StopTransaction', { transactionId, meterStop: 0, timestamp: scene.time() })
  }
  assert.equal(await steps(), [...before, { step: 'limit of connector 1', outcome: 'Rejected' }])
})

test.run()
