import * as assert from 'uvu/assert'
import { at } from '../../support/scene.ts'
import { group } from '../case.ts'
import type { Trial } from '../trial.ts'
import { Station16 } from './station.ts'

/** The list of cards that a station keeps. */
export const localList = group('Local auth list', {
  TC_042_1_CSMS: {
    by: 'host',
    must: 'version -1: the station keeps no list',
    run: (trial) => asked(trial, -1),
  },
  TC_042_2_CSMS: {
    by: 'host',
    must: 'version 0: its list is empty',
    run: (trial) => asked(trial, 0),
    twin: {
      must: 'before it was asked, nothing is claimed',
      async run(trial) {
        await Station16.ready(trial)
        await trial.showsStation({ localList: null })
      },
    },
  },
  TC_043_1_CSMS: refusal('NotSupported', 'a station that takes no list says so'),
  TC_043_3_CSMS: refusal('Failed', 'a list that could not be stored is not believed to be there'),
  TC_043_4_CSMS: {
    by: 'host',
    must: 'a full list, each card with what it is worth, is taken with its version',
    async run(trial) {
      const station = await Station16.ready(trial, { SendLocalList: () => accepted })
      const list = await full(trial)
      assert.equal(await trial.tell('SendLocalList', list), accepted)
      assert.equal(station.got('SendLocalList'), [list])
      await trial.showsStation({ localList: { version: 1, at: trial.time() } })
    },
    twin: {
      must: 'a full list with a card worth nothing known is not sent',
      async run(trial) {
        const station = await Station16.ready(trial, { SendLocalList: () => accepted })
        const list = { ...(await full(trial)), localAuthorizationList: [{ idTag: 'A' }] }
        const { status, body } = await trial.ask('SendLocalList', list)
        assert.is(status, 422)
        assert.match(String(at(body, 'detail')), /idTagInfo is required in a full list/)
        assert.equal(station.got('SendLocalList'), [])
        await trial.showsStation({ localList: null })
      },
    },
  },
  TC_043_5_CSMS: {
    by: 'host',
    must: 'changes of a list come with a higher version than the station has',
    async run(trial) {
      await Station16.ready(trial, listOf(5))
      assert.equal(await trial.tell('GetLocalListVersion'), { listVersion: 5 })
      await trial.showsStation({ localList: { version: 5, at: trial.time() } })
      assert.equal(await trial.tell('SendLocalList', change(6)), accepted)
      await trial.showsStation({ localList: { version: 6, at: trial.time() } })
      assert.equal(await trial.tell('GetLocalListVersion'), { listVersion: 6 })
    },
    twin: {
      must: 'with a lower version they are refused, and the version stays',
      async run(trial) {
        await Station16.ready(trial, listOf(5))
        await trial.tell('GetLocalListVersion')
        const answer = await trial.tell('SendLocalList', change(4))
        assert.equal(answer, { status: 'VersionMismatch' })
        await trial.showsStation({ localList: { version: 5, at: trial.time() } })
      },
    },
  },
})

const accepted = { status: 'Accepted' }

async function asked(trial: Trial, version: number): Promise<void> {
  await Station16.ready(trial, { GetLocalListVersion: () => ({ listVersion: version }) })
  assert.equal(await trial.tell('GetLocalListVersion'), { listVersion: version })
  await trial.showsStation({ localList: { version, at: trial.time() } })
}

/** A station that does not take a list: its word comes back, and it has none. */
function refusal(status: string, must: string) {
  return {
    by: 'host',
    must,
    async run(trial: Trial) {
      const station = await Station16.ready(trial, { SendLocalList: () => ({ status }) })
      assert.equal(await trial.tell('SendLocalList', await full(trial)), { status })
      assert.is(station.got('SendLocalList').length, 1)
      await trial.showsStation({ localList: null })
    },
  } as const
}

/** A station with a list, which takes changes of it that are newer. */
function listOf(first: number) {
  let version = first
  return {
    GetLocalListVersion: () => ({ listVersion: version }),
    SendLocalList: (payload: unknown) => {
      const next = Number(at(payload, 'listVersion'))
      if (next <= version) return { status: 'VersionMismatch' }
      version = next
      return accepted
    },
  }
}

async function full(trial: Trial) {
  const one = { idTag: await trial.card(), idTagInfo: { status: 'Accepted' } }
  const other = {
    idTag: await trial.card({ status: 'Blocked' }),
    idTagInfo: { status: 'Blocked', expiryDate: trial.time(3600), parentIdTag: 'GROUP' },
  }
  return { listVersion: 1, updateType: 'Full', localAuthorizationList: [one, other] }
}

function change(listVersion: number) {
  const localAuthorizationList = [{ idTag: 'NEW', idTagInfo: accepted }, { idTag: 'GONE' }]
  return { listVersion, updateType: 'Differential', localAuthorizationList }
}
