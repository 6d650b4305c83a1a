import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { coreTraits, type Traits } from '../../runtime/model.ts'
import { readDefinition, readManifest } from '../../runtime/plugin/schema.ts'

const least = { name: 'acme', revision: 1, match: [{ vendor: 'ACME' }] }

test('a definition of this process becomes a manifest that names its hooks', () => {
  const read = readDefinition({
    ...least,
    traits: { setup: { settle: 2, chunk: undefined } },
    hooks: { event: (event: unknown) => event, text: (text: string) => text },
  })
  assert.equal(read, {
    ok: true,
    manifest: { ...least, traits: { setup: { settle: 2 } }, hooks: ['text', 'event'] },
  })
})

test('what comes out of an isolate names its hooks itself', () => {
  const definition = { ...least, hooks: ['payload'] }
  assert.equal(readManifest(definition, 'acme'), { ok: true, manifest: definition })
})

test('what is missing is said with what it should be', () => {
  const read = readManifest({ hooks: [], variants: [{}] })
  assert.equal(read.ok ? [] : read.issues.map(({ message }) => message), [
    'name is missing; allowed is a name',
    'revision is missing; allowed is a whole number from 1 to 1000000',
    'match is missing; allowed is a list of at most 100',
    'variants.0.traits is missing',
  ])
})

test('the traits of the core are legal, every one of them', () => {
  const { hints, ...groups } = coreTraits
  const read = readManifest({ ...least, traits: { ...groups, hints }, hooks: [] })
  assert.equal(read.ok ? read.manifest.traits : read.issues, coreTraits)
})

const bad: readonly [what: string, change: object, message: string][] = [
  [
    'a name',
    { name: 'My Box' },
    'name is "My Box"; allowed is up to 64 of a-z, 0-9 and "-", the first a letter or digit',
  ],
  [
    'no revision',
    { revision: undefined },
    'revision is missing; allowed is a whole number from 1 to 1000000',
  ],
  ['a revision', { revision: 0 }, 'revision is 0; allowed is a whole number from 1 to 1000000'],
  [
    'an unknown member',
    { trait: {} },
    'trait is unknown: no such member; members are name, revision, match, traits, variants, on, sends, options, hooks; did you mean "traits"?',
  ],
  [
    'an unknown trait',
    { traits: { setup: { setle: 1 } } },
    'traits.setup.setle is unknown: no such member; members are',
  ],
  [
    'a trait of another type',
    { traits: { setup: { settle: '1' } } },
    'traits.setup.settle is "1"; allowed is a number from 0 to 600',
  ],
  [
    'a trait out of range',
    { traits: { profile: { nominalVoltage: 4000 } } },
    'traits.profile.nominalVoltage is 4000; allowed is a number from 50 to 500',
  ],
  [
    'a word of a trait',
    { traits: { control: { pause: 'zerolimit' } } },
    'traits.control.pause is "zerolimit"; allowed is one of zeroLimit, minLimit, stopTransaction, changeAvailability, never; did you mean "zeroLimit"?',
  ],
  [
    'an empty match',
    { match: [{}] },
    'match is a list; allowed is a list of objects with at least one fact',
  ],
  [
    'half a range',
    { match: [{ firmware: '>=a' }] },
    'match.0.firmware is ">=a"; allowed is a range such as >=5.2 <6, or a pattern such as V1.*',
  ],
  [
    'a variant without a condition',
    { variants: [{ traits: {} }] },
    'variants.0 has no condition; such traits belong to traits',
  ],
  [
    'an option that is not there',
    { variants: [{ option: { far: true }, traits: {} }] },
    'variants.0.option.far is not among options',
  ],
  [
    'an option of another type',
    { options: { far: false }, variants: [{ option: { far: 1 }, traits: {} }] },
    'variants.0.option.far is a number; allowed is a boolean',
  ],
  [
    'a kind of command',
    { sends: ['Resett'] },
    'sends.0 is "Resett"; allowed is one of SetChargingProfile',
  ],
  [
    'a filter for no hook',
    { on: { event: ['Metered'] } },
    'on.event is for a hook that is not there',
  ],
]

for (const [what, change, message] of bad) {
  test(`${what} is refused in words`, () => {
    const read = readManifest({ ...least, hooks: [], ...change })
    assert.is(read.ok, false)
    if (read.ok) return
    assert.ok(read.issues[0]?.message.startsWith(message), read.issues[0]?.message)
  })
}

test('another name than that of the folder is refused', () => {
  const read = readManifest({ ...least, hooks: [] }, 'other')
  assert.equal(read.ok ? [] : read.issues.map(({ message }) => message), [
    'name is "acme", but the folder is "other"; they must be the same',
  ])
})

const nothing: readonly unknown[] = [undefined, null, 1, 'plugin', () => least, [least]]

for (const value of nothing) {
  test(`${String(value)} is no definition`, () => {
    assert.is(readDefinition(value).ok, false)
    assert.is(readManifest(value).ok, false)
  })
}

test('a hook that is no function is refused', () => {
  const read = readDefinition({ ...least, hooks: { event: 'x' } })
  assert.equal(read.ok ? [] : read.issues, [
    { path: 'hooks.event', message: 'hooks.event is "x"; allowed is a function' },
  ])
})

test('a definition with something else than data in it is refused', () => {
  const read = readDefinition({ ...least, options: { now: new Date(0) } })
  assert.equal(read.ok ? [] : read.issues, [
    { path: '', message: 'It is no plain data: it holds an object of a class' },
  ])
})

test('at most ten issues are told', () => {
  const traits = Object.fromEntries(Object.keys(coreTraits.setup).map((name) => [name, {}]))
  const read = readManifest({ ...least, hooks: [], traits: { setup: traits } })
  assert.is(read.ok ? 0 : read.issues.length, 10)
})

test('a member called __proto__ pollutes nothing', () => {
  const text = '{"name":"acme","revision":1,"match":[],"hooks":[],"__proto__":{"polluted":true}}'
  const read = readManifest(JSON.parse(text))
  assert.is(read.ok, false)
  assert.is(Reflect.get({}, 'polluted'), undefined)
  const options = JSON.parse('{"__proto__":{"polluted":true}}')
  const kept = readManifest({ ...least, hooks: [], options })
  assert.is(Reflect.get(Object(kept.ok && kept.manifest.options), 'polluted'), undefined)
})

// A trait that has no schema does not compile; one that has no default is found here.
test('every group of traits is known', () => {
  const groups: readonly (keyof Traits)[] = [
    'transport',
    'setup',
    'profile',
    'control',
    'meter',
    'hints',
  ]
  assert.equal(Object.keys(coreTraits), groups)
})

test.run()
