import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import * as v from 'valibot'
import { startBench } from './bench.ts'
import { kinds } from './kinds.ts'
import { findsFolder, fuzz, tried } from './run.ts'

const find = v.object({ kind: v.string(), input: v.string(), what: v.string() })

test('What was found once is found no more', async () => {
  const names = existsSync(findsFolder) ? readdirSync(findsFolder) : []
  await using bench = await startBench()
  for (const name of names.filter((one) => one.endsWith('.json'))) {
    const { kind, input } = v.parse(find, JSON.parse(readFileSync(join(findsFolder, name), 'utf8')))
    const way = kinds.find((one) => one.name === kind)
    assert.ok(way, name)
    if (way) assert.is(await tried(way, { input, bench, crashes: [] }), undefined, name)
  }
})

test('Some thousand inputs of every kind break nothing', async () => {
  const { counts, finds } = await fuzz({ seed: 7, count: 2000 })
  assert.equal(finds, [])
  assert.equal(Object.keys(counts).sort(), kinds.map(({ name }) => name).sort())
})

test('The same seed gives the same inputs', async () => {
  const { Random } = await import('./random.ts')
  const numbers = (seed: number) => {
    const random = new Random(seed)
    return Array.from({ length: 20 }, () => random.below(1000))
  }
  assert.equal(numbers(5), numbers(5))
  assert.not.equal(numbers(5), numbers(6))
})

test('A kind that fails is found, and made small', async () => {
  await using bench = await startBench()
  const failing = {
    name: 'failing',
    weight: 1,
    make: () => '',
    run: async (input: string) => (input.includes('x') ? 'an x' : undefined),
  }
  assert.is(await tried(failing, { input: 'abcx', bench, crashes: [] }), 'an x')
  assert.is(await tried(failing, { input: 'abc', bench, crashes: [] }), undefined)
  assert.is(await tried(failing, { input: 'abc', bench, crashes: ['boom'] }), 'boom')
})

test.run()
