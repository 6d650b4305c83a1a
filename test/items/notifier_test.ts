import { test } from 'uvu'
import * as assert from 'uvu/assert'
import {
  type ChangedDevice,
  type ChangeSource,
  type ItemChange,
  Notifier,
} from '../../runtime/items/notifier.ts'
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

/** A device that has a change to tell those who follow. */
function followed(address: string): ChangeSource {
  const items = {
    item: () => undefined,
    value: () => 1,
    quality: () => 'good' as const,
    time: () => 0,
  }
  const device: ChangedDevice = { address, number: 1, items }
  return {
    collect(into, { tell }) {
      assert.is(into, null)
      tell(device, [0, 1])
    },
  }
}

test('followers are told device by device, then that it was all, and nothing is made for them', async () => {
  const notifier = new Notifier(new TestClock(), () => undefined)
  const told: string[] = []
  const end = notifier.follow({
    take: ({ address }, changes) => void told.push(`${address} ${changes}`),
    end: () => void told.push('end'),
  })
  for (const address of ['A:1', 'B:1']) notifier.changed(followed(address))
  await turn()
  notifier.changed(followed('C:1'))
  await turn()
  end()
  notifier.changed(followed('D:1'))
  await turn()
  assert.equal(told, ['A:1 0,1', 'B:1 0,1', 'end', 'C:1 0,1', 'end'])
})

test('a follower that throws is reported and does not keep others from hearing', async () => {
  const defects: unknown[] = []
  const notifier = new Notifier(new TestClock(), (error) => void defects.push(error))
  const told: string[] = []
  const fail = () => {
    throw new Error('no')
  }
  notifier.follow({ take: fail, end: fail })
  notifier.follow({
    take: ({ address }) => void told.push(address),
    end: () => void told.push('end'),
  })
  notifier.changed(followed('A:1'))
  await turn()
  assert.is(defects.length, 2)
  assert.equal(told, ['A:1', 'end'])
})

test.run()
