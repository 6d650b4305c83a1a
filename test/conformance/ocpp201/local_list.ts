import * as assert from 'uvu/assert'
import { type CaseEntry, group } from '../case.ts'
import { Station201 } from './station.ts'
import { accepted, told } from './told.ts'

const entry = {
  idToken: { idToken: 'CARD', type: 'ISO14443' },
  idTokenInfo: { status: 'Accepted' },
}

/** D: the list of cards that a station has of its own. */
export const localList = group('D Local Authorization List', {
  TC_D_01_CSMS: sent('the whole list is sent, every entry with what the card is worth', {
    updateType: 'Full',
    localAuthorizationList: [entry],
  }),
  TC_D_02_CSMS: sent('a change of the list is sent with a higher version', {
    updateType: 'Differential',
    localAuthorizationList: [entry],
  }),
  TC_D_03_CSMS: sent('a card is taken off the list by an entry without its worth', {
    updateType: 'Differential',
    localAuthorizationList: [{ idToken: entry.idToken }],
  }),
  TC_D_04_CSMS: sent('an empty list takes all cards off', { updateType: 'Full' }),
  TC_D_08_CSMS: told({
    must: 'the version of the list is asked for',
    action: 'GetLocalListVersion',
    payload: {},
    answer: { versionNumber: 7 },
  }),
  TC_D_09_CSMS: told({
    must: 'a station without a list answers version 0',
    action: 'GetLocalListVersion',
    payload: {},
    answer: { versionNumber: 0 },
  }),
})

/** Asks for the version, and sends a list with the next one. */
function sent(must: string, list: object): CaseEntry {
  return {
    by: 'host',
    must,
    async run(trial) {
      const station = await Station201.ready(trial, {
        GetLocalListVersion: () => ({ versionNumber: 3 }),
        SendLocalList: () => accepted,
      })
      const { versionNumber } = await trial.tell('GetLocalListVersion')
      const payload = { versionNumber: Number(versionNumber) + 1, ...list }
      assert.equal(await trial.tell('SendLocalList', payload), accepted)
      assert.equal(station.got('SendLocalList').at(-1), payload)
    },
    twin: {
      must: 'a list that the station finds out of step is told as Failed or VersionMismatch',
      async run(trial) {
        const answer = { status: 'VersionMismatch' }
        await Station201.ready(trial, { SendLocalList: () => answer })
        assert.equal(await trial.tell('SendLocalList', { versionNumber: 2, ...list }), answer)
      },
    },
  }
}
