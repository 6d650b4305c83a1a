import fc from 'fast-check'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import * as v from 'valibot'
import {
  type Command,
  type CommandKind,
  coreTraits,
  type SetProfile,
  type StationEvent,
  type Traits,
} from '../../runtime/model.ts'
import { clampEvents, clampText } from '../../runtime/plugin/clamp.ts'
import { clampCommands, clampSends } from '../../runtime/plugin/clamp_commands.ts'
import type { ClampContext } from '../../runtime/plugin/clamped.ts'
import { commandKinds, commandSchema } from '../../runtime/plugin/command_schema.ts'
import { eventKinds, eventSchema } from '../../runtime/plugin/event_schema.ts'
import { AskedLimits } from '../../runtime/plugin/limits.ts'
import { same } from '../../runtime/plugin/plain.ts'

const known = [1, 2]

function contextOf(options: {
  sends?: readonly CommandKind[]
  asked?: readonly SetProfile[]
  control?: Partial<Traits['control']>
}): ClampContext {
  const asked = new AskedLimits()
  for (const one of options.asked ?? []) asked.ask(one)
  return {
    traits: { ...coreTraits, control: { ...coreTraits.control, ...options.control } },
    connectors: known.map((connector) => ({
      connector,
      status: 'Charging',
      transaction: { id: connector * 100, active: true },
      limit: null,
    })),
    asked,
    sends: options.sends ?? [],
  }
}

function profile(change: Partial<SetProfile> = {}): SetProfile {
  return {
    kind: 'SetChargingProfile',
    connector: 1,
    id: 11,
    limit: 10,
    unit: 'A',
    purpose: 'TxDefaultProfile',
    profileKind: 'Absolute',
    stackLevel: 0,
    start: 0,
    ...change,
  }
}

// --- any output at all

/** Mostly what is legal, so that much gets as far as the limits. */
function mostly<T>(legal: readonly T[], odd: readonly T[]): fc.Arbitrary<T> {
  return fc.oneof(
    { weight: 12, arbitrary: fc.constantFrom(...legal) },
    { weight: 1, arbitrary: fc.constantFrom(...odd) },
  )
}

const connector = mostly([1, 1, 0, 2], [-1, 3, 255, 256, 1.5])
const limit = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.constantFrom(0, 1, 6, 9.9, 10, 10.0000001, 10.1, 16, 32, 2300, 6900, 7360),
  },
  { weight: 1, arbitrary: fc.double() },
)
const phases = mostly<number | undefined>([undefined, 1, 2, 3], [0, 4])

const anyProfile: fc.Arbitrary<SetProfile> = fc.record({
  kind: fc.constant('SetChargingProfile' as const),
  connector,
  id: mostly([1, 11, 2 ** 31 - 1], [-1, 0, 2 ** 31]),
  limit,
  unit: fc.constantFrom('A' as const, 'W' as const),
  purpose: fc.constantFrom('TxDefaultProfile' as const, 'TxProfile' as const),
  profileKind: fc.constantFrom('Absolute' as const, 'Relative' as const),
  stackLevel: mostly([0, 1], [-1, 1001]),
  numberPhases: phases,
  transaction: mostly<number | string | undefined>([undefined, 100, 200], [300, 'x']),
  start: mostly([0, 1], [-1]),
})

const other: fc.Arbitrary<Command> = fc.oneof(
  fc.record({ kind: fc.constant('ClearChargingProfile' as const), connector }),
  fc.record({ kind: fc.constant('Reset' as const), hard: fc.boolean() }),
  fc.record({
    kind: fc.constant('RemoteStopTransaction' as const),
    transaction: fc.constantFrom<number | string>(100, 200, 300, 'x'),
  }),
  fc.record({ kind: fc.constant('UnlockConnector' as const), connector }),
  fc.record({
    kind: fc.constant('ChangeConfiguration' as const),
    key: fc.constantFrom('MaxCurrent', 'maxcurrent', 'Other'),
    value: fc.oneof(
      limit.map((value) => String(value)),
      fc.constantFrom('', 'x', 'Infinity', '1e9'),
    ),
  }),
)

