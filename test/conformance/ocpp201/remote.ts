import * as assert from 'uvu/assert'
import { at } from '../../support/scene.ts'
import { type CaseEntry, group } from '../case.ts'
import { showsTransactions } from '../records.ts'
import type { Trial } from '../trial.ts'
import { Station201 } from './station.ts'
import { accepted, rejected, told } from './told.ts'

/** F: started, stopped, unlocked and triggered from afar. */
export const remote = group('F Remote Control', {
  TC_F_01_CSMS: remoteStart('the cable is in', { cableFirst: true, authorizes: false }),
  TC_F_02_CSMS: remoteStart('before the cable is in; the station asks for the card', {
    cableFirst: false,
    authorizes: true,
  }),
  TC_F_03_CSMS: remoteStart('before the cable is in; the station does not ask for the card', {
    cableFirst: false,
    authorizes: false,
  }),
  TC_F_04_CSMS: {
    by: 'host',
    must: 'started from afar and never plugged in: the transaction ends with nothing charged',
    async run(trial) {
      const station = await Station201.ready(trial, { RequestStartTransaction: () => accepted })
      const idToken = await trial.card()
      await trial.write('rfidStart', idToken)
      const remoteStartId = Number(at(station.got('RequestStartTransaction')[0], 'remoteStartId'))
      const id = station.newTransaction()
      const start = { type: 'Started', trigger: 'RemoteStart', evse: 1, idToken } as const
      await station.event(id, { ...start, remoteStartId, register: 0 })
      await trial.pass(60)
      const how = { trigger: 'EVConnectTimeout', state: 'Idle', stopped: 'Timeout', register: 0 }
      await station.end(id, how)
      await trial.shows({ cps: 65, rfidAuth: 0 })
      await showsTransactions(trial, [{ idTag: idToken, energy: 0, stopReason: 'Timeout' }])
    },
    twin: {
      must: 'a start that the station refuses leaves nothing behind',
      async run(trial) {
        const station = await Station201.ready(trial, { RequestStartTransaction: () => rejected })
        assert.is((await trial.server.write(`${trial.id}:1`, 'rfidStart', 'CARD')).status, 409)
        await trial.shows({ cps: 65, rfidAuth: 0 })
        await trial.pass(120)
        assert.is(station.got('RequestStartTransaction').length, 1)
        await showsTransactions(trial, [])
      },
    },
  },
  TC_F_06_CSMS: {
    by: 'host',
    must: 'the connector is unlocked',
    async run(trial) {
      const answer = { status: 'Unlocked' }
      const station = await Station201.ready(trial, { UnlockConnector: () => answer })
      const where = { evseId: 1, connectorId: 1 }
      assert.equal(await trial.tell('UnlockConnector', where), answer)
      assert.equal(station.got('UnlockConnector'), [where])
    },
    twin: {
      must: 'a connector that is not there is told so',
      async run(trial) {
        const answer = { status: 'UnknownConnector' }
        await Station201.ready(trial, { UnlockConnector: () => answer })
        const where = { evseId: 1, connectorId: 9 }
        assert.equal(await trial.tell('UnlockConnector', where), answer)
      },
    },
  },
  TC_F_11_CSMS: triggers('MeterValues', meterValues, 1),
  TC_F_12_CSMS: triggers('MeterValues', meterValues),
  TC_F_13_CSMS: triggers('TransactionEvent', transactionEvent, 1),
  TC_F_14_CSMS: triggers('TransactionEvent', transactionEvent),
  TC_F_15_CSMS: triggers('LogStatusNotification', async (station) => {
    await station.call('LogStatusNotification', { status: 'Idle' })
  }),
  TC_F_18_CSMS: triggers('FirmwareStatusNotification', async (station) => {
    await station.call('FirmwareStatusNotification', { status: 'Idle' })
  }),
  TC_F_20_CSMS: triggers('Heartbeat', async (station, trial) => {
    assert.is(at(await station.call('Heartbeat'), 'currentTime'), trial.time())
  }),
  TC_F_23_CSMS: triggers('StatusNotification', status('Available', 65), 1),
  TC_F_24_CSMS: triggers('StatusNotification', status('Occupied', 66), 1),
  TC_F_27_CSMS: told({
    must: 'a station that cannot be triggered to this says so',
    action: 'TriggerMessage',
    payload: { requestedMessage: 'SignV2GCertificate' },
    answer: { status: 'NotImplemented' },
  }),
})

type Reaction = (
  station: Station201,
  trial: Parameters<typeof Station201.ready>[0],
) => Promise<void>

function triggers(requestedMessage: string, react: Reaction, evse?: number): CaseEntry {
  const payload = { requestedMessage, ...(evse === undefined ? {} : { evse: { id: evse } }) }
  const where = evse === undefined ? 'of the station' : 'of one EVSE'
  return told({
    must: `${requestedMessage} ${where} is asked for, and taken when it comes`,
    action: 'TriggerMessage',
    payload:
      requestedMessage === 'StatusNotification'
        ? { requestedMessage, evse: { id: 1, connectorId: 1 } }
        : payload,
    answer: accepted,
    after: react,
  })
}

async function meterValues(station: Station201, trial: Trial): Promise<void> {
  const sampledValue = [{ value: 231, measurand: 'Voltage', phase: 'L1-N', context: 'Trigger' }]
  const meterValue = [{ timestamp: trial.time(), sampledValue }]
  await station.call('MeterValues', { evseId: 1, meterValue })
  await trial.shows({ voltage: 231 })
}

async function transactionEvent(station: Station201, trial: Trial): Promise<void> {
  const id = await station.charge(await trial.card(), { register: 100 })
  await station.event(id, { trigger: 'Trigger', state: 'Charging', register: 300 })
  await trial.shows({ cps: 67, energy: 200 })
}

function status(word: string, cps: number): Reaction {
  return async (station, trial) => {
    await station.status(word)
    await trial.shows({ cps })
  }
}

function remoteStart(
  when: string,
  { cableFirst, authorizes }: { readonly cableFirst: boolean; readonly authorizes: boolean },
): CaseEntry {
  return {
    by: 'host',
    must: `started from afar, ${when}: the transaction of that start charges`,
    async run(trial) {
      const station = await Station201.ready(trial, { RequestStartTransaction: () => accepted })
      const idToken = await trial.card()
      if (cableFirst) await station.status('Occupied')
      await trial.write('rfidStart', idToken)
      const [call] = station.got('RequestStartTransaction')
      assert.is(at(call, 'idToken.idToken'), idToken)
      assert.is(at(call, 'evseId'), 1)
      const remoteStartId = Number(at(call, 'remoteStartId'))
      assert.ok(Number.isInteger(remoteStartId))
      if (authorizes) assert.is(await station.authorize(idToken), 'Accepted')
      const id = station.newTransaction()
      const start = { type: 'Started', trigger: 'RemoteStart', evse: 1, idToken } as const
      const answer = await station.event(id, { ...start, remoteStartId, register: 0 })
      assert.is(at(answer, 'idTokenInfo.status'), 'Accepted')
      if (!cableFirst) await station.status('Occupied')
      await station.event(id, { trigger: 'ChargingStateChanged', state: 'Charging' })
      await trial.shows({ cps: 67, rfid: idToken, rfidAuth: 1 })
      await showsTransactions(trial, [{ idTag: idToken, meterStart: 0, stoppedAt: null }])
      assert.is(station.got('RequestStartTransaction').length, 1)
    },
  }
}
