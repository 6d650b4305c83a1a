import * as assert from 'node:assert/strict'
import { suite } from 'uvu'
import { extra, type Loose, said } from '../../runtime/dialect/loose.ts'

const test = suite('dialect/loose')

interface Status {
  connectorId: number
  status: 'Available' | 'Faulted'
  list: { value: string }[]
}

test('every member may be missing, at every depth, and keeps its type', () => {
  const loose: Loose<Status> = { list: [{}, { value: undefined }] }
  const value: string | undefined = loose.list?.[0]?.value
  assert.equal(value, undefined)
  // @ts-expect-error a member has no other type than before
  const wrong: Loose<Status> = { status: 'Odd' }
  // @ts-expect-error a misspelled member does not compile
  assert.equal(wrong.conectorId, undefined)
})

test('extra() reads own members only', () => {
  assert.equal(extra({ connectorId: 1 }, 'connectorId'), 1)
  assert.equal(extra({}, 'toString'), undefined)
  assert.equal(extra(JSON.parse('{"__proto__":5}'), '__proto__'), 5)
})

test('said() keeps texts that say something', () => {
  for (const text of [undefined, '', '  ', 'null', 'NULL ']) assert.equal(said(text), undefined)
  for (const text of ['0x0000', ' a ', 'nullable']) assert.equal(said(text), text)
})

test.run()
