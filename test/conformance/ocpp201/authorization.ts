import * as assert from 'uvu/assert'
import { at } from '../../support/scene.ts'
import { type CaseEntry, group } from '../case.ts'
import { showsTransactions, transactions } from '../records.ts'
import { Station201 } from './station.ts'
import { accepted, rejected, told } from './told.ts'

/** C: who may charge. */
export const authorization = group('C Authorization', {
  TC_C_02_CSMS: {
    by: 'station',
    must: 'an unknown card is Unknown where only known ones may charge',
    async run(trial) {
      const station = await Station201.ready(trial)
      await trial.write('rfidAuthEnable', 1)
      const card = trial.unknownCard()
      await station.status('Occupied')
      assert.is(await station.authorize(card), 'Unknown')
      await trial.shows({ rfid: card, rfidAuth: 0, rfidMessage: 'Invalid', rfidAdd: card })
      assert.equal(await transactions(trial), [])
    },
    twin: {
      must: 'a transaction begun with it all the same is told so and recorded, and is not authorized',
      async run(trial) {
        const station = await Station201.ready(trial)
        await trial.write('rfidAuthEnable', 1)
        const idToken = trial.unknownCard()
        const id = station.newTransaction()
        const start = { type: 'Started', trigger: 'Authorized', evse: 1, idToken } as const
        assert.is(at(await station.event(id, start), 'idTokenInfo.status'), 'Unknown')
        await trial.shows({ rfid: idToken, rfidAuth: 0 })
        await station.end(id, { trigger: 'Deauthorized', stopped: 'DeAuthorized' })
        await showsTransactions(trial, [{ idTag: idToken, stopReason: 'DeAuthorized' }])
      },
    },
  },
  TC_C_06_CSMS: badCard({ status: 'Blocked' }, 'Blocked'),
  TC_C_07_CSMS: badCard({ expiresIn: -1 }, 'Expired'),
  TC_C_08_CSMS: {
    by: 'station',
    must: 'a card that the station has in its cache starts without being asked for',
    async run(trial) {
      const station = await Station201.ready(trial)
      const idToken = await trial.card()
      const id = station.newTransaction()
      await station.status('Occupied')
      const start = { type: 'Started', trigger: 'Authorized', state: 'Charging', evse: 1, idToken }
      const answer = await station.event(id, { ...start, type: 'Started', register: 10 })
      assert.is(at(answer, 'idTokenInfo.status'), 'Accepted')
      await trial.shows({ cps: 67, rfid: idToken, rfidAuth: 1 })
      await showsTransactions(trial, [{ idTag: idToken, meterStart: 10, stoppedAt: null }])
    },
  },
  TC_C_20_CSMS: {
    by: 'station',
    must: 'a card that is no good any more is told so when it starts from the cache',
    async run(trial) {
      const station = await Station201.ready(trial)
      const idToken = await trial.card({ status: 'Invalid' })
      const id = station.newTransaction()
      const start = { type: 'Started', trigger: 'Authorized', evse: 1, idToken } as const
      assert.is(at(await station.event(id, start), 'idTokenInfo.status'), 'Invalid')
      await trial.shows({ rfidAuth: 0, rfidMessage: 'Invalid' })
    },
  },
  TC_C_37_CSMS: told({
    must: 'the cache of the station is cleared',
    action: 'ClearCache',
    payload: {},
    answer: accepted,
  }),
  TC_C_38_CSMS: told({
    must: 'a station that clears no cache says so',
    action: 'ClearCache',
    payload: {},
    answer: rejected,
  }),
  TC_C_39_CSMS: {
    by: 'station',
    must: 'another card of the group stops the transaction, and is told its group',
    async run(trial) {
      const station = await Station201.ready(trial)
      const [first, second] = [
        await trial.card({ parent: 'STAFF' }),
        await trial.card({ parent: 'STAFF' }),
      ]
      const id = await station.charge(first)
      const info = await station.card(second)
      assert.is(at(info, 'status'), 'Accepted')
      assert.is(at(info, 'groupIdToken.idToken'), 'STAFF')
      const answer = await station.end(id, { idToken: second, stopped: 'Local' })
      assert.is(at(answer, 'idTokenInfo.groupIdToken.idToken'), 'STAFF')
      await showsTransactions(trial, [{ idTag: first, stopReason: 'Local', energy: 1000 }])
    },
    twin: {
      must: 'a card without a group is told none',
      async run(trial) {
        const station = await Station201.ready(trial)
        assert.is(at(await station.card(await trial.card()), 'groupIdToken'), undefined)
      },
    },
  },
  TC_C_40_CSMS: {
    by: 'host',
    must: 'the local list carries the group of a card',
    async run(trial) {
      const station = await Station201.ready(trial, { SendLocalList: () => accepted })
      const card = await trial.card({ parent: 'STAFF' })
      const list = localList(card, { status: 'Accepted', groupIdToken: token('STAFF') })
      assert.equal(await trial.tell('SendLocalList', list), accepted)
      assert.equal(station.got('SendLocalList').at(-1), list)
      const id = await station.charge(card)
      await station.end(id, { idToken: card, stopped: 'Local' })
      await showsTransactions(trial, [{ idTag: card, energy: 1000 }])
    },
  },
  TC_C_43_CSMS: {
    by: 'host',
    must: 'a card that the local list has as Invalid is so for the host too',
    async run(trial) {
      const station = await Station201.ready(trial, { SendLocalList: () => accepted })
      const card = await trial.card({ status: 'Invalid', parent: 'STAFF' })
      const list = localList(card, { status: 'Invalid', groupIdToken: token('STAFF') })
      assert.equal(await trial.tell('SendLocalList', list), accepted)
      assert.is(await station.authorize(card), 'Invalid')
      await trial.shows({ rfidAuth: 0 })
    },
  },
  TC_C_47_CSMS: masterPass('all transactions', [1, 2]),
  TC_C_48_CSMS: masterPass('one of several transactions', [2]),
  TC_C_49_CSMS: masterPass('all transactions, on a station without a display', [1, 2]),
  TC_C_50_CSMS: contract('a contract that the station itself found good', {
    iso15118CertificateHashData: [hashData()],
  }),
  TC_C_51_CSMS: {
    by: 'station',
    must: 'a contract of somebody unknown is not accepted where only known cards may charge',
    async run(trial) {
      const station = await Station201.ready(trial)
      await trial.write('rfidAuthEnable', 1)
      const emaid = `DE-${trial.unknownCard()}`
      const answer = await station.call('Authorize', {
        idToken: { idToken: emaid, type: 'eMAID' },
        iso15118CertificateHashData: [hashData()],
      })
      assert.is(at(answer, 'idTokenInfo.status'), 'Unknown')
      await trial.shows({ rfidAuth: 0 })
    },
  },
  TC_C_52_CSMS: {
    by: 'station',
    must: '',
    outOfScope:
      'The host would have to check the contract certificate against the roots of a V2G ' +
      'public key infrastructure, which a building controller has no part in',
  },
})

