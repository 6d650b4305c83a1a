import * as assert from 'uvu/assert'
import { group } from '../case.ts'
import { Station16 } from './station.ts'

const waits = 'waits for passwords and TLS of station connections'

/** Who may connect, and how. */
export const access = group('Security: connections', {
  TC_073_CSMS: {
    by: 'host',
    must: 'a new password counts, the old one is refused',
    pending: waits,
  },
  TC_074_CSMS: {
    by: 'host',
    must: 'the station asks for a certificate of its own, and gets one whose chain verifies',
    pending: waits,
  },
  TC_083_CSMS: {
    by: 'host',
    must: 'the security profile is raised, and the old one is refused from then on',
    pending: waits,
  },
  TC_085_CSMS: {
    by: 'station',
    must: 'without the right password the answer is 401; with it the station is taken',
    pending: waits,
  },
  TC_086_CSMS: { by: 'station', must: 'TLS from 1.2 on, with a certificate', pending: waits },
  TC_087_CSMS: {
    by: 'station',
    must: 'a station with a valid client certificate is taken, any other refused',
    pending: waits,
  },
  TC_088_CSMS: {
    by: 'station',
    must: 'of several subprotocols one that is spoken is chosen',
    async run(trial) {
      const station = await Station16.connect(trial, {
        protocol: 'ocpp0.9',
        alsoOffered: ['ocpp1.6'],
      })
      assert.is(station.wire.protocol, 'ocpp1.6')
      await station.boot()
      await trial.showsStation({ online: true, protocol: 'ocpp1.6' })
    },
    twin: {
      must: 'with none that is spoken the connection is refused, and no station known',
      async run(trial) {
        const code = await trial.refused({ protocol: 'ocpp0.9', alsoOffered: ['ocpp1.5'] })
        assert.is(code, 400)
        assert.is((await trial.server.get(`/api/v1/stations/${trial.id}`)).status, 404)
      },
    },
  },
})
