import type { Random } from './random.ts'

/** What stands in the place of a value. */
const telling: readonly unknown[] = [
  null,
  true,
  false,
  0,
  -1,
  1,
  2147483647,
  2147483648,
  -2147483649,
  1e16,
  1e308,
  1e-320,
  0.1,
  '',
  ' ',
  'x'.repeat(300),
  'é\u0000\ud800',
  '\r\nSet-Cookie: a=b',
  '../../etc/passwd',
  '__proto__',
  'NaN',
  '1e999',
  ' 1,5 ',
  '230',
  'Accepted',
  'Available',
  'Charging',
  '2026-11-22T12:00:00Z',
  '9999-99-99T99:99:99Z',
  '0000-00-00',
  '1000000',
  '<x/>',
  '$(id)',
  {},
  [],
  [[[[]]]],
  [null],
  { __proto__: 1 },
]
const names = ['__proto__', 'constructor', 'toString', 'length', '', 'value', 'key', 'status', '0']

/** A document that differs from this one in one to four places. */
export function mutated(document: unknown, random: Random): unknown {
  const copy: unknown = structuredClone(document)
  let result = copy
  const count = 1 + random.below(4)
  for (let i = 0; i < count; i++) result = changed(result, random, 0)
  return result
}

/** Text that differs from this one in one to four places, as bytes do. */
export function garbled(text: string, random: Random): string {
  let result = text
  const count = 1 + random.below(4)
  for (let i = 0; i < count; i++) {
    const at = random.below(result.length + 1)
    const length = random.below(1 + random.below(12))
    const cut = random.pick([0, 0, length, length, result.length])
    result = result.slice(0, at) + inserted(result, random) + result.slice(at + cut)
  }
  return result.slice(0, 70_000)
}

function inserted(text: string, random: Random): string {
  const kind = random.below(6)
  if (kind === 0) return ''
  if (kind === 1) return String.fromCharCode(random.below(256))
  if (kind === 2) return String.fromCharCode(random.below(65_536))
  if (kind === 3)
    return random.pick(['"', '\\', '{', '}', '[', ']', ',', ':', '\\u0000', '\n', ' '])
  if (kind === 4) return text.slice(random.below(text.length + 1)).slice(0, random.below(40))
  return random.pick(['[', '{"a":', '9', '\\', 'e', '"']).repeat(random.below(200))
}

function changed(value: unknown, random: Random, depth: number): unknown {
  const isLeaf = typeof value !== 'object' || value === null
  if (isLeaf || random.once(depth === 0 ? 20 : 4)) return replaced(value, random)
  if (Array.isArray(value)) return changedList(value, random, depth)
  const entries: [string, unknown][] = Object.entries(value)
  const at = random.below(entries.length + 1)
  const entry = entries[at]
  if (entry === undefined) entries.push([random.pick(names), random.pick(telling)])
  else if (random.once(5)) entries.splice(at, 1)
  else if (random.once(8)) entries[at] = [random.pick(names), entry[1]]
  else entries[at] = [entry[0], changed(entry[1], random, depth + 1)]
  return Object.fromEntries(entries)
}

function changedList(list: readonly unknown[], random: Random, depth: number): unknown {
  const copy = [...list]
  const at = random.below(copy.length + 1)
  if (at === copy.length) copy.push(random.pick(telling))
  else if (random.once(5)) copy.splice(at, 1)
  else if (random.once(6)) copy.splice(at, 0, ...Array(random.below(30)).fill(copy[at]))
  else copy[at] = changed(copy[at], random, depth + 1)
  return copy
}

function replaced(value: unknown, random: Random): unknown {
  if (random.once(12)) return nested(value, 1 + random.below(80), random)
  if (typeof value === 'string' && random.once(2)) return garbled(value, random)
  if (typeof value === 'number' && random.once(3)) return value * random.pick([-1, 0, 10, 1e9, 0.5])
  return random.pick(telling)
}

function nested(value: unknown, levels: number, random: Random): unknown {
  let result = value
  for (let i = 0; i < levels; i++) result = random.once(2) ? [result] : { a: result }
  return result
}
