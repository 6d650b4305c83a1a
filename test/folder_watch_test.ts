import { join } from 'node:path'
import process from 'node:process'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { FolderWatch } from '../runtime/folder_watch.ts'
import { packageRoot } from '../runtime/package_root.ts'

test('a folder that cannot be watched is told, and nobody waits for it', async () => {
  const path = `/${'x'.repeat(300)}`
  const watch = new FolderWatch({ path, depth: 0, isOurs: () => true })
  const problems: unknown[] = []
  await watch.begin(
    () => undefined,
    (problem) => problems.push(problem),
  )
  await watch.close()
  assert.match(String(problems[0]), /ENAMETOOLONG/)
})

test('watches nothing when it is closed before it began', async () => {
  const path = join(packageRoot(), 'ddf')
  const watching = new FolderWatch({ path, depth: 0, isOurs: () => true })
  let calls = 0
  const beginning = watching.begin(() => {
    calls += 1
  }, fail)
  await watching.close()
  await beginning
  assert.is(calls, 0)
  assert.equal(
    process.getActiveResourcesInfo().filter((name) => name.startsWith('FSEvent')),
    [],
  )
})

test('watches once, however often it is begun, so that closing ends all of it', async () => {
  const path = join(packageRoot(), 'ddf')
  const watching = new FolderWatch({ path, depth: 0, isOurs: () => true })
  const calls: string[] = []
  await Promise.all([
    watching.begin(() => calls.push('first'), fail),
    watching.begin(() => calls.push('second'), fail),
  ])
  await watching.begin(() => calls.push('third'), fail)
  assert.equal(calls, ['first'])
  await watching.close()
  // Handles are gone some turns after they were closed.
  for (let turn = 0; turn < 10; turn++) await new Promise(setImmediate)
  assert.equal(
    process.getActiveResourcesInfo().filter((name) => name.startsWith('FSEvent')),
    [],
  )
})

test.run()

function fail(problem: unknown): never {
  throw problem
}
