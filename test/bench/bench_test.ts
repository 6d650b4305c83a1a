import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { packageRoot } from '../../runtime/package_root.ts'
import { contestants } from './contestants.ts'
import { frames } from './measures/frames.ts'
import { readOptions } from './options.ts'
import { rowsOf, tableOf } from './report.ts'

const root = packageRoot()

test('a short run measures each server and finds nothing wrong', async () => {
  const options = readOptions(['--quick', '--connections', '3', '--slice', '0.4'])
  if (options === undefined) throw new Error('--quick asks for the help')
  const files = { folder: root, extension: 'ts' } as const
  const chosen = contestants({ files, root }).filter(({ name }) => /^(bare ws|runtime)$/.test(name))
  const said: string[] = []
  const say = (text: string) => said.push(text)
  const outcome = await frames({ files, root, options, contestants: chosen, say })
  assert.equal(outcome.problems, [])
  assert.equal(said, ['Frames: MeterValues, 3 connections'])
  const found = outcome.series.map(({ measure, server }) => `${measure}: ${server}`)
  assert.equal(found, [
    'frames/s, MeterValues, 3 connections: bare ws',
    'frames/s, MeterValues, 3 connections: runtime',
    'CPU µs/frame, MeterValues, 3 connections: bare ws',
    'CPU µs/frame, MeterValues, 3 connections: runtime',
  ])
  for (const { server, measure, values } of outcome.series) {
    assert.is(values.length, 1, `${measure} of ${server}`)
    assert.ok(measure.startsWith('CPU') || (values[0] ?? 0) > 0, `${measure} of ${server}`)
  }
})

test('ratios are taken inside a round', () => {
  const rows = rowsOf([
    { measure: 'a', server: 'base', values: [10, 100, 1000] },
    { measure: 'a', server: 'other', values: [5, 50, 500] },
    { measure: 'b', server: 'base', values: [2, 4] },
  ])
  assert.equal(rows[1], {
    measure: 'a',
    server: 'other',
    median: 50,
    ratio: { low: 0.5, median: 0.5, high: 0.5 },
  })
  assert.equal(rows[2]?.ratio, { low: 1, median: 1, high: 1 })
  assert.equal(tableOf(rows).split('\n')[3], '| a       | other  | 50.0   | 0.50  | 0.50–0.50 |')
})

test('options that make no sense are refused by name', () => {
  assert.throws(() => readOptions(['--rounds', 'many']), '--rounds many: must be a number from 0')
  assert.throws(() => readOptions(['--only', 'nothing']), '--only nothing: there are only frames')
  assert.throws(() => readOptions(['--fast']), "Unknown option '--fast'")
  assert.is(readOptions(['--help']), undefined)
})

test.run()
