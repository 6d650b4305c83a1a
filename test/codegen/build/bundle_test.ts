import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import * as v from 'valibot'
import { bundle } from '../../../codegen/build/bundle.ts'
import { packageRoot } from '../../../runtime/package_root.ts'
import { begin, ddf, inFolder, type Running } from '../../cli/support/ddf.ts'
import { RawStation } from '../../support/raw_station.ts'
import { at, identity, resultOf } from '../../support/scene.ts'

const root = packageRoot()
// Packages are found from here as from where the build belongs.
const folder = mkdtempSync(join(root, 'node_modules/.ddf-build-'))
const program = join(folder, 'runtime/main.js')

test.before(() => bundle({ root, folder }))
test.after(() => rmSync(folder, { recursive: true }))

const manifest = v.object({ exports: v.record(v.string(), v.unknown()) })

test('has everything that the package exports', async () => {
  const text = readFileSync(join(root, 'package.json'), 'utf8')
  const { exports } = v.parse(manifest, JSON.parse(text))
  const files = JSON.stringify(exports).match(/(?<="default":"\.\/dist\/)[^"]+/g) ?? []
  const named = files.map((file) => file.replace('*', 'ocpp-general'))
  assert.ok(named.length > 5)
  assert.equal(
    named.filter((file) => !existsSync(join(folder, file))),
    [],
  )
  const runtime: object = await import(join(folder, 'runtime/mod.js'))
  assert.type(Reflect.get(runtime, 'createRuntime'), 'function')
})

test('throws the same error of the API by whichever name it was imported', async () => {
  const all: object = await import(join(folder, 'runtime/mod.js'))
  const client: object = await import(join(folder, 'runtime/http/client.js'))
  assert.type(Reflect.get(client, 'ApiError'), 'function')
  for (const name of Object.keys(client))
    assert.is(Reflect.get(all, name), Reflect.get(client, name))
})

test('hands over to the guest of an isolate what stands alone', () => {
  for (const file of ['plugin.js', 'isolate/guest.js']) {
    assert.not.match(readFileSync(join(folder, 'runtime/plugin', file), 'utf8'), /^import /m)
  }
})

test('serves a station, with its store and a plugin of the user, each in a thread', async () => {
  await inFolder(async (cwd) => {
    mkdirSync(join(cwd, 'plugins/acme'), { recursive: true })
    writeFileSync(join(cwd, 'plugins/acme/plugin.ts'), plugin)
    const env = { DDF_DATA: join(cwd, 'data'), DDF_HOST: '127.0.0.1' }
    const args = ['start', '--port', '0', '--http-port', '0']
    const running = begin(args, { cwd, env, program })
    try {
      const { station, http } = await connect(running)
      resultOf(await station.call('BootNotification', { ...identity, chargePointVendor: 'Acme' }))
      const state: unknown = await (await fetch(`${http}/api/v1/stations/CP1`)).json()
      assert.is(at(state, 'plugin'), 'acme')
      assert.is((await fetch(`${http}/api/v1/openapi.json`)).status, 200)
    } finally {
      running.child.kill('SIGTERM')
    }
    assert.is((await running.ended).code, 0)
    assert.ok(existsSync(join(cwd, 'data/ddf.sqlite')))
  })
})

test('checks descriptors', async () => {
  const { code, out } = await ddf(['check', join(root, 'ddf/ocpp-general.ddf.json')], { program })
  assert.is(code, 0, out)
})

test.run()

const plugin = `
import { definePlugin, type StationEvent } from 'ddf-runtime/plugin'
export default definePlugin({
  name: 'acme',
  revision: 1,
  match: [{ vendor: 'Acme' }],
  hooks: { event: (event: StationEvent) => event },
})
`

async function connect(running: Running): Promise<{ station: RawStation; http: string }> {
  const [, port = ''] = await running.seen(/ws:\/\/127\.0\.0\.1:(\d+)/)
  const [, http = ''] = await running.seen(/HTTP API: (http:\/\/127\.0\.0\.1:\d+)/)
  const ports = { ocppPort: Number(port), tlsPort: undefined }
  return { station: await RawStation.connect(ports, { path: '/CP1' }), http }
}
