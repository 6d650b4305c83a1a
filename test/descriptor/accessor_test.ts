import * as assert from 'node:assert/strict'
import { suite } from 'uvu'
import { Cps, OcppGeneralDevice, RfidAuthEnable } from '../../ddf/ocpp-general.gen.ts'
import type { ItemIo, Reading } from '../../runtime/descriptor/accessor.ts'
import type { ItemValue } from '../../runtime/model.ts'

const test = suite('descriptor accessor')

/** Items that hold these values, and what was written. */
function io(values: Readonly<Record<string, ItemValue>>) {
  const written: [string, ItemValue][] = []
  const items: ItemIo = {
    async read(key): Promise<Reading> {
      const value = values[key] ?? null
      return {
        value,
        quality: value === null ? 'unknown' : 'good',
        at: value === null ? null : 'now',
      }
    },
    async write(key, value) {
      written.push([key, value])
      return { accepted: true, value, calls: [] }
    },
  }
  return { items, written }
}

test('reads through the io, with the declared type', async () => {
  const device = new OcppGeneralDevice(io({ cps: 67, power: 7.36, rfid: 'A' }).items)
  assert.equal(await device.cps.get(), Cps.C)
  assert.deepEqual(await device.power.read(), { value: 7.36, quality: 'good', at: 'now' })
  assert.equal(await device.rfid.get(), 'A')
  assert.equal(await device.voltage.get(), null)
})

test('rejects a value that is not of the declared type', async () => {
  const device = new OcppGeneralDevice(io({ cps: 64, power: '7', rfid: 5 }).items)
  for (const [item, shown] of [
    ['cps', '64'],
    ['power', '"7"'],
    ['rfid', '5'],
  ] as const) {
    const message = `Cannot read ${item}: ${shown} is no value of it; generate the accessor again`
    await assert.rejects(device[item].read(), { name: 'TypeError', message })
    await assert.rejects(device[item].get(), { name: 'TypeError', message })
  }
})

test('writes through the io', async () => {
  const { items, written } = io({})
  const device = new OcppGeneralDevice(items)
  const receipt = await device.currentSet.set(16)
  await device.rfidAuthEnable.set(RfidAuthEnable.KnownCardsOnly)
  assert.deepEqual(receipt, { accepted: true, value: 16, calls: [] })
  assert.deepEqual(written, [
    ['currentSet', 16],
    ['rfidAuthEnable', 1],
  ])
})

test('an IN item has no setter and an OUT item no getter', () => {
  const device = new OcppGeneralDevice(io({}).items)
  assert.deepEqual(Object.keys(device.cps).sort(), ['get', 'read'])
  assert.deepEqual(Object.keys(device.currentSet), ['set'])
})

test.run()
