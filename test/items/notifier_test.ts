import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { type ChangeSource, type ItemChange, Notifier } from '../../runtime/items/notifier.ts'
import { TestClock, turn } from '../support/test_clock.ts'

function change(key: string): ItemChange {
  const item = { key, name: key, direction: 'IN', type: 'string', read: [] } as const
  return { address: 'CP1:1', item, value: 'x', quality: 'good', at: 0 }
}

/** A source that has these changes to tell, and whether it was asked. */
function source(...keys: string[]) {
  const asked: boolean[] = []
  const one: ChangeSource = {
    collect(into) {
      asked.push(into !== null)
      into?.push(...keys.map(change))
    },
  }
  return { one, asked }
}

test('the changes of a turn are told together, after it', async () => {
  const notifier = new Notifier(new TestClock(), () => undefined)
  const told: string[][] = []
  notifier.watch((changes) => void told.push(changes.map(({ item }) => item.key)))
  notifier.changed(source('a', 'b').one)
  notifier.changed(source('c').one)
  assert.equal(told, [])
  await turn()
  assert.equal(told, [['a', 'b', 'c']])
  notifier.changed(source('d').one)
  await turn()
  assert.equal(told, [['a', 'b', 'c'], ['d']])
})

test('where nobody listens nothing is made, and nothing is kept for later', async () => {
  const notifier = new Notifier(new TestClock(), () => undefined)
  const { one, asked } = source('a')
  notifier.changed(one)
  await turn()
  assert.equal(asked, [false])
  const told: number[] = []
  const end = notifier.watch((changes) => void told.push(changes.length))
  notifier.changed(one)
  await turn()
  end()
  notifier.changed(one)
  await turn()
  assert.equal([asked, told], [[false, true, false], [1]])
})

test('a listener that throws is reported and does not keep others from hearing', async () => {
  const defects: unknown[] = []
  const notifier = new Notifier(new TestClock(), (error) => void defects.push(error))
  const told: number[] = []
  notifier.watch(() => {
    throw new Error('no')
  })
  notifier.watch((changes) => void told.push(changes.length))
  notifier.changed(source('a').one)
  await turn()
  assert.is(defects.length, 1)
  assert.equal(told, [1])
})

test('nothing to tell is not told', async () => {
  const notifier = new Notifier(new TestClock(), () => undefined)
  let calls = 0
  notifier.watch(() => {
    calls += 1
  })
  notifier.changed(source().one)
  await turn()
  assert.is(calls, 0)
})

test.run()
