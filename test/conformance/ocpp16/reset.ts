import * as assert from 'uvu/assert'
import { group } from '../case.ts'
import { showsTransactions } from '../records.ts'
import type { Trial } from '../trial.ts'
import { Station16 } from './station.ts'

const accepted = () => ({ status: 'Accepted' })

/** Resets, with a transaction under way. */
export const reset = group('Core: reset', {
  TC_013_CSMS: {
    by: 'host',
    must: 'hard reset: the transaction ends, and the station is taken again when it comes back',
    run: (trial) => resets(trial, { type: 'Hard', reason: 'HardReset' }),
    twin: {
      must: 'a reset that the station refuses changes nothing',
      async run(trial) {
        const station = await Station16.ready(trial, { Reset: () => ({ status: 'Rejected' }) })
        const id = await station.charge(await trial.card())
        assert.equal(await trial.tell('Reset', { type: 'Hard' }), { status: 'Rejected' })
        await trial.shows({ cps: 67, rfidAuth: 1 })
        await showsTransactions(trial, [{ transactionId: `${id}`, stoppedAt: null }])
      },
    },
  },
  TC_014_CSMS: {
    by: 'host',
    must: 'soft reset: the transaction ends first, and the station is taken again when it comes back',
    run: (trial) => resets(trial, { type: 'Soft', reason: 'SoftReset' }),
  },
})

async function resets(
  trial: Trial,
  { type, reason }: { readonly type: string; readonly reason: string },
): Promise<void> {
  const station = await Station16.ready(trial, { Reset: accepted })
  const id = await station.charge(await trial.card(), { meterStart: 0 })
  assert.equal(await trial.tell('Reset', { type }), { status: 'Accepted' })
  assert.equal(station.got('Reset'), [{ type }])
  await station.stop(id, { reason, meterStop: 700 })
  const stoppedAt = trial.time()
  await station.leave()
  await trial.showsStation({ online: false })
  await trial.pass(30)
  const again = await Station16.ready(trial, { Reset: accepted })
  await trial.showsStation({ online: true })
  await again.status('Available')
  await trial.shows({ cps: 65, energy: 700, rfidAuth: 0, quality: 100 })
  await showsTransactions(trial, [
    {
      transactionId: `${id}`,
      energy: 700,
      stoppedAt,
      stopReason: reason,
    },
  ])
}
