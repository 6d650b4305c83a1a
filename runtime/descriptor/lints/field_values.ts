import { isOfType } from '../item_type.ts'
import type { FieldKind, OperationField } from '../operations.ts'
import { allowed, show } from '../wording.ts'
import type { ItemType } from '../words.ts'

/** What a field of an operation gets: a value known now, or later some value of a type. */
export type Given =
  | { readonly value: string | number | boolean }
  | { readonly type: ItemType | 'any'; readonly minimum?: number | undefined }

/** Why an operation does not take what a field gets; `undefined` when it does. */
export function problemOf(field: OperationField, given: Given): string | undefined {
  if ('value' in given) return valueProblem(field, given.value)
  const { type, minimum } = given
  if (type !== 'any' && !typesOf(field).includes(type)) {
    return `Expected ${wordsOf(field)}, found ${typeNames[type]}`
  }
  const isBelow = field.minimum !== undefined && minimum !== undefined && minimum < field.minimum
  return isBelow ? `Expected ${wordsOf(field)}, found a minimum of ${minimum}` : undefined
}

function valueProblem(field: OperationField, value: string | number | boolean): string | undefined {
  const { kind, words = [], minimum, maximum } = field
  if (kind === 'any' || (typeof value === 'string' && words.includes(value))) return undefined
  if (kind === 'word') return `Found ${show(value)}, ${allowed(value, words)}`
  const isLow = minimum !== undefined && typeof value === 'number' && value < minimum
  const isHigh = maximum !== undefined && typeof value === 'number' && value > maximum
  if (isOfType(value, typeOf[kind]) && !isLow && !isHigh) return undefined
  return `Expected ${wordsOf(field)}, found ${show(value)}${hint(value, words)}`
}

function hint(value: string | number | boolean, words: readonly string[]): string {
  return words.length === 0 || typeof value !== 'string' ? '' : `, ${allowed(value, words)}`
}

const typeOf: { readonly [K in Exclude<FieldKind, 'word' | 'any'>]: ItemType } = {
  text: 'string',
  number: 'number',
  integer: 'integer',
  boolean: 'boolean',
  time: 'datetime',
}

const typeNames: { readonly [T in ItemType]: string } = {
  boolean: 'a boolean',
  integer: 'an integer',
  number: 'a number',
  string: 'text',
  datetime: 'a time',
}

const everyType: readonly ItemType[] = ['boolean', 'integer', 'number', 'string', 'datetime']

/** Types whose values a field may take. */
function typesOf({ kind, words }: OperationField): readonly ItemType[] {
  switch (kind) {
    case 'number':
    case 'integer':
      return words === undefined ? ['number', 'integer'] : ['number', 'integer', 'string']
    case 'boolean':
      return ['boolean']
    case 'time':
      return ['datetime', 'string']
    case 'word':
      return ['string']
    case 'text':
    case 'any':
      return everyType
  }
}

function wordsOf({ kind, words = [], minimum, maximum }: OperationField): string {
  const least = minimum === undefined ? '' : ` from ${minimum}`
  const most = maximum === undefined ? '' : ` to ${maximum}`
  const others = words.map((word) => ` or "${word}"`).join('')
  switch (kind) {
    case 'number':
      return `a number${least}${most}${others}`
    case 'integer':
      return `a whole number${least}${most}${others}`
    case 'boolean':
      return 'true or false'
    case 'time':
      return 'an ISO 8601 time or $now+<seconds>s'
    case 'word':
      return `one of ${words.join(', ')}`
    case 'text':
    case 'any':
      return 'text'
  }
}
