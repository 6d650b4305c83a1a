import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { loadDescriptor } from '../../runtime/descriptor/load.ts'
import { planWrite } from '../../runtime/descriptor/write.ts'
import { type Facts, type ItemValue, newFacts, newStationFacts } from '../../runtime/model.ts'

const now = Date.UTC(2026, 10, 22, 12, 0, 0)

/** The plan of an item with this `write`, for a written value. */
function plan(write: object, value: ItemValue, facts: Facts = idle()) {
  const file = {
    ddf: 1,
    name: 'Any',
    items: [
      { key: 'one', name: 'One', direction: 'OUT', type: 'string', write },
      {
        key: 'card',
        name: 'Card',
        direction: 'IN',
        type: 'string',
        read: { from: 'Authorize', field: 'idTag' },
      },
    ],
  }
  const { descriptor, findings } = loadDescriptor(JSON.stringify(file), { slug: 'x', file: 'x' })
  const [item] = descriptor?.items ?? []
  if (item?.write === undefined) throw new Error(JSON.stringify(findings))
  const values: Readonly<Record<string, ItemValue>> = { card: '04A1' }
  const found = planWrite(item, item.write, {
    value,
    context: { facts, now, item: (key) => values[key] ?? null },
  })
  return found.kind === 'operation' ? Object.fromEntries(found.operation.fields) : found
}

function idle(): Facts {
  return newFacts(newStationFacts('CP1'), 2)
}

function busy(): Facts {
  const facts = idle()
  facts.transaction = { id: 77, active: true, at: now }
  facts.reservation = { id: 5, active: true, idTag: 'x', expiry: now, at: now }
  return facts
}

const start = (idTag: string) => ({ to: 'RemoteStartTransaction', with: { idTag } })

test('references stand for what they name, and keep its type', () => {
  assert.equal(plan(start('$value'), 'A1'), { idTag: 'A1' })
  assert.equal(plan(start('$item.card'), 'A1'), { idTag: '04A1' })
  assert.equal(plan(start('no. $value of $connectorId at $$5'), 'A1'), {
    idTag: 'no. A1 of 2 at $5',
  })
  const reserve = {
    to: 'ReserveNow',
    with: { idTag: '$value', expiryDate: '$now+900s', reservationId: '$reservation.id' },
  }
  assert.equal(plan(reserve, 'A1', busy()), {
    idTag: 'A1',
    expiryDate: '2026-11-22T12:15:00.000Z',
    reservationId: 5,
  })
  const stop = { to: 'RemoteStopTransaction', with: { transactionId: '$transaction.id' } }
  assert.equal(plan(stop, 'x', busy()), { transactionId: 77 })
})

test('a reference that has no value now is told, with the item that needs it', () => {
  const stop = { to: 'RemoteStopTransaction', with: { transactionId: '$transaction.id' } }
  assert.equal(plan(stop, 'x'), {
    kind: 'unresolved',
    detail: 'No transaction runs on this connector, and one needs it',
  })
  assert.equal(plan({ to: 'CancelReservation', with: { reservationId: '$reservation.id' } }, 'x'), {
    kind: 'unresolved',
    detail: 'This connector is not reserved, and one needs it',
  })
})

test('map and ignore come before the fields', () => {
  const write = { ...start('$value'), map: { '1': '$item.card', '2': 'FIX' }, ignore: ['', '0'] }
  assert.equal(plan(write, '1'), { idTag: '04A1' })
  assert.equal(plan(write, '2'), { idTag: 'FIX' })
  assert.equal(plan(write, '3'), { idTag: '3' })
  assert.equal(plan(write, '0'), { kind: 'ignored' })
})

test('what was written is never a reference, nor a name that every object has', () => {
  const write = { ...start('$value'), map: { '1': '$item.card' } }
  for (const value of ['$item.card', '$$', '$transaction.id', 'constructor', '__proto__']) {
    assert.equal(plan(write, value), { idTag: value }, value)
  }
})

test.run()
