import { readdir, readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { WebSocket } from 'ws'
import { begin, ddf, inFolder } from './support/ddf.ts'

const env = { DDF_DATA: './data' }

/** `open`, or the status that refuses. */
function attempt(port: string, password?: string): Promise<number | 'open'> {
  const auth = password === undefined ? {} : { auth: `CP1:${password}` }
  const ws = new WebSocket(`ws://127.0.0.1:${port}/CP1`, ['ocpp1.6'], auth)
  return new Promise((resolve, reject) => {
    ws.on('open', () => {
      ws.terminate()
      resolve('open')
    })
    ws.on('unexpected-response', (_, response) => {
      response.resume()
      resolve(response.statusCode ?? 0)
    })
    ws.on('error', reject)
  })
}

test('ddf station set and approve hold, whether a server runs or not', async () => {
  await inFolder(async (cwd) => {
    const first = await ddf(['station', 'set', 'CP1', '--generate-password'], { cwd, env })
    assert.match(first.out, /^[A-Za-z0-9]{20}\n$/, JSON.stringify(first))
    const flags = ['--port', '0', '--http-port', '0', '--stations', 'listed']
    const running = begin(['start', ...flags], { cwd, env })
    const [, port = ''] = await running.seen(/ws:\/\/[\d.]+:(\d+)/)
    await running.seen(/Only wallboxes of the settings, with a password, or approved may connect/)
    await running.seen(/HTTP API/)
    assert.is(await attempt(port), 401)
    assert.is(await attempt(port, first.out.trim()), 'open')
    // The server has the data folder now, and is asked instead.
    const input = 'sixteen letters!\nand what is no password\n'
    const set = await ddf(['station', 'set', 'CP1', '--password', '-'], { cwd, env, input })
    assert.equal([set.code, set.out, set.err], [0, '', ''])
    assert.is(await attempt(port, first.out.trim()), 401)
    assert.is(await attempt(port, 'sixteen letters!'), 'open')
    for (const word of ['approve', 'reject']) {
      assert.is((await ddf(['station', word, 'CP2'], { cwd, env })).code, 0)
    }
    running.child.kill('SIGTERM')
    const ended = await running.ended
    const folder = join(cwd, 'data')
    const names = await readdir(folder, { recursive: true, withFileTypes: true })
    const files = names.filter((one) => one.isFile()).map((one) => join(one.parentPath, one.name))
    const kept = await Promise.all(files.map((file) => readFile(file, 'latin1')))
    const everything = ended.out + kept.join('\n')
    for (const secret of [first.out.trim(), 'sixteen letters!']) {
      assert.not.ok(everything.includes(secret))
    }
  })
})

test('ddf station set says what is wrong with what it is given', async () => {
  await inFolder(async (cwd) => {
    const { code, err } = await ddf(['station', 'set', 'CP1', '--profile', '7'], { cwd, env })
    assert.is(code, 1)
    assert.match(err, 'Cannot use --profile "7": allowed is 0, 1, 2, 3')
    const read = ['station', 'set', 'CP1', '--password', '-']
    const short = await ddf(read, { cwd, env, input: 'short\n' })
    assert.is(short.code, 1)
    assert.match(short.err, 'Cannot use this --password: allowed are 8 to 64 characters')
    const endless = await ddf(read, { cwd, env, input: 'x'.repeat(5000) })
    assert.is(endless.code, 1)
    assert.match(endless.err, 'The standard input is longer than 1024 characters')
    const lacking = await ddf(['station', 'set', 'CP1', '--profile', '2'], { cwd, env })
    assert.is(lacking.code, 1)
    assert.match(lacking.err, 'Profile 2 needs a password')
  })
})

test('ddf ca makes an authority and a certificate of the server that a server starts with', async () => {
  await inFolder(async (cwd) => {
    const missing = await ddf(['start', '--port', '0', '--http-port', '0', '--tls-port', '0'], {
      cwd,
      env,
    })
    assert.is(missing.code, 1)
    assert.match(missing.err, /Cannot read .*server\.pem/)
    assert.is((await ddf(['ca', 'init'], { cwd, env })).code, 0)
    assert.is((await ddf(['ca', 'server', 'localhost'], { cwd, env })).code, 0)
    assert.is((await stat(join(cwd, 'data', 'ca', 'ca.key.pem'))).mode & 0o777, 0o600)
    const flags = ['--port', '0', '--http-port', '0', '--tls-port', '0']
    const running = begin(['start', ...flags], { cwd, env })
    const [, port = ''] = await running.seen(/wss:\/\/[\d.]+:(\d+)/)
    const issued = await ddf(['ca', 'issue', 'CP1'], { cwd, env })
    assert.is(issued.out, 'CP1.pem\nCP1.key.pem\n')
    const file = (name: string) => readFile(join(cwd, name), 'utf8')
    const ws = new WebSocket(`wss://localhost:${port}/CP1`, ['ocpp1.6'], {
      ca: await file('data/ca/ca.pem'),
      cert: await file('CP1.pem'),
      key: await file('CP1.key.pem'),
    })
    await new Promise((resolve, reject) => {
      ws.on('open', resolve)
      ws.on('error', reject)
    })
    ws.terminate()
    const list = await ddf(['ca', 'list'], { cwd, env })
    assert.match(
      list.out,
      / {2}server {3}valid {4}.* {2}localhost\n.* {2}station {2}valid {4}.* {2}CP1\n$/,
    )
    running.child.kill('SIGTERM')
    await running.ended
  })
})

test.run()
