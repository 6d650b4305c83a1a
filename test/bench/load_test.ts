import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { inbound } from '../../runtime/dialect/generated/ocpp16.validators.gen.ts'
import { ocpp16 } from '../../runtime/dialect/ocpp16.ts'
import { callKinds, messageId } from './load/calls.ts'
import { Histogram } from './load/histogram.ts'
import { clientFrame, FrameReader, opcodes, PatchedCall } from './load/wire.ts'

const key = Uint8Array.of(1, 2, 3, 4)
const { text, counters } = callKinds.MeterValues

/** What a server reads in a masked frame. */
function unmasked(frame: Uint8Array, length: number): string {
  const payload = frame.slice(frame.length - length)
  return Buffer.from(payload.map((byte, i) => byte ^ (key[i & 3] ?? 0))).toString()
}

test('a patched call is a legal one with its own id and values', () => {
  const call = new PatchedCall(text, { station: 7, key, counters })
  call.number(1234)
  const sent = unmasked(call.bytes, text(7).length)
  const [type, id, action, payload] = JSON.parse(sent)
  assert.equal([type, id, action], [2, messageId(7, 1234), 'MeterValues'])
  if (!inbound.requests.MeterValues(payload)) throw new Error(`Not legal: ${sent}`)
  const [{ timestamp, sampledValue } = { timestamp: '', sampledValue: [] }] = payload.meterValue
  const values = sampledValue.map(({ value }) => value)
  assert.equal(values.slice(0, 4), ['234.0', '234.1', '234.2', '14.00'])
  assert.is(values.at(-1), '40001234')
  assert.ok(Math.abs(Date.parse(timestamp) - Date.now()) < 60_000)
})

test('every action a station greets with is known', () => {
  for (const greeting of callKinds.MeterValues.greeting) {
    const [, , action] = JSON.parse(greeting(1))
    assert.ok(ocpp16.inbound.has(action), action)
  }
})

test('messages are found however the bytes are cut', () => {
  const bodies = ['short', 'x'.repeat(300), 'last']
  const bytes = Buffer.concat(bodies.map(serverFrame))
  for (let size = 1; size < 40; size++) {
    const found: string[] = []
    const reader = new FrameReader((opcode, buffer, from, to) => {
      if (opcode === opcodes.text) found.push(buffer.toString('utf8', from, to))
    })
    for (let at = 0; at < bytes.length; at += size) reader.push(bytes.subarray(at, at + size))
    assert.equal(found, bodies, `in pieces of ${size}`)
  }
})

test('percentiles are within half a percent', () => {
  const histogram = new Histogram()
  for (let us = 1; us <= 100_000; us++) histogram.record(us)
  for (const share of [0.01, 0.5, 0.99]) {
    const wanted = share * 100_000
    assert.ok(Math.abs(histogram.percentile(share) - wanted) < wanted * 0.005, `${share}`)
  }
  assert.is(new Histogram().percentile(0.5), 0)
})

/** A frame as a server sends it, which is one of a client without the key. */
function serverFrame(body: string): Buffer {
  const masked = clientFrame(opcodes.text, Buffer.from(body), Uint8Array.of(0, 0, 0, 0))
  const head = masked.length - body.length - 4
  const bytes = Buffer.concat([masked.subarray(0, head), Buffer.from(body)])
  bytes.writeUInt8(bytes.readUInt8(1) & 127, 1)
  return bytes
}

test.run()
