import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { systemClock } from '../../../runtime/clock.ts'
import { silentLog } from '../../../runtime/log.ts'
import { packageRoot } from '../../../runtime/package_root.ts'
import { createRuntime } from '../../../runtime/runtime.ts'
import { loadSettings } from '../../../runtime/settings/load.ts'

/** Milliseconds from writing the file of a plugin to the moment it is in use, once for each round. */
export async function dropIn(rounds: number): Promise<readonly number[]> {
  const plugins = await mkdtemp(join(tmpdir(), 'ddf-bench-'))
  const ddf = join(packageRoot(), 'ddf')
  const file = { ddf, plugins, data: 'none', logLevel: 'silent' }
  const readFile = () => JSON.stringify(file)
  const { settings } = loadSettings({ flags: {}, env: {}, cwd: '/', readFile })
  const runtime = await createRuntime({ settings, log: silentLog, clock: systemClock })
  await runtime.follow()
  const values: number[] = []
  for (let round = 0; round < rounds; round++) {
    const name = `dropped-${round}`
    const text = `export default { name: '${name}', revision: 1, match: [{ vendor: '${name}' }], hooks: { payload: (action, payload) => payload } }`
    await mkdir(join(plugins, name))
    const from = performance.now()
    await writeFile(join(plugins, name, 'plugin.ts'), text)
    while (runtime.plugin(name)?.active === undefined) {
      if (performance.now() - from > 30_000) throw new Error('The plugin was never in use')
      await new Promise((resolve) => setTimeout(resolve, 1))
    }
    values.push(performance.now() - from)
  }
  await runtime.close()
  await rm(plugins, { recursive: true })
  return values
}
