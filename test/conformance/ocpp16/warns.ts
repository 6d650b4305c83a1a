import * as assert from 'uvu/assert'
import type { Trial } from '../trial.ts'
import type { Station16 } from './station.ts'

/** The station reports a security event, which is taken and shown. */
export async function warns(trial: Trial, station: Station16, type: string): Promise<void> {
  const event = { type, timestamp: trial.time(), techInfo: 'serial 05' }
  assert.equal(await station.call('SecurityEventNotification', event), {})
  await trial.showsNotices(['SecurityEventNotification', event])
}