const junk: fc.Arbitrary<unknown> = fc.oneof(
  fc.anything(),
  fc.jsonValue(),
  anyProfile.map((one) => ({ ...one, station: 'CP2' })),
)
const output = fc.oneof(
  { weight: 3, arbitrary: fc.array(fc.oneof(anyProfile, other), { maxLength: 4 }) },
  { weight: 2, arbitrary: anyProfile },
  { weight: 1, arbitrary: junk },
)
const sends = fc.oneof(fc.constant([...commandKinds]), fc.subarray([...commandKinds]))
const wantedProfile = fc
  .tuple(fc.constantFrom(6, 10, 16, 2300, 6900), fc.constantFrom(undefined, 1, 3))
  .map(([value, numberPhases]) =>
    profile({ limit: value, unit: value > 100 ? 'W' : 'A', numberPhases }),
  )
const control = fc.constantFrom<Partial<Traits['control']>>(
  {},
  { max: 16 },
  { current: { by: 'key', keys: ['MaxCurrent'], unit: 'A', divide: false } },
  { current: { by: 'key', keys: ['MaxCurrent'], unit: 'mA', divide: true } },
)

/** Largest power a limit allows, W, and largest current, A; whoever says no phases may mean any. */
function worth(one: SetProfile): { readonly watts: number; readonly amperes: number } {
  const { limit: value, unit, numberPhases } = one
  if (unit === 'W') return { watts: value, amperes: value / 230 }
  return { watts: value * 230 * (numberPhases ?? 3), amperes: value }
}

test('no output of a command hook allows more than was asked for', () => {
  let passed = 0
  fc.assert(
    fc.property(output, sends, wantedProfile, control, (given, named, wanted, traits) => {
      const context = contextOf({ sends: named, asked: [wanted], control: traits })
      const clamped = clampCommands(wanted, given, context)
      if (!clamped.ok) return
      for (const one of clamped.value) {
        if (same(one, wanted)) continue
        passed += 1
        assert.ok(v.is(commandSchema, one), JSON.stringify(one))
        assert.ok(one.kind === wanted.kind || named.includes(one.kind), one.kind)
        if ('connector' in one && one.connector !== undefined) {
          assert.ok(one.connector === 0 || known.includes(one.connector))
        }
        if ('transaction' in one && one.transaction !== undefined) {
          assert.ok(one.transaction === 100 || one.transaction === 200)
        }
        if (one.kind === 'SetChargingProfile') {
          const [is, may] = [worth(one), worth(wanted)]
          if (one.unit === wanted.unit) assert.ok(one.limit <= wanted.limit + 1e-6)
          assert.ok(is.watts <= may.watts + 1e-2, JSON.stringify([one, wanted]))
          if (wanted.unit === 'A' && one.unit === 'W' && wanted.numberPhases === undefined) {
            assert.ok(is.amperes <= may.amperes + 1e-6)
          }
          if (one.unit === 'A' && traits.max) assert.ok(one.limit <= traits.max + 1e-6)
        }
        if (one.kind === 'ChangeConfiguration' && traits.current?.by === 'key') {
          const { current } = traits
          if (!current.keys.some((key) => key.toLowerCase() === one.key.toLowerCase())) continue
          const factor = current.unit === 'mA' ? 1000 : 1
          const amperes = (Number(one.value) / factor) * (current.divide ? known.length : 1)
          assert.ok(amperes * 230 * 3 <= worth(wanted).watts + 1e-2)
        }
      }
    }),
    { numRuns: 3000 },
  )
  // A property of nothing would hold as well.
  assert.ok(passed > 200, String(passed))
})

