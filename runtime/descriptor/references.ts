/** What a `$` word in the text of `with` or `map` stands for. */
export type Reference =
  | { readonly kind: 'value' }
  | { readonly kind: 'item'; readonly key: string }
  | { readonly kind: 'transaction' }
  | { readonly kind: 'reservation' }
  | { readonly kind: 'connector' }
  /** The present moment, plus so many seconds. */
  | { readonly kind: 'now'; readonly plus: number }
  /** A `$` word that stands for nothing. */
  | { readonly kind: 'unknown'; readonly text: string }

/** A piece of a template: text as it is, or a reference. */
export type TemplatePart = string | Reference

/** The `$` words there are, as a user writes them. */
export const referenceWords = [
  '$value',
  '$item.<key>',
  '$transaction.id',
  '$reservation.id',
  '$connectorId',
  '$now',
  '$now+<seconds>s',
] as const

/**
 * Splits text into literal parts and references; `$$` is a literal dollar sign, and a dollar sign
 * that no letter follows is text.
 */
export function parseTemplate(text: string): readonly TemplatePart[] {
  const parts: TemplatePart[] = []
  let literal = ''
  let end = 0
  for (const match of text.matchAll(pattern)) {
    literal += text.slice(end, match.index)
    end = match.index + match[0].length
    if (match[0] === '$$') {
      literal += '$'
      continue
    }
    if (literal !== '') parts.push(literal)
    literal = ''
    parts.push(referenceOf(match[0]))
  }
  literal += text.slice(end)
  if (literal !== '' || parts.length === 0) parts.push(literal)
  return parts
}

/** The references of a scalar; none for anything but text. */
export function referencesIn(value: unknown): readonly Reference[] {
  if (typeof value !== 'string') return []
  return parseTemplate(value).filter((part) => typeof part !== 'string')
}

// A word takes its dots and a plus only where they belong to one: "$value." ends a sentence.
const pattern = /\$(?:\$|now\+\w+|[A-Za-z]\w*(?:\.[A-Za-z]\w*)*)/g

function referenceOf(text: string): Reference {
  if (text === '$value') return { kind: 'value' }
  if (text === '$transaction.id') return { kind: 'transaction' }
  if (text === '$reservation.id') return { kind: 'reservation' }
  if (text === '$connectorId') return { kind: 'connector' }
  if (text === '$now') return { kind: 'now', plus: 0 }
  const later = /^\$now\+(\d{1,9})s$/.exec(text)
  if (later) return { kind: 'now', plus: Number(later[1]) }
  const item = /^\$item\.([a-z][A-Za-z0-9]*)$/.exec(text)
  if (item?.[1] !== undefined) return { kind: 'item', key: item[1] }
  return { kind: 'unknown', text }
}
