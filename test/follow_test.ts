import { cp, mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { systemClock } from '../runtime/clock.ts'
import { silentLog } from '../runtime/log.ts'
import { packageRoot } from '../runtime/package_root.ts'
import { createRuntime, type Runtime } from '../runtime/runtime.ts'
import { loadSettings } from '../runtime/settings/load.ts'
import { inFolder } from './cli/support/ddf.ts'

const descriptor = JSON.stringify({
  ddf: 1,
  extends: './ocpp-general.ddf.json',
  name: 'Mine',
  match: [],
  items: [
    {
      key: 'frequency',
      name: 'Frequency',
      direction: 'IN',
      type: 'number',
      unit: 'Hz',
      read: { from: 'MeterValues', measurand: 'Frequency' },
    },
  ],
})
const plugin = `export default { name: 'mine', revision: 1, match: [{ vendor: 'Mine' }] }`

/** A runtime that serves nobody, with folders that may be filled. */
async function inRuntime(
  use: (
    runtime: Runtime,
    drop: { descriptor(): Promise<void>; plugin(): Promise<void> },
  ) => unknown,
): Promise<void> {
  await inFolder(async (folder) => {
    const [ddf, plugins] = [join(folder, 'ddf'), join(folder, 'plugins')]
    await cp(join(packageRoot(), 'ddf'), ddf, { recursive: true })
    await mkdir(join(plugins, 'mine'), { recursive: true })
    const flags = { ddf, plugins, data: 'none' }
    const input = { flags, env: {}, readFile: () => undefined, cwd: folder }
    const { settings } = loadSettings(input)
    // Nothing else keeps the process alive, as nobody is served.
    const awake = setInterval(() => undefined, 1000)
    const runtime = await createRuntime({ settings, log: silentLog, clock: systemClock })
    try {
      await use(runtime, {
        descriptor: () => writeFile(join(ddf, 'mine.ddf.json'), descriptor),
        plugin: () => writeFile(join(plugins, 'mine', 'plugin.js'), plugin),
      })
    } finally {
      await runtime.close()
      clearInterval(awake)
    }
  })
}

test('takes what came into the folders between reading and following them', async () => {
  await inRuntime(async (runtime, drop) => {
    await drop.descriptor()
    await drop.plugin()
    assert.is(runtime.descriptor('mine'), undefined)
    assert.is(runtime.plugin('mine'), undefined)
    await runtime.follow()
    assert.is(runtime.descriptor('mine')?.current, true)
    assert.is(runtime.plugin('mine')?.current, true)
  })
})

test.run()
