import fc from 'fast-check'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import {
  type Channel,
  Layout,
  locations,
  measurands,
  phases,
  type Sample,
  Samples,
} from '../../runtime/model.ts'

const channel: fc.Arbitrary<Channel> = fc.record(
  {
    measurand: fc.constantFrom(...measurands.slice(0, 3)),
    phase: fc.constantFrom(...phases.slice(0, 3)),
    location: fc.constantFrom(...locations.slice(0, 2)),
  },
  { noNullPrototype: true },
)

function sampleOf(of: Channel, value: number): Sample {
  return { ...of, context: 'Sample.Periodic', value, at: value }
}

test('the same channels in the same order make the same layout', () => {
  fc.assert(
    fc.property(fc.array(channel, { maxLength: 6 }), (channels) => {
      const grow = () => channels.reduce((layout, one) => layout.with({ ...one }), Layout.empty)
      assert.is(grow(), grow())
      assert.equal(grow().channels, channels)
    }),
  )
})

test('every channel is found, whatever is guessed, and no other one', () => {
  fc.assert(
    fc.property(
      fc.uniqueArray(channel, { selector: (c) => Object.values(c).join(), minLength: 1 }),
      fc.integer({ min: -1, max: 20 }),
      ([missing, ...channels], guess) => {
        const layout = channels.reduce((longer, one) => longer.with(one), Layout.empty)
        channels.forEach((one, index) => {
          assert.is(layout.find({ ...one }, guess), index)
        })
        if (missing !== undefined) assert.is(layout.find(missing, guess), -1)
      },
    ),
  )
})

test('a station that makes up channels finds all of them too, and shares few', () => {
  const every = measurands.flatMap((measurand) =>
    phases.flatMap((phase) =>
      locations.map((location): Channel => ({ measurand, phase, location })),
    ),
  )
  const [a, b] = [1, 2].map(() => every.reduce((layout, one) => layout.with(one), Layout.empty))
  assert.is(a?.channels.length, every.length)
  assert.is(a?.find(every.at(-1) ?? every[0] ?? never, 0), every.length - 1)
  assert.is.not(a, b)
  let kept = 0
  for (let one = a; one !== undefined; one = one.shorter) kept += 1
  assert.is(kept, 1)
})

const never: Channel = { measurand: 'RPM', phase: '', location: '' }

test('connectors of one layout keep their own values', () => {
  const [a, b] = [new Samples(), new Samples()]
  const [first, second] = phases.slice(1, 3).map((phase): Channel => {
    return { measurand: 'Voltage', phase, location: '' }
  })
  if (first === undefined || second === undefined) throw new Error('Too few phases')
  for (const [samples, value] of [
    [a, 230],
    [b, 110.5],
  ] as const) {
    samples.add(sampleOf(first, value))
    samples.add(sampleOf(second, value + 1))
  }
  assert.is(a.layout, b.layout)
  a.replace(1, sampleOf(second, 7))
  const values = (samples: Samples) => [...samples].map(({ value }) => value)
  assert.equal(
    [values(a), values(b)],
    [
      [230, 7],
      [110.5, 111.5],
    ],
  )
})

test.run()
