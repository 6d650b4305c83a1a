import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { connectStation } from '../support/real_station.ts'
import { at } from '../support/scene.ts'
import { startServer, type TestServer } from '../support/server.ts'

const time = '2026-01-15T10:00:00.000Z'
const refuse = { concurrentTransactions: 'refuse' }

/** Starts with a card in 1.6; resolves with the word for the card and the transaction. */
async function start(server: TestServer, identity: string, idTag: string) {
  const station = await connectStation(server, { identity }, {})
  const answer = await station.call('StartTransaction', {
    connectorId: 1,
    idTag,
    meterStart: 0,
    timestamp: time,
  })
  const word = at(answer, 'idTagInfo.status')
  return { station, word, transactionId: at(answer, 'transactionId') }
}

test('ConcurrentTx: a card that charges elsewhere may not start again, and may once that is over', async () => {
  await using server = await startServer({ settings: refuse, plugins: [] })
  const one = await start(server, 'CP1', 'CARD')
  assert.is(one.word, 'Accepted')
  const two = await start(server, 'CP2', 'card')
  assert.is(two.word, 'ConcurrentTx')
  assert.ok(Number(two.transactionId) > 0, 'a start always gets an id')
  assert.is(server.value('CP2:1', 'rfidAuth'), 0)
  assert.is(server.value('CP1:1', 'rfidAuth'), 1)
  const other = await start(server, 'CP3', 'OTHER')
  assert.is(other.word, 'Accepted')
  const { transactionId } = one
  await one.station.call('StopTransaction', { transactionId, meterStop: 5, timestamp: time })
  const again = await start(server, 'CP4', 'CARD')
  assert.is(again.word, 'Accepted')
  for (const { station } of [one, two, other, again]) await station.leave()
})

test('ConcurrentTx: the same start told again is no second one', async () => {
  await using server = await startServer({ settings: refuse, plugins: [] })
  const one = await start(server, 'CP1', 'CARD')
  await one.station.leave()
  const again = await start(server, 'CP1', 'CARD')
  assert.equal([again.word, again.transactionId], ['Accepted', one.transactionId])
  await again.station.leave()
})

test('ConcurrentTx: with events of transactions too, and the first goes on', async () => {
  await using server = await startServer({ settings: refuse, plugins: [] })
  const event = async (identity: string, type: string, trigger: string, seqNo: number) => {
    const who = { identity, protocol: 'ocpp2.0.1' }
    await using station = await connectStation(server, who, {})
    const answer = await station.call('TransactionEvent', {
      eventType: type,
      triggerReason: trigger,
      timestamp: time,
      seqNo,
      transactionInfo: { transactionId: `T-${identity}`, chargingState: 'Charging' },
      evse: { id: 1, connectorId: 1 },
      idToken: { idToken: 'CARD', type: 'ISO14443' },
    })
    return at(answer, 'idTokenInfo.status')
  }
  assert.is(await event('CP1', 'Started', 'Authorized', 0), 'Accepted')
  assert.is(await event('CP2', 'Started', 'Authorized', 0), 'ConcurrentTx')
  assert.is(await event('CP1', 'Updated', 'Authorized', 1), 'Accepted')
  assert.is(await event('CP2', 'Ended', 'Deauthorized', 1), 'Accepted')
})

test('ConcurrentTx: by default a card may have several transactions', async () => {
  await using server = await startServer({ plugins: [] })
  const [one, two] = [await start(server, 'CP1', 'CARD'), await start(server, 'CP2', 'CARD')]
  assert.equal([one.word, two.word], ['Accepted', 'Accepted'])
  for (const { station } of [one, two]) await station.leave()
})

test.run()
