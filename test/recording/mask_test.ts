import { readdirSync, readFileSync } from 'node:fs'
import * as fc from 'fast-check'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { frameOf, type RecordingLine } from '../../runtime/recording/format.ts'
import { Masker } from '../../runtime/recording/mask.ts'
import { maskedText } from '../../runtime/recording/masked_text.ts'
import { linesOf } from './support/recordings.ts'

const frames = new URL('../frames/', import.meta.url)

function frameLine(content: unknown, identity = 'BOX-0001'): RecordingLine {
  const text = typeof content === 'string' ? content : JSON.stringify(content)
  return { at: 0, kind: 'cp->csms', identity, subprotocol: 'ocpp1.6', text }
}

function openLine(url: string, headers: Record<string, string> = {}): RecordingLine {
  const opening = { url, headers, offered: ['ocpp1.6'] }
  return { at: 0, kind: 'open', identity: 'BOX-0001', subprotocol: 'ocpp1.6', opening }
}

/** What a message becomes, after those before it. */
function masked(...contents: readonly unknown[]): unknown {
  const masker = new Masker({ stations: ['BOX-0001'] })
  const texts = contents.map((content) => {
    const line = masker.line(frameLine(content))
    return 'text' in line ? line.text : ''
  })
  const last = texts.at(-1) ?? ''
  return frameOf(last) ?? last
}

