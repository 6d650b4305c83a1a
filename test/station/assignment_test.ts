import fc from 'fast-check'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { compileReads } from '../../runtime/descriptor/read.ts'
import type { Descriptor } from '../../runtime/descriptor/schema.ts'
import { firmwareFits, globFits } from '../../runtime/match_text.ts'
import { type AssignmentInput, assign } from '../../runtime/station/assignment.ts'
import type { Choice } from '../../runtime/station/device.ts'

const pattern = fc.constantFrom('Acme', 'acme*', '*', 'Other', '1.2', '>=1.3 <2', 'CP*')
const entry = fc.record(
  { vendor: pattern, model: pattern, firmware: pattern, chargePointId: pattern },
  { requiredKeys: [] },
)
const file = fc.record({
  slug: fc.constantFrom('a', 'b', 'c', 'd', 'general'),
  match: fc.option(fc.array(entry, { maxLength: 3 }), { nil: undefined }),
  bases: fc.subarray(['a', 'b']),
})
const word = fc.constantFrom(undefined, '', ' Acme ', 'acme 2', '1.2.3', '1.5', 'CP1')

test('assign :: chooses what is best by its own words, whatever the order of the descriptors', () => {
  const input = fc.record({
    files: fc.uniqueArray(file, { selector: ({ slug }) => slug }),
    vendor: word,
    model: word,
    firmware: word,
    station: fc.constantFrom('CP1', 'Acme'),
    forced: fc.constantFrom(undefined, undefined, undefined, 'a', 'none'),
  })
  fc.assert(
    fc.property(input, ({ files, vendor, model, firmware, station, forced }) => {
      const descriptors = new Map(files.map((one) => [one.slug, compileReads(descriptor(one))]))
      const identity = {
        chargePointVendor: vendor,
        chargePointModel: model,
        firmwareVersion: firmware,
      }
      const asked = { station, identity, descriptors, forced, fallback: 'general' }
      const chosen = assign(asked)
      const expected = plainly(asked)
      assert.is(chosen?.readers, expected?.readers)
      assert.is(chosen?.reason, expected?.reason)
    }),
    { numRuns: 2000 },
  )
})

function descriptor(one: Pick<Descriptor, 'slug' | 'match' | 'bases'>): Descriptor {
  return { ddf: 1, name: one.slug, items: [], ...one }
}

/** Word for word. */
function plainly(input: AssignmentInput): Choice | undefined {
  const { descriptors, forced, fallback, station } = input
  const named = forced === undefined ? undefined : descriptors.get(forced)
  if (named !== undefined) return { readers: named, reason: `Set for station ${station}` }
  const own = [fallback, ...(descriptors.get(fallback)?.descriptor.bases ?? [])]
  const fitting = [...descriptors.keys()].sort().flatMap((name) => {
    const readers = descriptors.get(name)
    if (readers === undefined) return []
    const { match, slug } = readers.descriptor
    if (match !== undefined) {
      return match.flatMap((wanted, index) => {
        const said = Object.entries(wanted)
        const fits =
          said.length > 0 && said.every(([key, text]) => fitsOne(key, String(text), input))
        const reason = `match[${index}] fits: ${said.map((one) => one.join(' ')).join(', ')}`
        return fits ? [{ readers, reason, score: said.length }] : []
      })
    }
    const reason = 'It has no match, so it fits every station'
    return own.includes(slug) ? [] : [{ readers, reason, score: 0 }]
  })
  const highest = Math.max(...fitting.map(({ score }) => score))
  const best = fitting.find(({ score }) => score === highest)
  if (best !== undefined) return { readers: best.readers, reason: best.reason }
  const last = descriptors.get(fallback)
  return last === undefined ? undefined : { readers: last, reason: 'Used when no other fits' }
}

function fitsOne(key: string, text: string, { identity, station }: AssignmentInput): boolean {
  if (key === 'chargePointId') return globFits(text, station)
  if (key === 'firmware') {
    const said = identity.firmwareVersion?.trim()
    return said !== undefined && said !== '' && firmwareFits(text, said)
  }
  const said = (key === 'vendor' ? identity.chargePointVendor : identity.chargePointModel)?.trim()
  return said !== undefined && said !== '' && globFits(text, said)
}

test.run()
