import { createHash } from 'node:crypto'
import { connect } from 'node:net'
import { text } from 'node:stream/consumers'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { RawStation } from '../support/raw_station.ts'
import { at } from '../support/scene.ts'
import { startServer, type TestServer } from '../support/server.ts'
import { TestClock } from '../support/test_clock.ts'

const api = '/api/v1/stations/CP1'

/** The location in the last call that the station got. */
function locationIn(station: RawStation): string {
  return String(at(station.calls.at(-1)?.payload, 'location'))
}

async function askForDiagnostics(server: TestServer): Promise<RawStation> {
  const station = await RawStation.connect(server, { path: '/CP1' })
  station.on('GetDiagnostics', { payload: { fileName: 'diag.zip' } })
  const { status } = await server.post(`${api}/calls/GetDiagnostics`, { location: 'ddf:upload' })
  assert.is(status, 200)
  return station
}

async function files(server: TestServer): Promise<readonly unknown[]> {
  const { body } = await server.get(`${api}/files`)
  return Array.isArray(body) ? body : []
}

async function offer(server: TestServer, content: BodyInit, name = 'fw.bin'): Promise<string> {
  const url = `http://127.0.0.1:${server.httpPort}${api}/files?name=${encodeURIComponent(name)}`
  const headers = { 'content-type': 'application/octet-stream' }
  const answer = await fetch(url, { method: 'POST', body: content, headers })
  assert.is(answer.status, 201)
  return String(at(await answer.json(), 'id'))
}

test('a station uploads where it was told to, once, and the file belongs to the operation', async () => {
  await using server = await startServer()
  const station = await askForDiagnostics(server)
  const location = locationIn(station)
  assert.match(location, new RegExp(`^http://127.0.0.1:${server.ocppPort}/files/[0-9a-f]{32}$`))
  const content = 'line\n'.repeat(50_000)
  // Most stations take the location for a folder.
  const put = await fetch(`${location}/diag%20(1).zip`, { method: 'PUT', body: content })
  assert.is(put.status, 201)
  const again = await fetch(location, { method: 'PUT', body: 'other' })
  assert.is(again.status, 409)
  const [file] = await files(server)
  assert.is(at(file, 'name'), 'diag (1).zip')
  assert.is(at(file, 'size'), content.length)
  assert.is(at(file, 'sha256'), createHash('sha256').update(content).digest('hex'))
  const id = String(at(file, 'id'))
  assert.is((await server.get(`${api}/files/${id}`)).body, content)
  const operation = (await server.get(`${api}/operations/1`)).body
  assert.is(at(operation, 'file'), id)
  assert.not.match(JSON.stringify(operation), location)
  // Uploading is all that its key is for.
  assert.is((await fetch(location)).status, 404)
  assert.is((await server.delete(`${api}/files/${id}`)).status, 204)
  assert.equal(await files(server), [])
  assert.is((await server.get(`${api}/files/${id}`)).status, 404)
})

test('a form is taken as well as the bare file', async () => {
  await using server = await startServer()
  const location = locationIn(await askForDiagnostics(server))
  const form = new FormData()
  form.set('station', 'CP1')
  form.set('file', new Blob(['content']), '../../etc/../log?.txt')
  form.set('after', 'x')
  assert.is((await fetch(location, { method: 'POST', body: form })).status, 201)
  const [file] = await files(server)
  assert.is(at(file, 'name'), 'log_.txt')
  assert.is((await server.get(`${api}/files/${at(file, 'id')}`)).body, 'content')
})

test('a form without a file, and one that breaks off, can be sent again', async () => {
  await using server = await startServer()
  const location = locationIn(await askForDiagnostics(server))
  const form = new FormData()
  form.set('station', 'CP1')
  assert.is((await fetch(location, { method: 'POST', body: form })).status, 400)
  const head = '--b\r\nContent-Disposition: form-data; name="f"; filename="a.txt"\r\n\r\nhalf'
  const headers = { 'content-type': 'multipart/form-data; boundary=b' }
  assert.is((await fetch(location, { method: 'POST', body: head, headers })).status, 400)
  assert.is(at((await files(server))[0], 'completedAt'), null)
  assert.is((await fetch(location, { method: 'POST', body: 'bare' })).status, 201)
})

test('an upload that breaks off leaves nothing, and its key goes on', async () => {
  await using server = await startServer()
  const location = locationIn(await askForDiagnostics(server))
  const socket = connect(server.ocppPort, '127.0.0.1')
  const { pathname } = new URL(location)
  socket.write(`PUT ${pathname} HTTP/1.1\r\nHost: a\r\nContent-Length: 1000\r\n\r\nhalf`)
  await new Promise((resolve) => setImmediate(resolve))
  socket.destroy()
  await new Promise((resolve) => socket.once('close', resolve))
  let status = 409
  while (status === 409) {
    status = (await fetch(location, { method: 'PUT', body: 'whole' })).status
  }
  assert.is(status, 201)
  assert.is(at((await files(server))[0], 'size'), 5)
})

test('a file larger than allowed is refused, however it comes', async () => {
  await using server = await startServer({ settings: { fileSize: 1024 } })
  const location = locationIn(await askForDiagnostics(server))
  const large = 'x'.repeat(1025)
  assert.is((await fetch(location, { method: 'PUT', body: large })).status, 413)
  const form = new FormData()
  form.set('file', new Blob([large]), 'a.txt')
  assert.is((await fetch(location, { method: 'POST', body: form })).status, 413)
  const url = `http://127.0.0.1:${server.httpPort}${api}/files?name=a`
  const headers = { 'content-type': 'application/octet-stream' }
  assert.is((await fetch(url, { method: 'POST', body: large, headers })).status, 413)
  assert.is((await fetch(location, { method: 'PUT', body: 'small' })).status, 201)
})

