import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { CardKinds } from '../../runtime/station/card_kinds.ts'
import { RawStation } from '../support/raw_station.ts'
import { at } from '../support/scene.ts'
import { startServer, type TestServer } from '../support/server.ts'

const time = '2030-01-01T00:00:00Z'

async function connect(server: TestServer, path: string, protocol = 'ocpp2.0.1') {
  const station = await RawStation.connect(server, { path, protocols: [protocol] })
  station.on('RequestStartTransaction', { payload: { status: 'Accepted' } })
  const status = { timestamp: time, connectorStatus: 'Available', evseId: 1, connectorId: 1 }
  await station.call('StatusNotification', status)
  return station
}

/** The kind with which a card was sent last in a start. */
function startedAs(station: RawStation): unknown {
  const starts = station.calls.filter(({ action }) => action === 'RequestStartTransaction')
  return at(starts.at(-1)?.payload, 'idToken.type')
}

test('a card that a station showed is asked for by its kind, at every station', async () => {
  await using server = await startServer()
  await using shown = await connect(server, '/CP1')
  await using other = await connect(server, '/CP2', 'ocpp2.1')
  const start = (address: string, card: string) => server.write(address, 'rfidStart', card)
  await start('CP1:1', 'DE-ABC-C12345-6')
  assert.is(startedAs(shown), 'Central')
  await start('CP1:1', '04A1B2C3')
  assert.is(startedAs(shown), 'ISO14443')
  await shown.call('Authorize', { idToken: { idToken: 'DE-ABC-C12345-6', type: 'eMAID' } })
  await shown.call('Authorize', { idToken: { idToken: '04A1B2C3', type: 'NoSuchKind' } })
  await other.call('TransactionEvent', {
    eventType: 'Started',
    timestamp: time,
    triggerReason: 'Authorized',
    seqNo: 0,
    transactionInfo: { transactionId: 'T' },
    evse: { id: 1, connectorId: 1 },
    idToken: { idToken: '1234', type: 'KeyCode' },
  })
  await start('CP2:1', 'de-abc-c12345-6')
  assert.is(startedAs(other), 'eMAID')
  await start('CP1:1', '04A1B2C3')
  assert.is(startedAs(shown), 'ISO14443')
  await start('CP1:1', '1234')
  assert.is(startedAs(shown), 'KeyCode')
})

test('made-up cards fill no memory', () => {
  const kinds = new CardKinds()
  for (let card = 0; card <= 10_000; card++) kinds.put(`C${card}`, 'Local')
  assert.is(kinds.get('C0'), undefined)
  assert.is(kinds.get('c1'), 'Local')
})

test.run()
