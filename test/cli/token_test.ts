import { mkdir, readdir, readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { begin, ddf, inFolder } from './support/ddf.ts'

const form = /^ddf_([0-9a-f]{12})_[A-Za-z0-9_-]{43}\n$/

const keeps = { DDF_DATA: './data' }
const inFolderOf = (cwd: string) => ({ cwd, env: keeps })

async function textsIn(folder: string): Promise<string> {
  const names = await readdir(folder, { recursive: true, withFileTypes: true })
  const files = names.filter((one) => one.isFile()).map((one) => join(one.parentPath, one.name))
  return (await Promise.all(files.map((file) => readFile(file, 'latin1')))).join('\n')
}

test('ddf token makes, lists and revokes, whether a server runs or not', async () => {
  await inFolder(async (cwd) => {
    const first = await ddf(
      ['token', 'create', '--role', 'read', '--expires', '90d'],
      inFolderOf(cwd),
    )
    assert.match(first.out, form, JSON.stringify(first))
    assert.match(first.err, 'every request of HTTP needs a token; make one with the role admin too')
    // With a token there is, others may reach the API.
    const flags = ['--port', '0', '--http-port', '0', '--http-host', '0.0.0.0']
    const running = begin(['start', ...flags], inFolderOf(cwd))
    const [, port = ''] = await running.seen(/HTTP API: http:\/\/0\.0\.0\.0:(\d+)/)
    await running.seen(/Every HTTP request needs an access token/)
    assert.is((await stat(join(cwd, 'data', 'server.json'))).mode & 0o077, 0)
    const second = await ddf(
      ['token', 'create', '--role', 'admin', '--name', 'Anna'],
      inFolderOf(cwd),
    )
    assert.is(second.err, '')
    const get = async (token: string) => {
      const headers = { authorization: `Bearer ${token.trim()}` }
      return (await fetch(`http://127.0.0.1:${port}/api/v1/audit`, { headers })).status
    }
    assert.equal([await get(first.out), await get(second.out), await get('x')], [403, 200, 401])
    const { out } = await ddf(['token', 'list'], inFolderOf(cwd))
    assert.match(
      out,
      /^[0-9a-f]{12} {2}read {5}20\d\d-\S+\n[0-9a-f]{12} {2}admin {4}never {21}Anna\n$/,
    )
    const id = first.out.split('_')[1] ?? ''
    const url = `http://127.0.0.1:${port}`
    const env = { DDF_TOKEN: second.out.trim() }
    assert.is(
      (await ddf(['token', 'revoke', id, '--url', url], { cwd, env: { ...keeps, ...env } })).code,
      0,
    )
    assert.is(await get(first.out), 401)
    const refused = await ddf(
      ['token', 'list', '--url', url, '--token', first.out.trim()],
      inFolderOf(cwd),
    )
    assert.is(refused.code, 1)
    assert.match(
      refused.err,
      'The access token is unknown or was revoked; here with --token or DDF_TOKEN',
    )
    running.child.kill('SIGTERM')
    const ended = await running.ended
    assert.is(ended.code, 0)
    // What is kept, and what was said, has none of them.
    const kept = ended.out + (await textsIn(join(cwd, 'data')))
    for (const { out } of [first, second]) assert.not.match(kept, out.trim().slice(-43))
    assert.ok(!(await readdir(join(cwd, 'data'))).includes('server.json'))
    assert.is((await ddf(['token', 'revoke', second.out.trim()], inFolderOf(cwd))).code, 0)
    assert.is((await ddf(['token', 'list'], inFolderOf(cwd))).out, '')
  })
})

test('ddf token says what is wrong, and ddf start what is missing', async () => {
  await inFolder(async (cwd) => {
    await mkdir(join(cwd, 'data'))
    const [role, expires, id, open] = await Promise.all([
      ddf(['token', 'create', '--role', 'admn'], inFolderOf(cwd)),
      ddf(['token', 'create', '--role', 'admin', '--expires', '2001-01-01'], inFolderOf(cwd)),
      ddf(['token', 'revoke', 'x', '--data', join(cwd, 'other')], inFolderOf(cwd)),
      ddf(['start', '--port', '0', '--http-port', '0', '--http-host', '0.0.0.0'], inFolderOf(cwd)),
    ])
    assert.is(
      role.err,
      'ddf: Cannot use --role "admn": allowed is read, control, admin; did you mean admin?\n',
    )
    assert.match(expires.err, 'allowed is a time to come, such as 90d')
    assert.match(id.err, 'There is no access token x')
    assert.match(open.err, 'because there are no access tokens; make one with "ddf token create')
    assert.equal([role.code, expires.code, id.code, open.code], [1, 1, 1, 1])
  })
})

test.run()
