import * as assert from 'uvu/assert'
import { type CaseEntry, group } from '../case.ts'
import { showsData, showsOperation } from '../records.ts'
import { Station201 } from './station.ts'
import { accepted, told } from './told.ts'

/** O: messages on the display of the station. */
export const display = group('O Display Message', {
  TC_O_01_CSMS: shows('a message', {}),
  TC_O_02_CSMS: lists('all messages', {}),
  TC_O_03_CSMS: told({
    must: 'there are no messages, and the host is told so',
    action: 'GetDisplayMessages',
    payload: { requestId: 50 },
    answer: { status: 'Unknown' },
    after: async (_, trial) => {
      await showsOperation(trial, { kind: 'display-messages', state: 'done', parts: 0 })
    },
  }),
  TC_O_04_CSMS: told({
    must: 'a message is taken away',
    action: 'ClearDisplayMessage',
    payload: { id: 5 },
    answer: accepted,
  }),
  TC_O_05_CSMS: told({
    must: 'there is no such message to take away, and the host is told so',
    action: 'ClearDisplayMessage',
    payload: { id: 404 },
    answer: { status: 'Unknown' },
  }),
  TC_O_06_CSMS: {
    by: 'host',
    must: 'a message is shown for the transaction that runs',
    async run(trial) {
      const station = await Station201.ready(trial, { SetDisplayMessage: () => accepted })
      const transactionId = await station.charge(await trial.card())
      const payload = { message: message({ transactionId }) }
      assert.equal(await trial.tell('SetDisplayMessage', payload), accepted)
      assert.equal(station.got('SetDisplayMessage'), [payload])
      await trial.shows({ cps: 67 })
    },
  },
  TC_O_07_CSMS: lists('a message by its id', { id: [5] }),
  TC_O_08_CSMS: lists('messages by their priority', { priority: 'NormalCycle' }),
  TC_O_09_CSMS: lists('messages by the state they are for', { state: 'Charging' }),
  TC_O_10_CSMS: shows('a message for a transaction that is not known', {
    more: { transactionId: 'T-0' },
    status: 'UnknownTransaction',
  }),
  TC_O_11_CSMS: told({
    must: 'there is no message of this kind, and the host is told so',
    action: 'GetDisplayMessages',
    payload: { requestId: 51, id: [404], priority: 'InFront', state: 'Faulted' },
    answer: { status: 'Unknown' },
  }),
  TC_O_12_CSMS: {
    by: 'host',
    must: 'a message takes the place of the one with its id',
    async run(trial) {
      const station = await Station201.ready(trial, { SetDisplayMessage: () => accepted })
      const all = ['Welcome', 'Out of order'].map((content) => ({
        message: message({ message: { format: 'UTF8', content } }),
      }))
      for (const payload of all) {
        assert.equal(await trial.tell('SetDisplayMessage', payload), accepted)
      }
      assert.equal(station.got('SetDisplayMessage'), all)
    },
  },
  TC_O_13_CSMS: shows('a message from a time on', {
    more: { startDateTime: '2026-01-16T00:00:00.000Z' },
  }),
  TC_O_14_CSMS: shows('a message until a time', {
    more: { endDateTime: '2026-01-16T00:00:00.000Z' },
  }),
  TC_O_17_CSMS: shows('a message of a priority that it does not know', {
    more: { priority: 'AlwaysFront' },
    status: 'NotSupportedPriority',
  }),
  TC_O_18_CSMS: shows('a message for a state that it does not know', {
    more: { state: 'Unavailable' },
    status: 'NotSupportedState',
  }),
  TC_O_19_CSMS: shows('a message in a format that it does not know', {
    more: { message: { format: 'HTML', content: '<b>Welcome</b>' } },
    status: 'NotSupportedMessageFormat',
  }),
  TC_O_25_CSMS: shows('a message for a state', { more: { state: 'Charging' } }),
  TC_O_26_CSMS: shows('a message that it refuses', { status: 'Rejected' }),
  TC_O_27_CSMS: shows('a message for a transaction from a time on', {
    more: { transactionId: 'T-1', startDateTime: '2026-01-16T00:00:00.000Z' },
  }),
  TC_O_28_CSMS: shows('a message for a transaction until a time', {
    more: { transactionId: 'T-1', endDateTime: '2026-01-16T00:00:00.000Z' },
  }),
})

function message(more: object = {}): object {
  return {
    id: 5,
    priority: 'NormalCycle',
    message: { format: 'UTF8', language: 'en', content: 'Welcome' },
    ...more,
  }
}

interface Shown {
  readonly more?: object
  /** The word of the station. */
  readonly status?: string
}

function shows(what: string, { more, status = 'Accepted' }: Shown): CaseEntry {
  return told({
    must: `${what} is to be shown; the station answers ${status}`,
    action: 'SetDisplayMessage',
    payload: { message: message(more) },
    answer: { status },
  })
}

function lists(what: string, criteria: object): CaseEntry {
  return {
    by: 'host',
    must: `${what} are asked for, and come in parts`,
    async run(trial) {
      const station = await Station201.ready(trial, { GetDisplayMessages: () => accepted })
      const payload = { requestId: 52, ...criteria }
      assert.equal(await trial.tell('GetDisplayMessages', payload), accepted)
      assert.equal(station.got('GetDisplayMessages'), [payload])
      const messageInfo = [message()]
      const part = { requestId: 52, messageInfo }
      await station.call('NotifyDisplayMessages', { ...part, tbc: true })
      await showsOperation(trial, { kind: 'display-messages', request: 52, state: 'running' })
      await station.call('NotifyDisplayMessages', part)
      await showsOperation(trial, { kind: 'display-messages', state: 'done', parts: 2 })
      await showsData(trial, [...messageInfo, ...messageInfo])
    },
  }
}