test('firmware is downloaded whole, in parts, and not without its key', async () => {
  await using server = await startServer()
  const station = await RawStation.connect(server, { path: '/CP1' })
  station.on('UpdateFirmware', { payload: {} })
  const content = Uint8Array.from({ length: 1000 }, (_, index) => index % 251)
  const id = await offer(server, content, 'fw "2".bin')
  const call = { location: `ddf:file/${id}`, retrieveDate: '2030-01-01T00:00:00Z' }
  assert.is((await server.post(`${api}/calls/UpdateFirmware`, call)).status, 200)
  const location = locationIn(station)
  assert.match(location, /\/files\/[0-9a-f]{32}\/fw%20_2_\.bin$/)
  const whole = await fetch(location)
  assert.is(whole.status, 200)
  assert.equal(new Uint8Array(await whole.arrayBuffer()), content)
  const etag = whole.headers.get('etag') ?? ''
  const parts: readonly [string, number, number, number][] = [
    ['bytes=0-99', 206, 0, 100],
    ['bytes=990-', 206, 990, 1000],
    ['bytes=-10', 206, 990, 1000],
    ['bytes=900-5000', 206, 900, 1000],
    ['bytes=1000-', 416, 0, 0],
    ['bytes=-0', 416, 0, 0],
    ['bytes=5-2', 200, 0, 1000],
    ['bytes=0-1,5-6', 200, 0, 1000],
  ]
  for (const [range, status, from, to] of parts) {
    const part = await fetch(location, { headers: { range } })
    assert.is(part.status, status, range)
    assert.equal(new Uint8Array(await part.arrayBuffer()), content.slice(from, to), range)
    if (status !== 206) continue
    assert.is(part.headers.get('content-range'), `bytes ${from}-${to - 1}/1000`)
  }
  const headers = { range: 'bytes=0-9' }
  const changed = await fetch(location, { headers: { ...headers, 'if-range': '"other"' } })
  assert.is(changed.status, 200)
  await changed.arrayBuffer()
  const same = await fetch(location, { headers: { ...headers, 'if-range': etag } })
  assert.is(same.status, 206)
  await same.arrayBuffer()
  const head = await fetch(location, { method: 'HEAD' })
  assert.is(head.headers.get('content-length'), '1000')
  assert.is((await fetch(location.replace(/[0-9a-f]{32}/, '0'.repeat(32)))).status, 404)
  assert.is((await fetch(location, { method: 'PUT', body: 'x' })).status, 404)
  assert.is((await fetch(location, { method: 'DELETE' })).status, 405)
})

test('a URL can be had by itself, holds for a while, and begins as the setting says', async () => {
  const clock = new TestClock()
  const settings = { publicUrl: 'https://boxes.example/ocpp/', slaves: ['CP1:1'] }
  await using server = await startServer({ clock, settings })
  const { body, status } = await server.post(`${api}/uploads`, { seconds: 60 })
  assert.is(status, 201)
  const { pathname, host } = new URL(String(at(body, 'url')))
  assert.is(host, 'boxes.example')
  assert.match(pathname, /^\/ocpp\/files\//)
  const local = `http://127.0.0.1:${server.ocppPort}${pathname.replace('/ocpp', '')}`
  await clock.advance(61_000)
  assert.is((await fetch(local, { method: 'PUT', body: 'late' })).status, 404)
  const id = await offer(server, 'firmware')
  const url = String(
    at((await server.post(`${api}/files/${id}/urls`, { seconds: 90 })).body, 'url'),
  )
  const path = new URL(url).pathname.replace('/ocpp', '')
  const download = () => fetch(`http://127.0.0.1:${server.ocppPort}${path}`)
  assert.is(await (await download()).text(), 'firmware')
  await clock.advance(91_000)
  assert.is((await download()).status, 404)
})

test('without a connection or a setting nobody knows the URL', async () => {
  await using server = await startServer({ settings: { slaves: ['CP1:1'] } })
  assert.is((await server.post(`${api}/uploads`, {})).status, 409)
})

test('the port of the stations serves nothing else', async () => {
  await using server = await startServer()
  const base = `http://127.0.0.1:${server.ocppPort}`
  const paths = [
    '/',
    '/files',
    '/files/',
    '/files/..%2f..%2fetc',
    '/files/CP1/x',
    '/api/v1/stations',
  ]
  for (const path of paths) {
    const { status } = await fetch(base + path)
    assert.ok(status === 404 || status === 400, path)
  }
  const other = await RawStation.connect(server, { path: '/files/CP9' })
  other.ws.close()
  assert.is((await server.get('/api/v1/stations/CP9')).status, 200)
})

test('what a call cannot name is refused before it is sent', async () => {
  await using server = await startServer()
  await RawStation.connect(server, { path: '/CP1' })
  const location = 'ddf:file/00000000-0000-0000-0000-000000000000'
  const { status } = await server.post(`${api}/calls/GetDiagnostics`, { location })
  assert.is(status, 422)
})

test('a connection for a file carries one request, and does not wait without end for another', async () => {
  await using server = await startServer()
  const socket = connect(server.ocppPort, '127.0.0.1')
  socket.write('GET /files/none HTTP/1.1\r\nHost: localhost\r\n\r\nGET')
  const answer = await text(socket)
  assert.match(answer, /^HTTP\/1\.1 404 [\s\S]*\r\nConnection: close\r\n/i)
})

test.run()
