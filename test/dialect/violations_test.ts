import * as assert from 'node:assert/strict'
import fc from 'fast-check'
import { suite } from 'uvu'
import { outboundShapes } from '../../runtime/dialect/generated/ocpp16.shapes.gen.ts'
import { any, list, object } from '../../runtime/dialect/shape.ts'
import { violations } from '../../runtime/dialect/violations.ts'
import { anyJson } from './support/payloads.ts'

const test = suite('dialect/violations')

const profile = {
  connectorId: 1,
  csChargingProfiles: {
    chargingProfileId: 1,
    stackLevel: 0,
    chargingProfilePurpose: 'TxDefaultProfile',
    chargingProfileKind: 'Absolute',
    chargingSchedule: {
      chargingRateUnit: 'A',
      startSchedule: '2026-01-31T12:00:00Z',
      chargingSchedulePeriod: [{ startPeriod: 0, limit: 16.1 }],
    },
  },
}

test('a right payload has none; members that are undefined are not sent', () => {
  assert.deepEqual(violations(outboundShapes.SetChargingProfile, profile), [])
  assert.deepEqual(violations(outboundShapes.Reset, { type: 'Soft', unheardOf: undefined }), [
    { path: '/unheardOf', message: 'is not known; allowed: type' },
  ])
  const clear = { connectorId: undefined, id: 1 }
  assert.deepEqual(violations(outboundShapes.ClearChargingProfile, clear), [])
})

test('every violation says where, what is allowed and what was found', () => {
  const wrong = structuredClone<Record<string, unknown>>(profile)
  wrong.connectorId = '1'
  wrong['a/b~c'] = true
  wrong.csChargingProfiles = {
    ...profile.csChargingProfiles,
    stackLevel: 1.5,
    chargingProfilePurpose: 'Default',
    chargingSchedule: {
      chargingRateUnit: 'A',
      startSchedule: '2026-02-30T12:00:00Z',
      chargingSchedulePeriod: [{ limit: 16.05 }, 7],
    },
  }
  assert.deepEqual(
    violations(outboundShapes.SetChargingProfile, wrong).map(({ path, message }) => [
      path,
      message,
    ]),
    [
      ['/connectorId', 'must be a whole number; found "1"'],
      ['/csChargingProfiles/stackLevel', 'must be a whole number; found 1.5'],
      [
        '/csChargingProfiles/chargingProfilePurpose',
        'must be one of ChargePointMaxProfile, TxDefaultProfile, TxProfile; found "Default"',
      ],
      [
        '/csChargingProfiles/chargingSchedule/startSchedule',
        'must be a time with a zone, for example 2026-01-31T12:00:00Z; found "2026-02-30T12:00:00Z"',
      ],
      ['/csChargingProfiles/chargingSchedule/chargingSchedulePeriod/0/startPeriod', 'is required'],
      [
        '/csChargingProfiles/chargingSchedule/chargingSchedulePeriod/0/limit',
        'must be a multiple of 0.1; found 16.05',
      ],
      [
        '/csChargingProfiles/chargingSchedule/chargingSchedulePeriod/1',
        'must be an object; found 7',
      ],
      ['/a~1b~0c', 'is not known; allowed: connectorId, csChargingProfiles'],
    ],
  )
})

test('texts are measured in characters', () => {
  const start = (idTag: string) => violations(outboundShapes.RemoteStartTransaction, { idTag })
  assert.deepEqual(start('😀'.repeat(20)), [])
  assert.deepEqual(start('😀'.repeat(21)), [
    { path: '/idTag', message: 'must have at most 20 characters; has 21' },
  ])
})

test('every tenth of an ampere is a multiple of 0.1', () => {
  for (let tenths = 0; tenths <= 10_000; tenths++) {
    const limit = tenths / 10
    const payload = structuredClone(profile)
    payload.csChargingProfiles.chargingSchedule.chargingSchedulePeriod = [{ startPeriod: 0, limit }]
    assert.deepEqual(violations(outboundShapes.SetChargingProfile, payload), [], String(limit))
  }
})

test('a little more than a tenth is none', () => {
  const limits = [16.05, 16.001, 0.0001]
  for (const limit of limits) {
    const payload = structuredClone(profile)
    payload.csChargingProfiles.chargingSchedule.chargingSchedulePeriod = [{ startPeriod: 0, limit }]
    assert.equal(violations(outboundShapes.SetChargingProfile, payload).length, 1, String(limit))
  }
})

test('times have a zone, and fields that clocks and calendars have', () => {
  const update = (retrieveDate: string) =>
    violations(outboundShapes.UpdateFirmware, { location: 'ftp://host/f', retrieveDate })
  const right = ['2028-02-29T23:59:59Z', '2026-05-02t12:00:00.123456z', '2000-02-29T00:00:00-03:30']
  for (const time of right) assert.deepEqual(update(time), [], time)
  const wrong = [
    '2026-05-02T12:00:00',
    '2026-05-02 12:00:00Z',
    '2026-05-02T12:00:00+0000',
    '2026-02-29T12:00:00Z',
    '2100-02-29T12:00:00Z',
    '2026-00-02T12:00:00Z',
    '2026-13-02T12:00:00Z',
    '2026-05-00T12:00:00Z',
    '2026-05-02T24:00:00Z',
    '2026-05-02T12:60:00Z',
    '2026-05-02T12:00:60Z',
    '2026-05-02T12:00:00+24:00',
    '2026-05-02T12:00:00+00:60',
    '2026-05-02',
    '',
  ]
  for (const time of wrong) assert.equal(update(time).length, 1, time)
})

test('a payload is an object, and required members are its own', () => {
  for (const payload of [null, [], 'text', 7, undefined]) {
    const [first] = violations(outboundShapes.Reset, payload)
    assert.equal(first?.path, '')
    assert.match(first.message, /^must be an object; found /)
  }
  const inherited: unknown = Object.create({ type: 'Soft' })
  assert.deepEqual(violations(outboundShapes.Reset, inherited), [
    { path: '/type', message: 'is required' },
  ])
})

test('URIs have a scheme and no blanks', () => {
  const update = (location: string) =>
    violations(outboundShapes.UpdateFirmware, { location, retrieveDate: '2026-01-31T12:00:00Z' })
  for (const location of ['ftp://user:pw@host/a%20b.bin', 'https://[::1]:8080/f?x=1#y']) {
    assert.deepEqual(update(location), [])
  }
  for (const location of ['', 'firmware.bin', '//host/x', 'ftp://host/a b', 'ftp:', 'x:%2']) {
    assert.equal(update(location).length, 1, location)
  }
})

test('a flood of errors is cut off', () => {
  const numbers = list(object({ key: any }))
  assert.equal(violations(numbers, Array(10_000).fill({})).length, 50)
})

test('any JSON value is answered with a list', () => {
  const shapes = fc.constantFrom(...Object.values(outboundShapes))
  fc.assert(
    fc.property(shapes, anyJson, (shape, payload) => {
      for (const { path, message } of violations(shape, payload)) {
        assert.ok(path === '' || path.startsWith('/'))
        assert.match(message, /^(must be|must have|is required|is not known)/)
      }
    }),
  )
})

test.run()
