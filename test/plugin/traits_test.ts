import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { coreTraits } from '../../runtime/model.ts'
import { factsOf } from '../../runtime/plugin/match.ts'
import { traitPaths, traitsFor } from '../../runtime/plugin/traits.ts'

const facts = factsOf('CP1', {
  identity: { chargePointModel: 'BOX-22', firmwareVersion: '1.8.2' },
  keys: new Set(['quick']),
})

test('a plugin without traits leaves those of the core', () => {
  const { traits, origins } = traitsFor({}, facts, {})
  assert.is(traits, coreTraits)
  assert.is(origins.size, 0)
})

test('traits of the plugin, then of the variants that hold, replace those of the core', () => {
  const { traits, origins, variants } = traitsFor(
    {
      traits: { setup: { settle: 2, chunk: 9 }, control: { min: 6 } },
      variants: [
        { firmware: '>=2', traits: { setup: { settle: 3 } } },
        { model: 'box*', firmware: '<=1.8.2', traits: { setup: { chunk: 1 } } },
        { keys: ['QUICK'], traits: { setup: { chunk: 2 }, hints: [hint('keys')] } },
      ],
    },
    facts,
    {},
  )
  assert.equal(variants, [1, 2])
  assert.is(traits.setup.settle, 2)
  assert.is(traits.setup.chunk, 2)
  assert.is(traits.setup.goOnAfter, coreTraits.setup.goOnAfter)
  assert.is(traits.control.min, 6)
  assert.equal(traits.hints, [hint('keys')])
  assert.is(traits.meter, coreTraits.meter)
  assert.equal(Object.fromEntries(origins), {
    'setup.settle': { from: 'plugin' },
    'control.min': { from: 'plugin' },
    'setup.chunk': { from: 'variant', variant: 2, because: 'key QUICK' },
    hints: { from: 'variant', variant: 2, because: 'key QUICK' },
  })
})

test('a variant says why it holds', () => {
  const { origins } = traitsFor(
    {
      variants: [
        {
          model: 'BOX*',
          firmware: '<2',
          option: { far: true },
          traits: { meter: { timeZone: 60 } },
        },
      ],
    },
    facts,
    { far: true },
  )
  assert.equal(origins.get('meter.timeZone'), {
    from: 'variant',
    variant: 0,
    because: 'model BOX-22 fits BOX*, firmware 1.8.2 fits <2, option far is true',
  })
})

test('a variant for an option holds only when it is set so', () => {
  const variants = [{ option: { far: true }, traits: { meter: { timeZone: 60 } } }] as const
  assert.is(traitsFor({ variants }, facts, { far: false }).traits, coreTraits)
  assert.is(traitsFor({ variants }, facts, {}).traits, coreTraits)
  assert.is(traitsFor({ variants }, facts, { far: true }).traits.meter.timeZone, 60)
})

test('hints add up', () => {
  const { traits } = traitsFor(
    { traits: { hints: [hint('a')] }, variants: [{ model: '*', traits: { hints: [hint('b')] } }] },
    facts,
    {},
  )
  assert.equal(traits.hints, [hint('a'), hint('b')])
})

test('what comes out cannot be changed', () => {
  const { traits } = traitsFor({ traits: { control: { allowed: [6, 10] } } }, facts, {})
  assert.throws(() => Reflect.apply(Array.prototype.push, traits.control.allowed, [32]))
  assert.is(Reflect.set(traits.control, 'max', 1000), false)
  assert.is(Reflect.set(coreTraits.control, 'max', 1000), false)
})

test('every trait has a path', () => {
  const paths = traitPaths(coreTraits)
  const count = Object.values(coreTraits).reduce(
    (sum, group) => sum + (Array.isArray(group) ? 1 : Object.keys(group).length),
    0,
  )
  assert.is(paths.length, count)
  assert.equal(
    paths.find(([path]) => path === 'setup.chunk'),
    ['setup.chunk', coreTraits.setup.chunk],
  )
})

test.run()

function hint(text: string) {
  return { level: 'info', text } as const
}
