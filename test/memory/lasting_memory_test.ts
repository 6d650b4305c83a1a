import { memoryUsage } from 'node:process'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { lastingMemory } from '../../runtime/memory/lasting_memory.ts'

const size = 64 * 2 ** 20

test('What is kept for long is no pressure on the garbage collector, as other buffers are', () => {
  const before = memoryUsage().external
  const kept = new Uint8Array(lastingMemory(size))
  assert.ok(memoryUsage().external - before < size / 2)
  assert.is(kept.length, size)
  assert.is(kept[size - 1], 0)
  const other = new Uint8Array(size)
  assert.ok(memoryUsage().external - before > size / 2)
  assert.is(other.length, size)
})

test.run()
