import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { loadDescriptor } from '../runtime/descriptor/load.ts'
import { compileReads, type Readers } from '../runtime/descriptor/read.ts'
import type { Item } from '../runtime/descriptor/schema.ts'
import {
  authorizeFields,
  bootFields,
  connectionFields,
  itemTypes,
  itemUnits,
  phaseWords,
  profileFields,
  reducers,
  reservationFields,
  statusFields,
  transactionFields,
} from '../runtime/descriptor/words.ts'
import { DeviceItems } from '../runtime/items/device_items.ts'
import {
  cardStatuses,
  contexts,
  everyGroup,
  type Facts,
  type ItemValue,
  locations,
  measurands,
  newFacts,
  newStationFacts,
  phases,
  Samples,
  statusWords,
} from '../runtime/model.ts'

const now = Date.UTC(2026, 10, 22, 12, 0, 0)

const time = fc.integer({ min: 0, max: now })
const text = fc.oneof(
  fc.string({ maxLength: 8 }),
  fc.constantFrom('', ' ', 'true', '0', '1e400', 'NaN', '230', '-5', '2026-01-01T00:00:00Z', '*'),
)
const number = fc.oneof(
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.constantFrom(0, -0, 1, -1, 0.1, 1e12, -1e12, 1.7e308, 5e-324, 2 ** 53),
)
const maybe = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined })
const id = fc.oneof(fc.integer({ min: 1 }), fc.string({ maxLength: 12 }))

const samples = fc
  .array(
    fc.record({
      measurand: fc.constantFrom(...measurands),
      phase: fc.constantFrom(...phases),
      location: fc.constantFrom(...locations),
      context: fc.constantFrom(...contexts),
      value: number,
      at: time,
    }),
    { maxLength: 30 },
  )
  .map((list) => {
    const kept = new Samples()
    for (const sample of list) if (kept.find(sample) < 0) kept.add(sample)
    return kept
  })

/** Whatever may be known of a connector. */
const anyFacts: fc.Arbitrary<Facts> = fc
  .record({
    station: fc.record({
      online: fc.boolean(),
      seen: fc.boolean(),
      version: maybe(text),
      messages: fc.nat(),
      lastSeen: maybe(time),
      quality: fc.integer({ min: 0, max: 100 }),
      identity: fc.dictionary(fc.constantFrom(...bootFields), text),
    }),
    configuration: fc.array(
      fc.record({
        key: fc.constantFrom('A', 'b', 'C/D'),
        value: maybe(text),
        readonly: fc.boolean(),
        unknown: maybe(fc.boolean()),
      }),
    ),
    connector: fc.integer({ min: 1, max: 255 }),
    status: maybe(
      fc.record({
        status: fc.constantFrom(...statusWords),
        errorCode: maybe(text),
        vendorErrorCode: maybe(text),
        info: maybe(text),
        vendorId: maybe(text),
        at: time,
      }),
    ),
    samples,
    transaction: maybe(
      fc.record({
        id,
        active: fc.boolean(),
        idTag: maybe(text),
        meterStart: maybe(number),
        meterStop: maybe(number),
        register: maybe(number),
        startedAt: maybe(time),
        stoppedAt: maybe(time),
        stopReason: maybe(text),
        numberOfPhasesUsed: maybe(fc.integer({ min: 0, max: 3 })),
        at: time,
      }),
    ),
    card: maybe(
      fc.record({
        idTag: text,
        status: fc.constantFrom(...cardStatuses),
        authorized: fc.boolean(),
        unknownIdTag: maybe(text),
        at: time,
      }),
    ),
    profile: maybe(
      fc.record({
        limit: number,
        unit: fc.constantFrom('A' as const, 'W' as const),
        numberPhases: maybe(fc.integer({ min: 1, max: 3 })),
        status: text,
        at: time,
      }),
    ),
    reservation: maybe(
      fc.record({ active: fc.boolean(), id: fc.integer(), idTag: text, expiry: time, at: time }),
    ),
  })
  .map(({ station, configuration, connector, ...rest }) => {
    const known = newStationFacts('CP1')
    Object.assign(known, station)
    for (const value of configuration) known.configuration.set(value.key.toLowerCase(), value)
    return { ...newFacts(known, connector), ...rest }
  })

/** Values that an item of a type can have. */
const literalOf = {
  enumeration: fc.constantFrom(0, 1, 2),
  boolean: fc.boolean(),
  integer: fc.integer({ min: -3, max: 300 }),
  number,
  string: text,
  datetime: fc.constantFrom('2026-01-01T00:00:00Z', '2026-11-22', '-5'),
}

type Kind = keyof typeof literalOf

function transformOf(type: Kind) {
  const keys = fc.constantFrom<string>(...statusWords, 'true', 'false', '*', 'NoError', '1', '')
  const literal: fc.Arbitrary<unknown> = literalOf[type]
  return fc.record(
    {
      map: fc.dictionary(keys, fc.oneof(literal, fc.constant(null)), { maxKeys: 4 }),
      scale: number,
      offset: number,
      round: fc.integer({ min: 0, max: 6 }),
      idle: literal,
      offline: literal,
    },
    { requiredKeys: [] },
  )
}

const oneOf = (list: readonly string[]) => fc.constantFrom(...list)

