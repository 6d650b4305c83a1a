import fc from 'fast-check'
import type { Shape, TextShape } from '../../../runtime/dialect/shape.ts'

/** Payloads that are right by a shape. */
export function payloadOf(shape: Shape): fc.Arbitrary<unknown> {
  switch (shape.kind) {
    case 'object': {
      const members: Record<string, fc.Arbitrary<unknown>> = {}
      for (const [name, member] of shape.members) members[name] = payloadOf(member)
      return fc.record(members, { requiredKeys: [...shape.required], noNullPrototype: true })
    }
    case 'list':
      return fc.array(payloadOf(shape.of), {
        minLength: Math.max(shape.min, 0),
        maxLength: Math.min(shape.max, Math.max(shape.min, 0) + 2),
      })
    case 'text':
      return textOf(shape)
    case 'word':
      return fc.constantFrom(...shape.words)
    case 'boolean':
      return fc.boolean()
    case 'any':
      return fc.jsonValue()
    default: {
      const min = Math.max(shape.min, -1000)
      const max = Math.min(shape.max, 100_000)
      const whole = fc.integer({ min: Math.ceil(min), max: Math.floor(max) })
      if (shape.kind === 'integer') return whole
      if (shape.multipleOf !== 0) return whole.map((n) => n / Math.round(1 / shape.multipleOf))
      return fc.double({ min, max, noNaN: true })
    }
  }
}

/** Payloads that were right until up to three things were changed in them. */
export function nearly(shape: Shape): fc.Arbitrary<unknown> {
  const changes = fc.array(fc.record({ at: fc.nat(), to: replacement }), {
    minLength: 1,
    maxLength: 3,
  })
  return fc.tuple(payloadOf(shape), changes).map(([payload, list]) => {
    const copy: unknown = structuredClone(payload)
    for (const { at, to } of list) change(copy, { at, to })
    return copy
  })
}

const name = fc.oneof(
  fc.constantFrom('__proto__', 'constructor', 'toString', 'hasOwnProperty', 'length'),
  fc.constantFrom('connectorId', 'idTag', 'meterValue', 'sampledValue', 'value', 'timestamp'),
  fc.constantFrom('status', 'errorCode', 'transactionId', 'configurationKey', 'key', 'data'),
  fc.string(),
)

/** Any JSON value, with names that hostile stations like. */
export const anyJson: fc.Arbitrary<unknown> = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 5 },
    fc.constantFrom(null, true, false, '', 'null', '1', 'true', 'Accepted', 1e300, -0, 2 ** 63),
    fc.string(),
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    fc.array(tie('value'), { maxLength: 4 }),
    fc.array(fc.tuple(name, tie('value')), { maxLength: 5 }).map(parsedObject),
  ),
})).value

/** As `JSON.parse` makes it: `__proto__` is a member like any other. */
function parsedObject(pairs: readonly (readonly [string, unknown])[]): unknown {
  const text = pairs.map(([key, value]) => `${JSON.stringify(key)}:${JSON.stringify(value)}`)
  return JSON.parse(`{${text.join(',')}}`)
}

function textOf({ as, max }: TextShape): fc.Arbitrary<string> {
  if (as === 'uri') return fc.constantFrom('ftp://host/a%20b', 'https://u@[::1]:8080/p?q=1#f')
  if (as === 'time') {
    const date = fc.date({ min: new Date(0), max: new Date('2099-12-31'), noInvalidDate: true })
    return date.map((time) => time.toISOString())
  }
  return fc.string({ unit: 'binary', maxLength: Math.min(max, 30) })
}

const gone = Symbol('gone')
const replacement: fc.Arbitrary<unknown> = fc.oneof(
  fc.constantFrom(gone, null, '', 'null', '12', ' 0.5', '1,5', 7, 7.5, -1, true, {}, [], 'x'),
  fc.constantFrom('x'.repeat(60), '😀'.repeat(20), '😀'.repeat(21), '2026-02-30T00:00:00Z', 16.1),
  fc.constant({ extra: 1 }),
  fc.jsonValue(),
)

/** Replaces, or removes, one value somewhere inside; adds a member where there is none. */
function change(root: unknown, { at, to }: { at: number; to: unknown }): void {
  const slots: { readonly holder: object; readonly key: string }[] = []
  const visit = (holder: unknown): void => {
    if (typeof holder !== 'object' || holder === null) return
    for (const key of Object.keys(holder)) {
      slots.push({ holder, key })
      visit(Reflect.get(holder, key))
    }
    if (!Array.isArray(holder)) slots.push({ holder, key: 'unheardOf' })
  }
  visit(root)
  const slot = slots[at % Math.max(slots.length, 1)]
  if (slot === undefined) return
  if (to === gone && !Array.isArray(slot.holder)) Reflect.deleteProperty(slot.holder, slot.key)
  else Reflect.set(slot.holder, slot.key, to === gone ? null : structuredClone(to))
}