const cases: readonly (readonly [what: string, contents: readonly unknown[], expected: unknown])[] =
  [
    [
      'cards, wherever they are named',
      [
        [2, '1', 'StartTransaction', { connectorId: 1, idTag: '04A1B2C3', meterStart: 0 }],
        [
          3,
          '2',
          {
            idTagInfo: { status: 'Accepted', parentIdTag: 'FAMILY01' },
            list: [{ idTag: '04a1b2c3' }],
          },
        ],
      ],
      [
        3,
        '2',
        { idTagInfo: { status: 'Accepted', parentIdTag: 'TAG-2' }, list: [{ idTag: 'TAG-1' }] },
      ],
    ],
    [
      'cards as objects, but not their type',
      [[2, '1', 'Authorize', { idToken: { idToken: 'AABBCCDD', type: 'ISO14443' } }]],
      [2, '1', 'Authorize', { idToken: { idToken: 'TAG-1', type: 'ISO14443' } }],
    ],
    ['no card', [[2, '1', 'Authorize', { idTag: '' }]], [2, '1', 'Authorize', { idTag: '' }]],
    [
      'a card that is a number',
      [
        [2, '1', 'Authorize', { idTag: 'A' }],
        [2, '2', 'Authorize', { idTag: 5550123 }],
      ],
      [2, '2', 'Authorize', { idTag: 2 }],
    ],
    [
      'serial numbers, but not the letters of their series, and SIM cards',
      [
        [
          2,
          '1',
          'BootNotification',
          {
            chargePointVendor: 'Maker',
            chargePointSerialNumber: 'TACW1140123G0001',
            chargeBoxSerialNumber: '778899',
            iccid: '8949020000012345678',
            imsi: '262011234567890',
          },
        ],
      ],
      [
        2,
        '1',
        'BootNotification',
        {
          chargePointVendor: 'Maker',
          chargePointSerialNumber: 'TACW-SERIAL-1',
          chargeBoxSerialNumber: 'SERIAL-2',
          iccid: 'ICCID-1',
          imsi: 'IMSI-1',
        },
      ],
    ],
    [
      'values of keys that are secrets, and no others',
      [
        [
          3,
          '1',
          {
            configurationKey: [
              { key: 'AuthorizationKey', readonly: false, value: 'c0ffee' },
              { key: 'HeartbeatInterval', readonly: false, value: '60' },
              { key: 'FreeChargingIdTag', readonly: false, value: 'GUEST' },
              { key: 'LocalAuthorizeOffline', readonly: false, value: 'true' },
              { key: 'UseTokenIdTag', readonly: false, value: 'false' },
              { key: 'WiFi_Password', readonly: false, value: 'hunter22' },
            ],
          },
        ],
      ],
      [
        3,
        '1',
        {
          configurationKey: [
            { key: 'AuthorizationKey', readonly: false, value: 'SECRET-1' },
            { key: 'HeartbeatInterval', readonly: false, value: '60' },
            { key: 'FreeChargingIdTag', readonly: false, value: 'TAG-1' },
            { key: 'LocalAuthorizeOffline', readonly: false, value: 'true' },
            { key: 'UseTokenIdTag', readonly: false, value: 'false' },
            { key: 'WiFi_Password', readonly: false, value: 'SECRET-2' },
          ],
        },
      ],
    ],
    [
      'values of variables that are secrets',
      [
        [
          2,
          '1',
          'NotifyReport',
          {
            reportData: [
              {
                component: { name: 'SecurityCtrlr' },
                variable: { name: 'BasicAuthPassword' },
                variableAttribute: [{ type: 'Actual', value: 'hunter22' }],
              },
            ],
          },
        ],
      ],
      [
        2,
        '1',
        'NotifyReport',
        {
          reportData: [
            {
              component: { name: 'SecurityCtrlr' },
              variable: { name: 'BasicAuthPassword' },
              variableAttribute: [{ type: 'Actual', value: 'SECRET-1' }],
            },
          ],
        },
      ],
    ],
    [
      'what was masked once, in all text after it',
      [
        [2, '1', 'Authorize', { idTag: '04A1B2C3' }],
        [
          2,
          'm-04a1b2c3-7',
          'DataTransfer',
          { vendorId: 'x', data: '{"a":"04A1B2C3","b":"04A1B2C34"}' },
        ],
      ],
      [2, 'm-TAG-1-7', 'DataTransfer', { vendorId: 'x', data: '{"a":"TAG-1","b":"04A1B2C34"}' }],
    ],
    [
      'JSON and assignments inside of text',
      [
        [
          2,
          '1',
          'DataTransfer',
          { vendorId: 'x', data: '{"rfid":"04A1B2C3","info":"serial=A-77; password: pa55, n=1"}' },
        ],
      ],
      [
        2,
        '1',
        'DataTransfer',
        {
          vendorId: 'x',
          data: '{"rfid":"TAG-1","info":"serial=SERIAL-1; password: SECRET-1, n=1"}',
        },
      ],
    ],
    [
      'who logs in where',
      [
        [
          2,
          '1',
          'GetDiagnostics',
          {
            location: 'ftp://joe:pa55@files.example/x',
            by: 'ann@example.org',
            h: 'Basic am9lOnBhNTU=',
          },
        ],
      ],
      [
        2,
        '1',
        'GetDiagnostics',
        { location: 'ftp://SECRET-1@files.example/x', by: 'NAME-1', h: 'Basic SECRET-2' },
      ],
    ],
    [
      'signed readings, but no plain ones',
      [
        [2, '0', 'Authorize', { idTag: '12345678' }],
        [
          2,
          '1',
          'MeterValues',
          {
            meterValue: [
              {
                timestamp: '2026-11-22T22:01:07.519Z',
                sampledValue: [
                  { value: '12345678' },
                  { value: 'OCMF|{}', format: 'SignedData' },
                  { value: 1, signedMeterValue: { signedMeterData: 'T0NN', publicKey: 'MzA1' } },
                ],
              },
            ],
          },
        ],
      ],
      [
        2,
        '1',
        'MeterValues',
        {
          meterValue: [
            {
              timestamp: '2026-11-22T22:01:07.519Z',
              sampledValue: [
                { value: '12345678' },
                { value: 'SIGNED-1', format: 'SignedData' },
                {
                  value: 1,
                  signedMeterValue: { signedMeterData: 'SIGNED-2', publicKey: 'SIGNED-3' },
                },
              ],
            },
          ],
        },
      ],
    ],
    [
      'a message that is no JSON',
      [
        '[2,"1","StartTransaction",{"connectorId":1,"\\u0069dTag":"04A1B2C3","meterStart":,"idTag":5550123}]',
      ],
      '[2,"1","StartTransaction",{"connectorId":1,"idTag":"TAG-1","meterStart":,"idTag":2}]',
    ],
    [
      'a message that was cut off, with a key',
      ['[3,"1",{"configurationKey":[{"key":"AuthorizationKey","value":"c0ff'],
      '[3,"1",{"configurationKey":[{"key":"AuthorizationKey","value":"SECRET-1',
    ],
    [
      'what is nested too deeply, as text',
      [`${'['.repeat(70)}{"idTag":"04A1B2C3"}${']'.repeat(70)}`],
      JSON.parse(`${'['.repeat(70)}{"idTag":"TAG-1"}${']'.repeat(70)}`),
    ],
  ]

