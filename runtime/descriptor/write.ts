import { calledBy, type Facts, type ItemValue } from '../model.ts'
import { parseTemplate, type Reference } from './references.ts'
import type { Item, Write } from './schema.ts'

/** What a `write` may refer to. */
export interface WriteContext {
  readonly facts: Facts
  /** ms since the epoch. */
  readonly now: number
  /** Value of another item of the device: last read, or for an OUT item last written. */
  item(key: string): ItemValue | null
}

/** A written value turned into an operation. */
export interface Operation {
  readonly to: Write['to']
  /** The written value after `map`. */
  readonly value: ItemValue
  /** Operation fields with every reference resolved. */
  readonly fields: ReadonlyMap<string, ItemValue>
}

/** What a written value means. */
export type WritePlan =
  | { readonly kind: 'ignored' }
  | { readonly kind: 'operation'; readonly operation: Operation }
  /** A reference has no value now. */
  | { readonly kind: 'unresolved'; readonly detail: string }

/** Turns a checked value into an operation, by `ignore`, `map` and `with`. */
export function planWrite(
  item: Item,
  write: Write,
  input: { readonly value: ItemValue; readonly context: WriteContext },
): WritePlan {
  const { value, context } = input
  if (write.ignore?.includes(value) === true) return { kind: 'ignored' }
  try {
    const word = mapped(write.map, String(value))
    // Only the descriptor's own text is a template, never what was written.
    const said = word === undefined ? value : resolve(word, { value, context })
    const fields = new Map<string, ItemValue>()
    for (const [name, template] of Object.entries(write.with ?? {})) {
      if (template !== null) fields.set(name, resolve(template, { value: said, context }))
    }
    return { kind: 'operation', operation: { to: write.to, value: said, fields } }
  } catch (error) {
    if (!(error instanceof Unresolved)) throw error
    return { kind: 'unresolved', detail: `${error.message}, and ${item.key} needs it` }
  }
}

/** A card may have any number, the names that every object has among them. */
function mapped(map: Write['map'], word: string): ItemValue | undefined {
  return map !== undefined && Object.hasOwn(map, word) ? map[word] : undefined
}

interface Scope {
  readonly value: ItemValue
  readonly context: WriteContext
}

class Unresolved extends Error {}

/** A literal as it is; a lone reference keeps its type, one inside text becomes text. */
function resolve(template: ItemValue, scope: Scope): ItemValue {
  if (typeof template !== 'string') return template
  const parts = parseTemplate(template)
  const [only] = parts
  if (parts.length === 1 && only !== undefined) {
    return typeof only === 'string' ? only : referred(only, scope)
  }
  return parts.map((p) => (typeof p === 'string' ? p : String(referred(p, scope)))).join('')
}

function referred(reference: Reference, { value, context }: Scope): ItemValue {
  const { facts, now } = context
  switch (reference.kind) {
    case 'value':
      return value
    case 'connector':
      return facts.connector
    case 'now':
      return new Date(now + reference.plus * 1000).toISOString()
    case 'transaction':
      if (facts.transaction?.active === true) return calledBy(facts.transaction)
      throw new Unresolved('No transaction runs on this connector')
    case 'reservation':
      if (facts.reservation?.active === true) return facts.reservation.id
      throw new Unresolved('This connector is not reserved')
    case 'item': {
      const other = context.item(reference.key)
      if (other !== null) return other
      throw new Unresolved(`The item ${reference.key} has no value yet`)
    }
    case 'unknown':
      throw new Unresolved(`${reference.text} stands for nothing`)
  }
}
