import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import * as v from 'valibot'
import { createLog } from '../../runtime/log.ts'
import { RawStation } from '../support/raw_station.ts'
import { startServer } from '../support/server.ts'

/** Every secret holds this, so that one search finds them all. */
const mark = 'CaNaRy'
const key = `-----BEGIN PRIVATE KEY-----\nMIIE${mark}06\n-----END PRIVATE KEY-----`

async function filesIn(folder: string): Promise<string> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  const files = entries.filter((entry) => entry.isFile())
  const texts = files.map(({ parentPath, name }) => readFile(join(parentPath, name), 'utf8'))
  return (await Promise.all(texts)).join('\n')
}

test('No secret comes out again: not in the log, an answer, a recording, an event or the audit', async () => {
  const record = await mkdtemp(join(tmpdir(), 'ddf-canary-'))
  const lines: string[] = []
  const log = await createLog({
    level: 'debug',
    format: 'json',
    write: (line) => void lines.push(line),
  })
  let given = ''
  let token = ''
  {
    await using server = await startServer({ log, settings: { record } })
    const made = await server.post('/api/v1/access', { role: 'admin', name: 'boss' })
    token = v.parse(v.object({ token: v.string() }), made.body).token
    const ask = async (method: string, path: string, body?: unknown) => {
      const response = await fetch(`http://127.0.0.1:${server.httpPort}${path}`, {
        method,
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      })
      const text = await response.text()
      given += `${method} ${path}\n${text}\n`
      return text
    }
    const events = await fetch(`http://127.0.0.1:${server.httpPort}/api/v1/events?snapshot=1`, {
      headers: { authorization: `Bearer ${token}` },
    })
    const station = await RawStation.connect(server, {
      path: '/BOX',
      protocols: ['ocpp1.6'],
      password: `${mark}-01-password`,
    })
    for (const action of [
      'ChangeConfiguration',
      'GetDiagnostics',
      'UpdateFirmware',
      'DataTransfer',
    ]) {
      station.on(action, { payload: { status: 'Accepted' } })
    }
    const configurationKey = [
      { key: 'AuthorizationKey', readonly: false, value: `${mark}-02` },
      { key: 'HeartbeatInterval', readonly: false, value: '60' },
    ]
    station.on('GetConfiguration', { payload: { configurationKey } })
    station.frame([2, 'b', 'BootNotification', { chargePointVendor: 'V', chargePointModel: 'M' }])
    const vendor = {
      vendorId: 'V',
      data: `ftp://me:${mark}-03@files.example/ Bearer ${mark}-04abcdef`,
    }
    station.frame([2, 'd', 'DataTransfer', vendor])
    station.frame([2, 'k', 'DataTransfer', { vendorId: 'V', data: key }])
    await station.until(() => station.received.some(([type, id]) => type === 3 && id === 'k'))
    const calls = '/api/v1/stations/BOX/calls'
    await ask('POST', `${calls}/GetConfiguration`, {})
    await ask('POST', `${calls}/ChangeConfiguration`, {
      key: 'AuthorizationKey',
      value: `${mark}-05`,
    })
    await ask('POST', `${calls}/GetDiagnostics`, {
      location: `ftp://me:${mark}-07@files.example/up`,
    })
    const firmware = {
      location: `https://me:${mark}-08@files.example/f`,
      retrieveDate: '2030-01-01T00:00:00Z',
    }
    await ask('POST', `${calls}/UpdateFirmware`, firmware)
    // Whoever has the key of a file needs no token.
    await ask('POST', `${calls}/GetDiagnostics`, { location: 'ddf:upload' })
    await ask('PUT', '/api/v1/stations/BOX/credentials', { password: `${mark}-09-0123456789` })
    await ask('PUT', '/api/v1/stations/BOX/variables', { AuthorizationKey: `${mark}-10` })
    await ask('PUT', '/api/v1/stations/BOX/credentials', { password: [`${mark}-11`] })
    // Answers of calls told to who asked are what the station said to them.
    given = given.replace(/POST [^\n]*calls\/GetConfiguration\n[^\n]*\n/, '')
    for (const path of [
      '/api/v1/devices',
      '/api/v1/devices/BOX:1',
      '/api/v1/devices/BOX:1/items',
      '/api/v1/devices/BOX:1/items/cps/why',
      '/api/v1/stations',
      '/api/v1/stations/BOX',
      '/api/v1/stations/BOX/variables',
      '/api/v1/stations/BOX/recording',
      '/api/v1/stations/BOX/credentials',
      '/api/v1/stations/BOX/notices',
      '/api/v1/stations/BOX/operations',
      '/api/v1/access',
      '/api/v1/audit?limit=1000',
      '/api/v1/transactions',
      '/api/v1/plugins',
      '/metrics',
      '/ready',
      '/api/v1/openapi.json',
    ]) {
      await ask('GET', path)
    }
    station.ws.terminate()
    await station.ended
    await server.close()
    given += await events.text()
  }
  given += `\n${lines.join('')}\n${await filesIn(record)}`
  await rm(record, { recursive: true, force: true })
  // The search works: what is no secret is found.
  assert.match(given, 'HeartbeatInterval')
  const around = [...given.matchAll(new RegExp(`.{0,80}${mark}.{0,20}`, 'g'))].map(([text]) => text)
  assert.equal(around, [])
  assert.match(given, '/files/')
  assert.not.match(given, /\/files\/[0-9a-f]{32}/)
  assert.not.match(given, token.slice(-43))
  const encoded = btoa(`BOX:${mark}-01-password`)
  assert.not.match(given, encoded)
})

test.run()
