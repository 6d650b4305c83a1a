import { readFileSync } from 'node:fs'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { RawStation } from '../support/raw_station.ts'
import { at } from '../support/scene.ts'
import { startServer } from '../support/server.ts'

/** The lines of the gate list, and the tests that try each of them: a file, and what its tests are called. */
const gates: readonly (readonly [gate: string, tests: Readonly<Record<string, string[]>>])[] = [
  [
    'authentication by profile',
    {
      'security/profiles': ['TC_085 TC_A_01 TC_A_03', 'TC_A_02', 'a path that spells', 'a serial'],
      'security/tls': ['TC_086 TC_A_04', 'TC_A_06', 'TC_087 TC_A_07', 'TC_087 TC_A_08'],
      'serve/handshake': ['no subprotocol means 1.6'],
    },
  ],
  [
    'attempts limited by address and identity, with growing delay',
    { 'security/profiles': ['guesses are delayed', 'nobody locks', 'an address that guesses'] },
  ],
  [
    'passwords hashed with scrypt, compared in constant time',
    { 'security/passwords': ['a password is kept as scrypt', 'few are checked at once'] },
  ],
  [
    'connection flood and time of the handshake',
    {
      'security/limits': [
        'connections in total',
        'connections of one address',
        'new connections a second',
        'a slow loris',
      ],
      'security/tls': ['a TLS handshake that stalls'],
      'files/files': ['a connection for a file carries one request'],
    },
  ],
  [
    'size, depth and members of messages, no compression',
    {
      'security/limits': ['a frame that is too long', 'how deep and how wide', 'JSON that is deep'],
      'serve/handshake': ['compression that is offered'],
    },
  ],
  [
    'messages a second, and what is not read',
    { 'security/limits': ['a flood of messages', 'one that does not read'] },
  ],
  [
    'words of errors',
    {
      'serve/frames': ['an unknown action is not implemented', 'malformed: ', 'what a call needs'],
      'serve/later_frames': [': errors are said in the words'],
      'rpc/one_way': ['where the version has no such messages', 'what is no frame'],
    },
  ],
  [
    'one card in several transactions at a time',
    { 'security/concurrent': ['a card that charges elsewhere', 'told again is no second one'] },
  ],
  [
    'message ids that come again',
    { 'security/ownership': ['a repeated message'], 'serve/frames': ['a repeated id'] },
  ],
  [
    'answers to what was never asked, and late ones',
    {
      'security/ownership': ['an answer to a call that was never made'],
      'serve/frames': ['answers to calls that nobody made', 'a late answer'],
      'rpc/own_calls': ['late and foreign answers'],
    },
  ],
  [
    'ownership, and ids that cannot be guessed',
    {
      'security/ownership': [
        'a station cannot stop',
        'ids of transactions',
        'a station cannot end',
      ],
      'security/limits': ['ids that are given out'],
    },
  ],
  [
    'registers that go back, times that cannot be',
    {
      'security/gate_list': ['an end below the start'],
      'security/ownership': ['times and values that cannot be'],
    },
  ],
  [
    'StopTransaction of what is unknown',
    { 'serve/frames': ['messages of transactions always get a result'] },
  ],
  [
    'paths, encodings, identities and headers',
    {
      'serve/handshake': ['identities that cannot be one'],
      'security/http_guards': ['No name in a path', 'What a request says never becomes a header'],
      'http/access': ['An encoded or odd path'],
    },
  ],
  [
    'roles, foreign pages, tokens',
    {
      'http/access': ['Every route has a class', 'A role is refused', 'A token is told once'],
      'security/http_guards': ['Without tokens a page elsewhere', 'CORS is', 'Guesses of one'],
    },
  ],
  [
    'addresses that a request names',
    { 'security/http_guards': ['The runtime itself opens no connection'] },
  ],
  ['secrets', { 'security/canary': ['No secret comes out again'] }],
  [
    'takeover',
    {
      'security/takeover': ['takeover: ', 'a half-open', 'an impostor', 'two that tear'],
      'security/replaced': ['a call under way', 'one that only looks', 'a password is not said'],
    },
  ],
  ['plugins', { 'plugin/isolate/attacks': ['stands '] }],
]

for (const [gate, tests] of gates) {
  test(`gate: ${gate}`, () => {
    for (const [file, called] of Object.entries(tests)) {
      const text = readFileSync(new URL(`../${file}_test.ts`, import.meta.url), 'utf8')
      const names = [...text.matchAll(/\btest\(\s*(['"`])(.*?)\1,/gs)].map(
        ([, , name = '']) => name,
      )
      for (const part of called) {
        assert.ok(
          names.some((name) => name.includes(part)),
          `${file}: ${part}`,
        )
      }
    }
  })
}

test('an end below the start is no energy, and is flagged', async () => {
  await using server = await startServer()
  await using station = await RawStation.connect(server, { path: '/A' })
  const timestamp = new Date().toISOString()
  const start = { connectorId: 1, idTag: 'CARD', meterStart: 50_000, timestamp }
  const [, , answer] = await station.call('StartTransaction', start)
  const transactionId = at(answer, 'transactionId')
  const end = { transactionId, meterStop: 10, timestamp }
  assert.is((await station.call('StopTransaction', end))[0], 3)
  const { body } = await server.get(`/api/v1/transactions/A:${transactionId}`)
  const energy = at(body, 'energy')
  assert.ok(typeof energy === 'number' && energy >= 0 && energy <= 10, String(energy))
  assert.match(JSON.stringify(at(body, 'flags')), /register-/)
})

test.run()
