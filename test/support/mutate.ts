/** A JSON value, as `JSON.parse` gives it. */
export type Json =
  | null
  | boolean
  | number
  | string
  | readonly Json[]
  | { readonly [name: string]: Json }

/** What takes the place of a part of a document. */
export const replacements: readonly Json[] = [
  null,
  true,
  false,
  0,
  1,
  -1,
  1.5,
  70000,
  '',
  ' ',
  'x',
  'X1',
  'IN',
  'OUT',
  'INOUT',
  '(',
  'Item',
  [],
  [1],
  ['L1', 'L1'],
  {},
  { x: 1 },
  { from: 'Const', value: 1 },
  { to: 'Item' },
]

/** Every document that differs from this one in a single place, and what was done there. */
export function* mutations(document: Json): Generator<readonly [string, Json]> {
  for (const path of pathsOf(document)) {
    const place = path.join('.')
    for (const value of replacements) {
      yield [`${place} = ${JSON.stringify(value)}`, change(document, path, () => value)]
    }
    const parent = path.slice(0, -1)
    const last = path.at(-1)
    if (typeof last === 'string') {
      yield [`${place} left out`, change(document, parent, (json) => without(json, last))]
      yield [`${place} misspelt`, change(document, parent, (json) => renamed(json, last))]
    }
    if (typeof last === 'number') {
      yield [`${place} twice`, change(document, parent, (json) => twice(json, last))]
    }
  }
}

function pathsOf(json: Json, path: readonly (string | number)[] = []): (string | number)[][] {
  if (typeof json !== 'object' || json === null) return [[...path]]
  const inner = Array.isArray(json)
    ? json.flatMap((one, index) => pathsOf(one, [...path, index]))
    : Object.entries(json).flatMap(([name, one]) => pathsOf(one, [...path, name]))
  return [[...path], ...inner]
}

function change(json: Json, path: readonly (string | number)[], to: (json: Json) => Json): Json {
  const [step, ...rest] = path
  if (step === undefined) return to(json)
  if (Array.isArray(json)) return json.map((one, i) => (i === step ? change(one, rest, to) : one))
  if (typeof json !== 'object' || json === null) return json
  const entries = Object.entries(json)
  return Object.fromEntries(
    entries.map(([name, one]) => [name, name === step ? change(one, rest, to) : one]),
  )
}

function without(json: Json, name: string): Json {
  return Object.fromEntries(Object.entries(json ?? {}).filter(([other]) => other !== name))
}

function renamed(json: Json, name: string): Json {
  const entries: [string, Json][] = Object.entries(json ?? {})
  return Object.fromEntries(entries.map(([n, one]) => [n === name ? `${n}s` : n, one]))
}

function twice(json: Json, index: number): Json {
  return Array.isArray(json) ? [...json.slice(0, index + 1), ...json.slice(index)] : json
}