function badCard(
  card: { readonly status?: 'Blocked'; readonly expiresIn?: number },
  word: string,
): CaseEntry {
  return {
    by: 'station',
    must: `a card that is ${word} is told so, and does not charge`,
    async run(trial) {
      const station = await Station201.ready(trial)
      const idToken = await trial.card(card)
      await station.status('Occupied')
      assert.is(await station.authorize(idToken), word)
      await trial.shows({ rfid: idToken, rfidAuth: 0, rfidMessage: word })
      assert.equal(await transactions(trial), [])
    },
    twin: {
      must: 'a transaction begun with it is told so too',
      async run(trial) {
        const station = await Station201.ready(trial)
        const idToken = await trial.card(card)
        const id = station.newTransaction()
        const start = { type: 'Started', trigger: 'Authorized', evse: 1, idToken } as const
        assert.is(at(await station.event(id, start), 'idTokenInfo.status'), word)
        await trial.shows({ rfidAuth: 0 })
      },
    },
  }
}

function masterPass(what: string, stopped: readonly number[]): CaseEntry {
  return {
    by: 'station',
    must: `a master pass stops ${what}`,
    async run(trial) {
      const station = await Station201.ready(trial)
      const ids = new Map<number, string>()
      for (const evse of [1, 2]) ids.set(evse, await station.charge(await trial.card(), { evse }))
      const master = await trial.card({ parent: 'MASTER' })
      assert.is(at(await station.card(master), 'groupIdToken.idToken'), 'MASTER')
      for (const evse of stopped) {
        const id = ids.get(evse) ?? ''
        await station.end(id, { idToken: master, stopped: 'MasterPass' })
      }
      const open = (await transactions(trial)).filter(({ stoppedAt }) => stoppedAt === null)
      assert.is(open.length, 2 - stopped.length)
      for (const evse of [1, 2]) {
        await trial.shows({ rfidAuth: stopped.includes(evse) ? 0 : 1 }, evse)
      }
    },
  }
}

function contract(what: string, members: object): CaseEntry {
  return {
    by: 'station',
    must: `${what} charges`,
    async run(trial) {
      const station = await Station201.ready(trial)
      const emaid = await trial.card()
      const idToken = { idToken: emaid, type: 'eMAID' }
      const answer = await station.call('Authorize', { idToken, ...members })
      assert.is(at(answer, 'idTokenInfo.status'), 'Accepted')
      await trial.shows({ rfid: emaid, rfidAuth: 1 })
    },
  }
}

function hashData(): object {
  return {
    hashAlgorithm: 'SHA256',
    issuerNameHash: 'a1',
    issuerKeyHash: 'b2',
    serialNumber: '0c',
    responderURL: 'http://127.0.0.1/ocsp',
  }
}

function token(idToken: string) {
  return { idToken, type: 'ISO14443' }
}

function localList(card: string, idTokenInfo: object) {
  return {
    versionNumber: 1,
    updateType: 'Full',
    localAuthorizationList: [{ idToken: token(card), idTokenInfo }],
  }
}
