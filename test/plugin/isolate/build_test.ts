import { execFile } from 'node:child_process'
import { mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { promisify } from 'node:util'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { bundle } from '../../../codegen/build/bundle.ts'
import { packageRoot } from '../../../runtime/package_root.ts'

const run = promisify(execFile)
const root = packageRoot()
const isolate = 'runtime/plugin/isolate'

/** Uses nothing but what was built. */
const program = `
import { createIsolateHost } from './built/${isolate}/host.js'
const host = createIsolateHost({ limits: { cpu: 100 } })
const text = \`export default { name: 'acme', hooks: { payload(action: string) {
  if (action === 'stuck') return String(new Array(3e8))
  return action
} } }\`
const loaded = await host.load({ name: 'acme', file: 'acme/plugin.ts', text })
const context = { station: 's', now: 0, identity: {}, traits: {}, options: {}, connectors: [], memory: {} }
const results = []
for (const action of ['one', 'stuck', 'two']) {
  results.push(await loaded.runner.run('payload', [action, {}], context))
}
console.log(JSON.stringify(results.map((one) => one.ok ? one.value ?? null : one.fault.kind)))
await host.close()
`

test('runs as built, without anything that reads TypeScript', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'ddf-test-'))
  try {
    await bundle({ root, folder: join(folder, 'built'), more: [`${isolate}/host.ts`] })
    await writeFile(join(folder, 'package.json'), '{"type":"module"}')
    await writeFile(join(folder, 'program.js'), program)
    await symlink(join(root, 'node_modules'), join(folder, 'node_modules'))
    const { stdout } = await run(process.execPath, ['program.js'], { cwd: folder })
    assert.equal(JSON.parse(stdout), ['one', 'time', 'two'])
  } finally {
    await rm(folder, { recursive: true })
  }
})

test.run()
