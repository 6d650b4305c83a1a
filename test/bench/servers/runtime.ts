/** The runtime with plugins of its own in this process, as those that ship with it are. */
import { readFileSync } from 'node:fs'
import process from 'node:process'
import {
  createRuntime,
  keepObjectsYoung,
  loadSettings,
  serve,
  silentLog,
  systemClock,
} from '../../../runtime/mod.ts'
import { definePlugin, type Plugin } from '../../../runtime/plugin/plugin.ts'
import acme from '../isolate/acme.ts'

const [config = '', wanted = ''] = process.argv.slice(2)
const { settings } = loadSettings({
  flags: { config },
  env: {},
  readFile: (path) => readFileSync(path, 'utf8'),
  cwd: process.cwd(),
})
const match = [{ vendor: 'Bench' }]
const traits = definePlugin({
  name: 'bench-traits',
  revision: 1,
  match,
  traits: { setup: { pollMeter: 0 } },
})
const kinds: Readonly<Record<string, readonly Plugin[]>> = {
  none: [],
  traits: [traits],
  hook: [{ ...acme, match }],
  thousand: Array.from({ length: 1000 }, (_, i) =>
    definePlugin({ ...acme, name: `bench-${i}`, match: [{ vendor: `Nobody ${i}` }] }),
  ),
}

const runtime = await createRuntime({
  settings,
  log: silentLog,
  clock: systemClock,
  plugins: kinds[wanted] ?? [],
})
const servers = await serve(runtime, { settings, log: silentLog })
keepObjectsYoung()
process.on('SIGTERM', () => {
  void servers.close().then(() => process.exit(0))
})