test('nothing that clears limits is left without one that sets them', () => {
  fc.assert(
    fc.property(output, sends, wantedProfile, (given, named, wanted) => {
      const clamped = clampCommands(wanted, given, contextOf({ sends: named, asked: [wanted] }))
      if (!clamped.ok) return
      clamped.value.forEach((one, index) => {
        if (one.kind !== 'ClearChargingProfile') return
        const later = clamped.value.slice(index + 1)
        assert.ok(
          later.some((l) => l.kind === 'SetChargingProfile' && l.connector === one.connector),
        )
      })
    }),
    { numRuns: 1000 },
  )
})

test('no command beside the result allows more than was asked for before', () => {
  let passed = 0
  fc.assert(
    fc.property(
      fc.oneof(
        { weight: 8, arbitrary: anyProfile.map((one) => [one]) },
        { weight: 1, arbitrary: fc.array(fc.oneof(anyProfile, other, junk), { maxLength: 4 }) },
      ),
      sends,
      fc.oneof(
        { weight: 9, arbitrary: wantedProfile.map((one) => [one]) },
        { weight: 1, arbitrary: fc.constant([]) },
      ),
      (given, named, asked) => {
        const clamped = clampSends(given, contextOf({ sends: named, asked }))
        if (!clamped.ok) return
        for (const one of clamped.value) {
          assert.ok(v.is(commandSchema, one))
          assert.ok(named.includes(one.kind))
          assert.is.not(one.kind, 'ClearChargingProfile')
          if (one.kind !== 'SetChargingProfile') continue
          passed += 1
          const [may] = asked
          assert.ok(may !== undefined, 'no limit was asked for at all')
          assert.ok(worth(one).watts <= worth(may).watts + 1e-2)
        }
      },
    ),
    { numRuns: 3000 },
  )
  assert.ok(passed > 200, String(passed))
})

// --- one by one

const refused: readonly [what: string, wanted: Command, given: unknown, message: string][] = [
  ['a raise', profile(), profile({ limit: 10.1 }), 'It limits to 10.1 A, above the 10 A asked for'],
  [
    'more phases',
    profile({ numberPhases: 1 }),
    profile({ numberPhases: 3 }),
    'It limits to 10 A on 3 phases, above the 10 A on 1 phases asked for',
  ],
  [
    'phases left out',
    profile({ numberPhases: 1 }),
    profile(),
    'It limits to 10 A, above the 10 A on 1 phases asked for',
  ],
  [
    'watts for amperes of unknown phases',
    profile(),
    profile({ unit: 'W', limit: 6900 }),
    'It limits to 6900 W, above the 10 A asked for',
  ],
  [
    'amperes for watts',
    profile({ unit: 'W', limit: 6900 }),
    profile({ limit: 11 }),
    'It limits to 11 A, above the 6900 W asked for',
  ],
  [
    'another connector than there is',
    profile(),
    profile({ connector: 3 }),
    'It gave SetChargingProfile for connector 3, which does not exist',
  ],
  [
    'a kind that is not named',
    profile(),
    { kind: 'Reset', hard: true },
    'It gave Reset, which is not among sends',
  ],
  [
    'the transaction of nobody',
    { kind: 'RemoteStopTransaction', transaction: 100 },
    { kind: 'RemoteStopTransaction', transaction: 101 },
    'It names the transaction 101, which does not exist',
  ],
  [
    'a limit where none was wanted',
    { kind: 'Reset', hard: true },
    [profile()],
    'It gave SetChargingProfile, which is not among sends',
  ],
  [
    'another station',
    profile(),
    { ...profile(), station: 'CP2' },
    'It gave no command: station is unknown: no such member; members are kind, connector, id, limit, unit, purpose, profileKind, stackLevel, numberPhases, phaseToUse, transaction, start',
  ],
  [
    'clearing more than was wanted',
    { kind: 'ClearChargingProfile', connector: 1, purpose: 'TxProfile' },
    { kind: 'ClearChargingProfile', connector: 1 },
    'It clears limits and sets none after it',
  ],
  [
    'too many',
    profile(),
    Array.from({ length: 9 }, () => profile()),
    'It gave 9; at most 8 are allowed',
  ],
]

