import { spawnSync } from 'node:child_process'
import process from 'node:process'
import { test } from 'uvu'
import * as assert from 'uvu/assert'

/** Keeps much of what it makes in one place for a while, as when many messages wait. */
const program = `
  import v8 from 'node:v8'
  const { keepObjectsYoung } = await import(process.argv[1])
  if (process.argv[2] === 'young') keepObjectsYoung()
  console.log('begin')
  const kept = []
  for (let i = 0; i < 2_000_000; i++) {
    kept[i % 200_000] = [i, i]
  }
`

/** What V8 says of where it decides to make objects. */
function decisions(how: string): readonly string[] {
  const { stdout, stderr, status } = spawnSync(
    process.execPath,
    [
      ...['--import', 'tsx', '--trace-pretenuring-statistics', '--input-type=module'],
      ...['--eval', program, new URL('../runtime/engine.ts', import.meta.url).href, how],
    ],
    { encoding: 'utf8' },
  )
  assert.is(status, 0, stderr)
  const [, said = ''] = stdout.split('begin')
  return said.split('\n').filter((line) => /AllocationSite.*=> (maybe )?tenure/.test(line))
}

test('objects are made among the young ones, however long some lived', () => {
  assert.ok(decisions('as usual').length > 0)
  assert.equal(decisions('young'), [])
})

test.run()