/** A `read` rule of each source, for an item of a type. */
function readOf(type: Kind): fc.Arbitrary<object> {
  const more = transformOf(type)
  const of = (from: string, own: fc.Arbitrary<object>) =>
    fc.tuple(own, more).map(([first, second]) => ({ from, ...first, ...second }))
  const field = (from: string, names: readonly string[]) =>
    of(from, fc.record({ field: oneOf(names) }))
  const place = fc.record(
    {
      location: oneOf(locations.filter((word) => word !== '')),
      context: oneOf(contexts),
    },
    { requiredKeys: [] },
  )
  const lines = fc.record(
    {
      phase: fc.uniqueArray(oneOf(phaseWords), { minLength: 1, maxLength: 4 }),
      reduce: oneOf(reducers),
      above: number,
    },
    { requiredKeys: ['phase', 'reduce'] },
  )
  const one = fc.record({ phase: oneOf(phaseWords) }, { requiredKeys: [] })
  const meter = fc
    .tuple(oneOf(measurands), place, fc.oneof(lines, one))
    .map(([measurand, where, which]) => ({ measurand, ...where, ...which }))
  const texts = fc.record({
    field: fc.uniqueArray(oneOf(statusFields), { minLength: 1, maxLength: 3 }),
  })
  return fc.oneof(
    field('StatusNotification', statusFields),
    of('StatusNotification', texts),
    of('MeterValues', meter),
    field('Transaction', transactionFields),
    field('Authorize', authorizeFields),
    field('ChargingProfile', profileFields),
    field('BootNotification', bootFields),
    of('Configuration', fc.record({ key: oneOf(['A', 'B']), variable: fc.constant('C/D') })),
    field('Reservation', reservationFields),
    field('Connection', connectionFields),
    of('Item', fc.record({ key: oneOf(['item0', 'item1']) })),
    fc.record({ from: fc.constant('Const'), value: literalOf[type] }),
  )
}

const enumeration = [
  { value: 0, name: 'None' },
  { value: 1, name: 'One' },
  { value: 2, name: 'Two' },
]

const item = fc.constantFrom<Kind>(...itemTypes, 'enumeration').chain((type) =>
  fc.record(
    {
      direction: fc.constant('IN'),
      type: fc.constant(type === 'enumeration' ? 'integer' : type),
      ...(type === 'enumeration' ? { values: fc.constant(enumeration) } : {}),
      unit: oneOf(itemUnits),
      read: fc.array(readOf(type), { minLength: 1, maxLength: 2 }),
    },
    { requiredKeys: ['direction', 'type', 'read'] },
  ),
)

/** A descriptor that the loader takes, if these items make one. */
function compile(items: readonly object[]): Readers | undefined {
  const file = {
    ddf: 1,
    name: 'Any',
    items: items.map((one, index) => ({ key: `item${index}`, name: `Item ${index}`, ...one })),
  }
  const { descriptor } = loadDescriptor(JSON.stringify(file), { slug: 'any', file: 'any' })
  return descriptor === undefined ? undefined : compileReads(descriptor)
}

function isOfType({ type, values }: Item, value: ItemValue): boolean {
  if (values !== undefined && !values.some((one) => one.value === value)) return false
  switch (type) {
    case 'integer':
      return Number.isSafeInteger(value)
    case 'number':
      return typeof value === 'number' && Number.isFinite(value)
    case 'datetime':
      return typeof value === 'string' && new Date(value).toISOString() === value
    default:
      return typeof value === type
  }
}

function check(readers: Readers, facts: Facts): void {
  const owner = { facts, sampleInterval: 10, changed: () => undefined }
  const items = new DeviceItems(readers, owner)
  items.refresh(now)
  readers.descriptor.items.forEach((one, index) => {
    const state = items.state(index, now)
    const value = state?.value ?? null
    const said = `${one.key} ${one.type} = ${JSON.stringify(value)}`
    if (value === null) assert.is(state?.quality, 'unknown', said)
    else {
      assert.ok(isOfType(one, value), said)
      assert.ok(!Object.is(value, -0), `${said}, a negative zero`)
      assert.ok(typeof state?.at === 'number' && state.at <= now, `${said} at ${state?.at}`)
    }
  })
  // Computing only what some groups of facts concern leads to the same as computing everything.
  const before = readers.descriptor.items.map((_, index) => items.value(index))
  items.update(everyGroup, now)
  assert.equal(
    readers.descriptor.items.map((_, index) => items.value(index)),
    before,
  )
}

for (const slug of ['ocpp-general', 'dc-load-managed', 'phase-switching']) {
  test(`${slug}: any facts give values of the declared type, or none`, () => {
    const textOf = (name: string) =>
      readFileSync(new URL(`../ddf/${name}.ddf.json`, import.meta.url), 'utf8')
    const { descriptor } = loadDescriptor(textOf(slug), {
      slug,
      file: slug,
      resolveBase: () => ({
        file: 'ocpp-general.ddf.json',
        slug: 'ocpp-general',
        text: textOf('ocpp-general'),
      }),
    })
    if (descriptor === undefined) throw new Error(`${slug} is not legal`)
    const readers = compileReads(descriptor)
    fc.assert(
      fc.property(anyFacts, (facts) => check(readers, facts)),
      { numRuns: 300, includeErrorInReport: true },
    )
  })
}

test('any legal descriptor: any facts give values of the declared type, or none', () => {
  let legal = 0
  fc.assert(
    fc.property(
      fc.array(item, { minLength: 1, maxLength: 2 }),
      fc.array(anyFacts, { minLength: 3, maxLength: 3 }),
      (items, several) => {
        const readers = compile(items)
        if (readers === undefined) return
        legal += 1
        for (const facts of several) check(readers, facts)
      },
    ),
    { numRuns: 400, includeErrorInReport: true },
  )
  assert.ok(legal > 100, `${legal} of 400 descriptors are legal`)
})

test.run()
