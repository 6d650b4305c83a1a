import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { silentLog } from '../runtime/log.ts'
import type { Sample, StationEvent } from '../runtime/model.ts'
import { MemoryStore } from '../runtime/storage/memory.ts'
import { Writes } from '../runtime/storage/writes.ts'
import { transactionsOf } from '../runtime/transactions.ts'
import { TestClock, testStart, turn } from './support/test_clock.ts'

function register(value: number, minute: number): Sample {
  const at = testStart + minute * 60_000
  const measurand = 'Energy.Active.Import.Register'
  return { measurand, phase: '', location: '', context: 'Sample.Periodic', value, at }
}

test('In memory what breaks one report costs the reports of others of its turn nothing', async () => {
  const store = new MemoryStore()
  const errors: string[] = []
  const log = { ...silentLog, error: (_: unknown, message: string) => void errors.push(message) }
  const { keeping, port, close } = await transactionsOf({
    clock: new TestClock(),
    log,
    store,
    writes: new Writes(store),
    days: undefined,
  })
  const about = { idTag: 'A', cardStatus: 'Accepted', known: true, meterStart: 1000 } as const
  const told = (station: string, event: StationEvent) =>
    keeping.report({
      station,
      event,
      connector: 1,
      runs: 7,
      count: () => {
        throw new Error('Cannot be counted')
      },
    })
  for (const station of ['A', 'B']) {
    told(station, { kind: 'TransactionStarted', id: 7, connector: 1, at: testStart, ...about })
  }
  await turn()
  // Of another connector than it runs on: that is counted.
  told('A', { kind: 'Metered', connector: 2, transaction: 7, samples: [register(1100, 1)] })
  told('B', { kind: 'Metered', connector: 1, transaction: 7, samples: [register(1200, 1)] })
  await turn()
  const energy = (await port.transaction('B:7'))?.transaction.energy
  assert.is(energy, 200)
  assert.equal(errors, ['What was said of a transaction is not entered'])
  close()
})

test.run()