for (const [what, wanted, given, message] of refused) {
  test(`commands :: ${what} is refused`, () => {
    const asked = wanted.kind === 'SetChargingProfile' ? [wanted] : []
    assert.equal(clampCommands(wanted, given, contextOf({ asked })), { ok: false, message })
  })
}

const allowed: readonly [what: string, wanted: SetProfile, given: unknown][] = [
  ['the same', profile(), profile()],
  ['less', profile(), profile({ limit: 9.7 })],
  ['none', profile(), []],
  ['on fewer phases', profile(), profile({ numberPhases: 1 })],
  ['a station-wide one', profile(), profile({ connector: 0, purpose: 'ChargePointMaxProfile' })],
  ['watts of one phase', profile(), profile({ unit: 'W', limit: 2300 })],
  [
    'watts of the phases wanted',
    profile({ numberPhases: 3 }),
    profile({ unit: 'W', limit: 6900, numberPhases: 3 }),
  ],
  ['amperes of three phases', profile({ unit: 'W', limit: 6900 }), profile()],
  [
    'clearing first',
    profile(),
    [{ kind: 'ClearChargingProfile', connector: 1 }, profile({ limit: 9 })],
  ],
]

for (const [what, wanted, given] of allowed) {
  test(`commands :: ${what} is allowed`, () => {
    const context = contextOf({ asked: [wanted], sends: ['ClearChargingProfile'] })
    const clamped = clampCommands(wanted, given, context)
    assert.equal(clamped, { ok: true, value: Array.isArray(given) ? given : [given] })
  })
}

test('commands :: nothing instead of one is allowed', () => {
  assert.equal(clampCommands(profile(), null, contextOf({})), { ok: true, value: [] })
})

test('commands :: a limit of another connector stays what was asked for there', () => {
  const two = profile({ connector: 2, limit: 6 })
  const context = contextOf({ asked: [profile(), two] })
  for (const where of [0, 2]) {
    assert.equal(clampCommands(profile(), profile({ connector: where }), context), {
      ok: false,
      message: 'It limits to 10 A, above the 6 A asked for',
    })
  }
})

test('commands :: a limit above what the family takes is refused, also below what was asked for', () => {
  const wanted = profile({ limit: 32 })
  const context = contextOf({ asked: [wanted], control: { max: 16 } })
  assert.equal(clampCommands(wanted, profile({ limit: 20 }), context), {
    ok: false,
    message: 'It limits to 20 A, above the 16 A allowed',
  })
})

test('commands :: a key that limits is a limit', () => {
  const current = { by: 'key', keys: ['MaxCurrent'], unit: 'A', divide: false } as const
  const wanted = profile({ numberPhases: 3 })
  const context = contextOf({
    asked: [wanted],
    sends: ['ChangeConfiguration'],
    control: { current },
  })
  const change = (value: string) => ({ kind: 'ChangeConfiguration', key: 'maxcurrent', value })
  assert.ok(clampCommands(wanted, change('10'), context).ok)
  for (const value of ['10.1', '11', '1e3', 'Infinity', 'NaN', '', ' ', '-1', 'off', '0x20']) {
    assert.not(clampCommands(wanted, change(value), context).ok, value)
  }
})

test('sends :: a limit needs one that was asked for', () => {
  const context = contextOf({ sends: ['SetChargingProfile'] })
  assert.equal(clampSends([profile({ limit: 1 })], context), {
    ok: false,
    message: 'It limits to 1 A, though no limit was asked for',
  })
  context.asked.ask(profile())
  assert.ok(clampSends([profile()], context).ok)
  context.asked.clear(1)
  assert.not(clampSends([profile()], context).ok)
})

// --- events

