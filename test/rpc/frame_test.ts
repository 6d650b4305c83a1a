import fc from 'fast-check'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { callText, errorText, parseFrame, resultText } from '../../runtime/rpc/frame.ts'

test('a call, with its id as JSON text', () => {
  const frame = parseFrame('[2,"id-1","Heartbeat",{"a":1}]')
  if (frame.type !== 'call') throw new Error(frame.type)
  const { id, action, payload, repaired } = frame
  assert.equal(
    { id, action, payload, repaired },
    { id: '"id-1"', action: 'Heartbeat', payload: { a: 1 }, repaired: false },
  )
})

test('a result and an error, also with parts missing', () => {
  const answer = (text: string) => {
    const frame = parseFrame(text)
    return frame.type === 'answer' ? [frame.id, frame.answer] : frame.type
  }
  assert.equal(answer('[3,"a",{"x":1}]'), ['"a"', { kind: 'result', payload: { x: 1 } }])
  assert.equal(answer('[3,"a"]'), ['"a"', { kind: 'result', payload: {} }])
  assert.equal(answer('[3,"a",null,4]'), ['"a"', { kind: 'result', payload: {} }])
  const full = { kind: 'error', code: 'C', description: 'd', details: { y: 2 } }
  assert.equal(answer('[4,"a","C","d",{"y":2}]'), ['"a"', full])
  const bare = { kind: 'error', code: 'GenericError', description: '', details: {} }
  assert.equal(answer('[4,"a"]'), ['"a"', bare])
  assert.equal(answer('[4,"a",5,null,null]'), ['"a"', bare])
})

test('what is written can be read', () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 80 }), fc.jsonValue(), fc.string(), (id, payload, said) => {
      const json = JSON.stringify(payload)
      const read = parseFrame(resultText(JSON.stringify(id), json))
      if (read.type !== 'answer' || read.answer.kind !== 'result') throw new Error(read.type)
      assert.is(JSON.parse(read.id), id)
      assert.equal(read.answer.payload, JSON.parse(json) ?? {})
      const error = parseFrame(errorText(JSON.stringify(id), 'GenericError', said))
      if (error.type !== 'answer' || error.answer.kind !== 'error') throw new Error(error.type)
      assert.is(error.answer.description, JSON.parse(JSON.stringify(said.slice(0, 255))))
      const call = parseFrame(callText('x-1', 'Reset', json))
      assert.is(call.type === 'call' && call.id, '"x-1"')
    }),
    { numRuns: 200 },
  )
})

test('a message nested too deeply is refused under its id, however that is written', () => {
  const deep = `${'['.repeat(40)}${']'.repeat(40)}`
  const limits = { depth: 31, members: 4000 }
  for (const id of ['a-1', 'fyqy\\', 'ü "quoted"', '\u0041']) {
    const frame = parseFrame(`[2,${JSON.stringify(id)},"X",${deep}]`, limits)
    assert.equal([frame.type, 'id' in frame && JSON.parse(frame.id)], ['bad', id])
  }
  for (const beginning of ['[2,"\\', '[2,7,', '[2,"\u0001",']) {
    const frame = parseFrame(`${beginning}${deep}]`, limits)
    assert.equal([frame.type, 'id' in frame && frame.id], ['bad', '"-1"'])
  }
})

test.run()
