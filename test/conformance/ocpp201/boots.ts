import { once } from 'node:events'
import * as assert from 'uvu/assert'
import { WebSocket } from 'ws'
import { refusal } from '../../support/handshake.ts'
import { at, numberAt } from '../../support/scene.ts'
import type { CaseEntry } from '../case.ts'
import { showsTransactions } from '../records.ts'
import type { Trial } from '../trial.ts'
import { Station201 } from './station.ts'
import { accepted, told } from './told.ts'

const profile = {
  configurationSlot: 1,
  connectionData: {
    ocppVersion: 'OCPP20',
    ocppTransport: 'JSON',
    ocppCsmsUrl: 'ws://127.0.0.1:9000',
    messageTimeout: 30,
    securityProfile: 1,
    ocppInterface: 'Wired0',
  },
}

/** Boot, and what it connects to. */
export const boots: Readonly<Record<string, CaseEntry>> = {
  TC_B_01_CSMS: {
    by: 'station',
    must: 'the boot is accepted with the time and an interval, the statuses and heartbeats are taken',
    async run(trial) {
      const station = await Station201.connect(trial)
      const answer = await station.bootOnly()
      assert.is(at(answer, 'status'), 'Accepted')
      assert.is(at(answer, 'currentTime'), trial.time())
      assert.ok(numberAt(answer, 'interval') > 0)
      for (const evse of [1, 2]) await station.status('Available', { evse })
      assert.is(at(await station.call('Heartbeat'), 'currentTime'), trial.time())
      await trial.showsStation({ online: true, vendor: 'Maker', model: 'Box', connectors: [1, 2] })
      for (const connector of [1, 2]) await trial.shows({ cps: 65, quality: 100 }, connector)
    },
  },
  TC_B_02_CSMS: {
    by: 'station',
    must: 'a station that nobody approved is answered Pending, and Accepted once somebody did',
    server: 'approve',
    async run(trial) {
      const station = await waiting(trial)
      await trial.showsStation({ pending: true, online: false, vendor: 'Maker', model: 'Box' })
      assert.is((await trial.server.post(`/api/v1/stations/${trial.id}/approve`, {})).status, 200)
      assert.is(at(await station.boot(), 'status'), 'Accepted')
      await trial.showsStation({ pending: false, online: true })
      await trial.shows({ cps: 65, quality: 100 })
    },
  },
  TC_B_30_CSMS: {
    by: 'station',
    must: 'what else a station that waits says is answered SecurityError, and changes nothing',
    server: 'approve',
    async run(trial) {
      const station = await waiting(trial)
      const card = await trial.card()
      const refusals = [
        () => station.status('Available'),
        () => station.authorize(card),
        () => station.charge(card),
        () => station.call('Heartbeat'),
      ]
      for (const refusal of refusals) assert.is(await errorOf(refusal()), 'SecurityError')
      await trial.showsStation({ pending: true, online: false, connectors: [] })
      await showsTransactions(trial, [])
    },
    twin: {
      must: 'nor is it called by the host',
      async run(trial) {
        const station = await waiting(trial)
        assert.is((await trial.ask('Reset', { type: 'OnIdle' })).status, 503)
        assert.equal(station.wire.received, [])
      },
    },
  },
  TC_B_31_CSMS: {
    by: 'host',
    must: 'a station that waits may be asked for its boot again',
    async run(trial) {
      const station = await Station201.connect(trial, {
        answers: { TriggerMessage: () => accepted },
      })
      const trigger = { requestedMessage: 'BootNotification' }
      assert.equal(await trial.tell('TriggerMessage', trigger), accepted)
      assert.equal(station.got('TriggerMessage').at(-1), trigger)
      assert.is(at(await station.bootOnly('Triggered'), 'status'), 'Accepted')
    },
  },
  TC_B_42_CSMS: told({
    must: 'the network profile of the station is set',
    action: 'SetNetworkProfile',
    payload: profile,
    answer: accepted,
  }),
  TC_B_44_CSMS: told({
    must: 'a network profile that the station cannot take is told as Failed',
    action: 'SetNetworkProfile',
    payload: profile,
    answer: { status: 'Failed' },
  }),
  TC_B_58_CSMS: {
    by: 'station',
    must: 'of the subprotocols offered, one that is spoken is chosen',
    async run(trial) {
      const where = `ws://127.0.0.1:${trial.server.ocppPort}/${trial.id}`
      const ws = new WebSocket(where, ['ocpp0.1', 'ocpp2.0.1'])
      await once(ws, 'open')
      assert.is(ws.protocol, 'ocpp2.0.1')
      ws.close()
      await once(ws, 'close')
    },
    twin: {
      must: 'with none of them spoken, the connection is refused',
      async run(trial) {
        const where = { path: `/${trial.id}`, protocols: ['ocpp0.1'] }
        const { status, body } = await refusal(trial.server, where)
        assert.is(status, 400)
        assert.match(body, 'ocpp2.0.1')
        assert.is((await trial.server.get(`/api/v1/stations/${trial.id}`)).status, 404)
      },
    },
  },
}

/** A station that booted and waits for approval. */
async function waiting(trial: Trial): Promise<Station201> {
  const station = await Station201.connect(trial)
  const answer = await station.bootOnly()
  assert.is(at(answer, 'status'), 'Pending')
  assert.ok(numberAt(answer, 'interval') > 0)
  return station
}

/** The word of the error that a call is answered with. */
async function errorOf(call: Promise<unknown>): Promise<unknown> {
  try {
    await call
  } catch (error) {
    return error instanceof Error ? Reflect.get(error, 'rpcErrorCode') : error
  }
  return undefined
}
