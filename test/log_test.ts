import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { createLog, type LogOptions } from '../runtime/log.ts'
import { masked } from '../runtime/log_mask.ts'

async function lines(
  options: Omit<LogOptions, 'write'>,
  use: (log: Awaited<ReturnType<typeof createLog>>) => void,
): Promise<string[]> {
  const written: string[] = []
  use(await createLog({ ...options, write: (line) => written.push(line) }))
  return written
}

test('createLog() writes JSON lines with level, time, fields and message', async () => {
  const [line = ''] = await lines({ level: 'info', format: 'json' }, (log) =>
    log.info({ station: 'A' }, 'Connected'),
  )
  const { time, ...rest } = JSON.parse(line)
  assert.equal(rest, { level: 'info', station: 'A', msg: 'Connected' })
  assert.is(new Date(time).toISOString(), time)
  assert.ok(line.endsWith('}\n'))
})

test('createLog() writes JSON where there is no terminal', async () => {
  const [line = ''] = await lines({ level: 'info', format: 'auto' }, (log) => log.warn({}, 'x'))
  assert.is(JSON.parse(line).level, 'warn')
})

test('createLog() drops what is below the level, and everything when silent', async () => {
  const use = (log: Awaited<ReturnType<typeof createLog>>) => {
    log.debug({}, 'd')
    log.info({}, 'i')
    log.warn({}, 'w')
    log.error({}, 'e')
  }
  assert.is((await lines({ level: 'debug', format: 'json' }, use)).length, 4)
  assert.is((await lines({ level: 'warn', format: 'json' }, use)).length, 2)
  assert.is((await lines({ level: 'silent', format: 'json' }, use)).length, 0)
})

test('createLog() writes one readable line when pretty', async () => {
  const written = await lines({ level: 'info', format: 'pretty' }, (log) =>
    log.info({ station: 'A', nested: { n: 1 } }, 'Connected'),
  )
  assert.is(written.length, 1)
  assert.match(written.join(''), /^\[\d\d:\d\d:\d\d\] INFO: Connected \{.*"station":"A".*\}\n$/)
})

test('createLog() writes no secret', async () => {
  for (const format of ['json', 'pretty'] as const) {
    const written = await lines({ level: 'debug', format }, (log) => {
      log.debug({ headers: { Authorization: 'Basic c2VjcmV0' }, password: 'c2VjcmV0' }, 'Upgrade')
    })
    assert.not.match(written.join(''), 'c2VjcmV0')
    assert.match(written.join(''), 'Upgrade')
  }
})

const secrets: [
  name: string,
  fields: Record<string, unknown>,
  expected: Record<string, unknown>,
][] = [
  ['an authorization header', { authorization: 'Basic abc' }, { authorization: '***' }],
  ['a password inside', { a: [{ passwd: 1, b: 2 }] }, { a: [{ passwd: '***', b: 2 }] }],
  [
    'a value beside the name of a secret',
    { set: { key: 'AuthorizationKey', value: 'abc' } },
    { set: { key: 'AuthorizationKey', value: '***' } },
  ],
  [
    'a value beside another name',
    { set: { key: 'HeartbeatInterval', value: '60' } },
    { set: { key: 'HeartbeatInterval', value: '60' } },
  ],
  [
    'a frame',
    { frame: '[2,"1","ChangeConfiguration",{"value":"a\\"b}c","key":"AuthorizationKey"}]' },
    { frame: '[2,"1","ChangeConfiguration",{"value":"***","key":"AuthorizationKey"}]' },
  ],
  [
    'a frame without a secret',
    { frame: '[2,"1","ChangeConfiguration",{"key":"X","value":"1"}]' },
    { frame: '[2,"1","ChangeConfiguration",{"key":"X","value":"1"}]' },
  ],
  ['a URL', { url: 'ws://me:abc@host/x' }, { url: 'ws://me:***@host/x' }],
  [
    'a header in a text',
    { text: 'Authorization: Bearer abcdefgh' },
    { text: 'Authorization: Bearer ***' },
  ],
]

for (const [name, fields, expected] of secrets) {
  test(`masked() masks or keeps ${name}`, () => assert.equal(masked(fields), expected))
}

test('masked() turns errors into text and ends in a circle', () => {
  const error = Object.assign(new Error('no', { cause: new Error('password') }), { code: 'E1' })
  const circle: Record<string, unknown> = {}
  circle.again = circle
  const found = JSON.parse(JSON.stringify(masked({ error, circle })))
  assert.is(found.error.message, 'no')
  assert.is(found.error.code, 'E1')
  assert.is(found.error.cause.message, 'password')
  assert.match(JSON.stringify(found.circle), '"..."')
})

test('private keys and access tokens in any text are masked', () => {
  const key = '-----BEGIN EC PRIVATE KEY-----\nMHcCAQEE\n-----END EC PRIVATE KEY-----'
  const token = `ddf_0123456789ab_${'x'.repeat(43)}`
  assert.equal(masked({ frame: `a ${key} b`, about: `for ${token}` }), {
    frame: 'a *** b',
    about: 'for ddf_0123456789ab_***',
  })
})

test.run()