for (const [what, contents, expected] of cases) {
  test(`masks ${what}`, () => assert.equal(masked(...contents), expected))
}

test('masks headers and queries, and keeps the identity', () => {
  const masker = new Masker({ stations: ['BOX-0001'] })
  masker.line(frameLine([2, '1', 'BootNotification', { chargePointSerialNumber: 'BOX-0001' }]))
  assert.equal(
    masker.line(
      openLine('/ocpp/BOX-0001?token=abc%20d&v=1', {
        authorization: 'Basic am9lOnBhNTU=',
        cookie: 'session=1',
        host: 'csms.example',
        'x-forwarded-for': '192.0.2.7',
      }),
    ),
    openLine('/ocpp/BOX-0001?token=SECRET-4&v=SECRET-5', {
      authorization: 'SECRET-1',
      cookie: 'SECRET-2',
      host: 'csms.example',
      'x-forwarded-for': 'SECRET-3',
    }),
  )
})

test('masks the identity when asked, everywhere', async () => {
  const lines = [
    openLine('/ocpp/BOX-0001'),
    openLine('/?=BOX-0001'),
    frameLine([2, 'BOX-0001-17', 'BootNotification', { chargePointSerialNumber: 'BOX-0001' }]),
  ]
  const text = await maskedText(lines, { identity: true })
  assert.not.match(text, /BOX-0001/)
  assert.is(text.match(/STATION-1/g)?.length, 3 + 2 + 2)
})

test('masks a whole recording also before the line that gives a secret away', async () => {
  const info = frameLine([2, '1', 'StatusNotification', { info: 'card 04A1B2C3 read' }])
  const lines = [info, frameLine([2, '2', 'Authorize', { idTag: '04A1B2C3' }])]
  const [first] = linesOf(await maskedText(lines))
  assert.equal(first, frameLine([2, '1', 'StatusNotification', { info: 'card TAG-1 read' }]))
})

test('a file that is continued gives no mask twice', () => {
  const after = '["...",[2,"1","Authorize",{"idTag":"TAG-7"}]]\n"EH-SERIAL-2"'
  const masker = new Masker({ after })
  const line = frameLine([2, '1', 'X', { idTag: 'A', serialNumber: 'EH1234567', imsi: '1' }])
  const wanted = [2, '1', 'X', { idTag: 'TAG-8', serialNumber: 'EH-SERIAL-3', imsi: 'IMSI-1' }]
  assert.equal(masker.line(line), frameLine(wanted))
})

for (const name of readdirSync(frames)) {
  test(`${name} stays a recording, and masking it again changes nothing`, async () => {
    const lines = linesOf(readFileSync(new URL(name, frames), 'utf8'))
    const once = await maskedText(lines)
    assert.equal(linesOf(once).map(shape), lines.map(shape))
    assert.is(await maskedText(linesOf(once)), once)
  })
}

