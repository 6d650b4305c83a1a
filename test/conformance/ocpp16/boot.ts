import * as assert from 'uvu/assert'
import { at, numberAt } from '../../support/scene.ts'
import { group } from '../case.ts'
import { Station16 } from './station.ts'

/** How a station begins. */
export const boot = group('Core: boot', {
  TC_001_CSMS: {
    by: 'station',
    must: 'a boot is accepted with time and interval, and every status and heartbeat after it',
    async run(trial) {
      const station = await Station16.connect(trial)
      const answer = await station.boot()
      assert.is(at(answer, 'status'), 'Accepted')
      assert.is(at(answer, 'currentTime'), trial.time())
      assert.ok(numberAt(answer, 'interval') > 0)
      assert.is(at(await station.call('Heartbeat'), 'currentTime'), trial.time())
      await trial.showsStation({
        online: true,
        vendor: 'Maker',
        model: 'Box',
        firmware: '1.0',
        connectors: [1, 2],
      })
      await trial.shows({ cps: 65, cablePlugged: 0, errorState: 0, quality: 100 })
      await trial.shows({ cps: 65 }, 2)
    },
  },
})
