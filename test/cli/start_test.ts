import { once } from 'node:events'
import { mkdir, open, readdir, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { begin, ddf, inFolder } from './support/ddf.ts'

const anyPort = ['--port', '0', '--http-port', '0']

async function withBusyPort(use: (port: number) => Promise<void>): Promise<void> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (typeof address !== 'object' || address === null) throw new Error('no port')
  try {
    await use(address.port)
  } finally {
    server.close()
  }
}

test('ddf start serves, says where, and ends in order on a signal', async () => {
  const running = begin(['start', ...anyPort])
  const [, http = ''] = await running.seen(/described at (http:[^"]*)\/docs/)
  const [, descriptors] = await running.seen(/"msg":"Descriptors: ([^"]*)"/)
  assert.match(descriptors ?? '', 'ocpp-general')
  await running.seen(/Wallboxes connect to ws:\/\/[\d.]+:[1-9]\d*\/<ChargepointID>/)
  await running.seen(/loopback address only/)
  assert.is((await fetch(`${http}/health`)).status, 200)
  running.child.kill('SIGTERM')
  const { code, out, err } = await running.ended
  assert.is(code, 0)
  assert.is(err, '')
  for (const line of out.trim().split('\n')) assert.type(JSON.parse(line).msg, 'string')
})

test('ddf start fills the default folder of descriptors on the first start', async () => {
  await inFolder(async (cwd) => {
    const running = begin(['start', ...anyPort], { cwd })
    await running.seen(/"msg":"Descriptors: dc-load-managed, ocpp-general, phase-switching"/)
    running.child.kill('SIGTERM')
    assert.is((await running.ended).code, 0)
    const files = await readdir(join(cwd, 'ddf'))
    assert.ok(files.includes('ocpp-general.ddf.json'))
  })
})

test('ddf start takes settings from the environment and the file', async () => {
  await inFolder(async (cwd) => {
    await mkdir(join(cwd, 'mine'))
    await writeFile(join(cwd, 'ddf.config.json'), '{ "ddf": "mine", "port": 0, "httpPort": 1 }')
    const running = begin(['start'], { cwd, env: { DDF_HTTP_PORT: '0', DDF_PROT: '1' } })
    await running.seen(/variable DDF_PROT is unknown and ignored; did you mean DDF_PORT\?/)
    await running.seen(/"folder":"[^"]*mine"/)
    running.child.kill('SIGINT')
    assert.is((await running.ended).code, 0)
  })
})

test('ddf start says which port is in use, by whom perhaps, and which flag helps', async () => {
  await withBusyPort(async (port) => {
    const [ocpp, http] = await Promise.all([
      ddf(['start', '--host', '127.0.0.1', '--port', String(port), '--http-port', '0']),
      ddf(['start', '--port', '0', '--http-port', String(port)]),
    ])
    assert.is(
      ocpp.err,
      `ddf: Cannot listen for wallboxes (OCPP) on 127.0.0.1:${port}: the port is in use, perhaps by another "ddf start" or another OCPP server (ss -ltnp "sport = :${port}" shows by whom); stop that, or choose another port with --port\n`,
    )
    assert.match(
      http.err,
      `Cannot listen for the HTTP API on 127.0.0.1:${port}: the port is in use`,
    )
    assert.match(http.err, 'choose another port with --http-port\n')
    assert.equal([ocpp.code, http.code], [1, 1])
  })
})

test('ddf start keeps its data in a folder that no second one may have', async () => {
  await inFolder(async (cwd) => {
    const env = { DDF_DATA: './data' }
    const running = begin(['start', ...anyPort], { cwd, env })
    await running.seen(/What must survive is kept in [^"]*data"/)
    const second = await ddf(['start', ...anyPort], { cwd, env })
    assert.is(second.code, 1)
    assert.match(
      second.err,
      /^ddf: Cannot use the folder of data .*data: it is in use by another process that runs; correct --data\n$/,
    )
    running.child.kill('SIGTERM')
    assert.is((await running.ended).code, 0)
    assert.equal(await readdir(join(cwd, 'data')), ['ddf.sqlite', 'lock.sqlite'])
    const file = await open(join(cwd, 'data', 'ddf.sqlite'), 'r+')
    await file.write(Buffer.alloc(6 * 4096, 'x'), 0, 6 * 4096, 2 * 4096)
    await file.close()
    const damaged = await ddf(['start', ...anyPort], { cwd, env })
    assert.is(damaged.code, 1)
    assert.match(
      damaged.err,
      /^ddf: Cannot read the folder of data .*data: .* \(ddf\.sqlite is damaged: put a backup in its place, or move it and ddf\.sqlite-wal away to begin anew\)\n$/,
    )
  })
})

test('ddf start names an address that this machine does not have', async () => {
  const { code, err } = await ddf(['start', '--host', '203.0.113.1', ...anyPort])
  assert.is(code, 1)
  assert.match(
    err,
    'on 203.0.113.1:0: this machine does not have that address; choose another with --host\n',
  )
})

test('ddf start refuses an illegal settings file with its line', async () => {
  await inFolder(async (cwd) => {
    await writeFile(join(cwd, 'ddf.config.json'), '{\n  "port": "8550"\n}')
    const { code, err } = await ddf(['start'], { cwd })
    assert.is(code, 1)
    assert.is(
      err,
      'ddf: Cannot use port "8550" (ddf.config.json:2:11): allowed is a whole number from 0 to 65535\n',
    )
  })
})

test.run()
