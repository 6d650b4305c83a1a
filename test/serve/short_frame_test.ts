import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { shortFrame } from '../../runtime/serve/short_frame.ts'
import { RawStation } from '../support/raw_station.ts'
import { startServer } from '../support/server.ts'

test('answers arrive whole and in order at every length and with any characters', async () => {
  await using server = await startServer()
  await using station = await RawStation.connect(server, { path: '/CP1' })
  const ids = [
    ...Array.from({ length: 255 }, (_, i) => 'x'.repeat(i + 1)),
    'grüß',
    '€',
    '𝄞 clef',
    '"quoted"\n\u007f',
  ]
  for (const id of ids) {
    const answer = await station.exchange(JSON.stringify([2, id, 'StatusNotification', status]), id)
    assert.equal(answer, [3, id, {}])
  }
})

test('only plain text becomes a short frame', () => {
  assert.equal(bytesOf('[]'), [0x81, 2, 0x5b, 0x5d])
  assert.equal(bytesOf('a'.repeat(125))?.slice(0, 3), [0x81, 125, 97])
  assert.equal(bytesOf('a'.repeat(126))?.slice(0, 5), [0x81, 126, 0, 126, 97])
  assert.equal(bytesOf('a'.repeat(4096))?.slice(0, 4), [0x81, 126, 16, 0])
  assert.is(bytesOf('a'.repeat(4097)), undefined)
  for (const text of ['é', '\u0080', '€', 'tab\t', '\u007f']) assert.is(bytesOf(text), undefined)
})

const status = { connectorId: 1, errorCode: 'NoError', status: 'Available' }

function bytesOf(text: string): number[] | undefined {
  const frame = shortFrame(text)
  return frame === undefined ? undefined : [...Buffer.from(frame, 'latin1')]
}

test.run()