const anyEvent: fc.Arbitrary<unknown> = fc.oneof(
  fc.record({
    kind: fc.constant('StatusReported'),
    connector,
    status: fc.constantFrom('Available', 'Charging', 'Sleeping'),
    at: fc.constantFrom(0, 1, -1, Number.NaN),
  }),
  fc.record({
    kind: fc.constant('TransactionStarted'),
    connector,
    id: fc.constantFrom(100, 101, -1, 'x'),
    cardStatus: fc.constant('Accepted'),
    known: fc.boolean(),
    at: fc.constant(1),
  }),
  fc.record({
    kind: fc.constant('TransactionEnded'),
    id: fc.constantFrom(100, 101, -1, 'x'),
    samples: fc.constant([]),
    at: fc.constant(1),
  }),
  fc.record({ kind: fc.constant('Booted'), identity: fc.constant({}), at: fc.constant(1) }),
  fc.anything(),
)

test('whatever a hook makes of an event is an event of this station, or refused', () => {
  const status: StationEvent = { kind: 'StatusReported', connector: 1, status: 'Charging', at: 5 }
  const ended: StationEvent = { kind: 'TransactionEnded', id: 101, samples: [], at: 5 }
  let passed = 0
  fc.assert(
    fc.property(
      fc.oneof(fc.array(anyEvent, { maxLength: 3 }), anyEvent),
      fc.constantFrom(status, ended),
      (given, input) => {
        const clamped = clampEvents(input, given, contextOf({}))
        if (!clamped.ok) return
        for (const one of clamped.value) {
          passed += 1
          assert.ok(v.is(eventSchema, one))
          if ('connector' in one && one.connector !== undefined) {
            assert.ok(one.connector === 0 || known.includes(one.connector))
          }
          assert.is.not(one.kind, 'Booted')
          assert.is.not(one.kind, 'TransactionStarted')
          if (one.kind === 'TransactionEnded') {
            assert.ok(one.id === 100 || (one.id === 101 && input === ended))
          }
        }
      },
    ),
    { numRuns: 3000 },
  )
  assert.ok(passed > 200, String(passed))
})

test('events :: what came in goes through whatever it holds', () => {
  const input: StationEvent = { kind: 'StatusReported', connector: 99, status: 'Charging', at: 5 }
  assert.equal(clampEvents(input, structuredClone(input), contextOf({})), {
    ok: true,
    value: [input],
  })
  assert.equal(clampEvents(input, null, contextOf({})), { ok: true, value: [] })
})

test('events :: an event of the connector that was meant is allowed though nobody knows it', () => {
  const input: StationEvent = { kind: 'StatusReported', connector: 3, status: 'Charging', at: 5 }
  assert.ok(clampEvents(input, { ...input, status: 'Available' }, contextOf({})).ok)
  assert.equal(clampEvents(input, { ...input, connector: 4 }, contextOf({})), {
    ok: false,
    message: 'It gave an event of connector 4, which does not exist',
  })
})

test('events :: at most 32 are allowed', () => {
  const input: StationEvent = { kind: 'StatusReported', connector: 1, status: 'Charging', at: 5 }
  assert.ok(
    clampEvents(
      input,
      Array.from({ length: 32 }, () => input),
      contextOf({}),
    ).ok,
  )
  assert.not(
    clampEvents(
      input,
      Array.from({ length: 33 }, () => input),
      contextOf({}),
    ).ok,
  )
})

test('texts :: anything but a text is refused', () => {
  assert.equal(clampText('[2]'), { ok: true, value: '[2]' })
  assert.equal(clampText('[2'), { ok: true, value: undefined })
  for (const given of [null, 1, {}, ['[2]']]) {
    assert.equal(clampText(given), { ok: false, message: 'It gave no text' })
  }
})

test('every kind of command and event has a schema', () => {
  assert.is(commandKinds.length, 16)
  for (const kind of commandKinds) {
    const issue = v.safeParse(commandSchema, { kind }).issues?.[0]
    assert.is.not(issue?.type, 'variant', kind)
  }
  for (const kind of eventKinds) {
    const issue = v.safeParse(eventSchema, { kind }).issues?.[0]
    assert.is.not(issue?.type, 'variant', kind)
  }
})

test.run()