/** What must be the same: direction, type, id or its absence, and action. */
function shape(line: RecordingLine): unknown {
  if (!('text' in line)) return line.kind
  const [type, , action] = frameOf(line.text) ?? []
  return [line.kind, type, type === 2 ? action : undefined]
}

// --- no secret survives, wherever it stands

const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ'
/** Begins with what nothing else has, so that it is found wherever it survives. */
const secret = fc
  .array(fc.constantFrom(...letters, ...'0123456789', '-', ':', '/', ' ', '"', '\\', 'é'), {
    minLength: 4,
    maxLength: 12,
  })
  .map((rest) => `QX7${rest.join('')}Z`)
const filler = fc.constantFrom('x', 'Accepted', 'a b', '12', 'Current.Import')
const around = fc.tuple(filler, filler)

/** A payload with the secret in it, by where it may stand. */
const places: readonly ((secret: string, around: readonly [string, string]) => unknown)[] = [
  (s) => ({ idTag: s }),
  (s) => ({ parentIdTag: s, idToken: { idToken: s, type: 'Central' } }),
  (s) => ({
    localAuthorizationList: [{ idTag: s }, { idTagInfo: { parentIdTag: s } }],
  }),
  (s) => ({ chargePointSerialNumber: s, meterSerialNumber: s, modem: { iccid: s, imsi: s } }),
  (s) => ({ key: 'AuthorizationKey', value: s }),
  (s) => ({ setVariableData: [{ attributeValue: s, variable: { name: 'BasicAuthPassword' } }] }),
  (s) => ({ data: JSON.stringify({ user: s, apn: { apnPassword: s } }) }),
  (s) => ({ data: JSON.stringify(JSON.stringify({ rfidUid: s })) }),
  (s) => ({ certificateChain: s, exiRequest: s }),
  (s) => ({ customer: s, owner_name: s, 'e-mail': s }),
  (s, [a, b]) => ({ idTag: s, info: `${a} ${s} ${b}`, data: { [a]: [s, { b: s }] } }),
]

test('no secret survives in a frame, and the same one is the same everywhere', async () => {
  const place = fc.constantFrom(...places)
  await fc.assert(
    fc.asyncProperty(secret, place, place, around, async (value, one, two, [a, b]) => {
      const lines = [one, two].map((make) =>
        frameLine([2, `id ${value} 1`, 'DataTransfer', { a, inside: make(value, [a, b]) }]),
      )
      const text = await maskedText(lines)
      assert.not.ok(text.includes('QX7'), text)
      const masks = new Set(text.match(/\b(TAG|SERIAL|ICCID|IMSI|NAME|SECRET)-\d+/g))
      assert.is(masks.size, 1, text)
    }),
    { numRuns: 500 },
  )
})

test('no secret survives in a message that is no JSON any more', async () => {
  const plain = secret.map((value) => value.replaceAll(/["\\]/g, ''))
  const member = fc.constantFrom('idTag', 'iccid', 'authorizationKey', 'serialNumber', 'password')
  await fc.assert(
    fc.asyncProperty(plain, member, fc.nat(20), around, async (value, name, cut, [a, b]) => {
      const whole = JSON.stringify([2, '1', a, { b, [name]: value, [`x${b}`]: 1 }])
      const text = whole.slice(0, Math.max(whole.indexOf('QX7') + 3, whole.length - cut - 1))
      assert.not.ok((await maskedText([frameLine(text)])).includes('QX7'), text)
    }),
    { numRuns: 500 },
  )
})

test('any message is masked, and stays what it was', async () => {
  const message = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.jsonValue().map((value) => JSON.stringify(value)),
    fc.array(fc.jsonValue()).map((value) => JSON.stringify([2, '1', 'X', ...value])),
  )
  await fc.assert(
    fc.asyncProperty(message, async (text) => {
      const [line] = linesOf(await maskedText([frameLine(text)]))
      assert.ok(line !== undefined && 'text' in line)
      assert.is(frameOf(line.text) === undefined, frameOf(text) === undefined)
    }),
  )
})

test.run()
