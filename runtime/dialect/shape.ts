/**
 * What a payload looks like, as a table: `repair.ts` mends what comes in by it, `violations.ts`
 * checks what goes out by it. Generated from the official schemas.
 */
export type Shape =
  | ObjectShape
  | ListShape
  | TextShape
  | WordShape
  | NumberShape
  | { readonly kind: 'boolean' }
  | { readonly kind: 'any' }

/** The payload of one message. */
export interface MessageShape extends ObjectShape {
  readonly action: string
}

/** An object; `open` ones may have members that are not listed. */
export interface ObjectShape {
  readonly kind: 'object'
  readonly members: ReadonlyMap<string, Shape>
  readonly required: readonly string[]
  readonly open: boolean
}

/** A list. */
export interface ListShape extends Range {
  readonly kind: 'list'
  readonly of: Shape
}

/**
 * A text of at most `max` characters. `as`: a time, a URI, the number of a card (control characters
 * are never part of it), or text that vendors fill with any JSON.
 */
export interface TextShape {
  readonly kind: 'text'
  readonly max: number
  readonly as: 'text' | 'time' | 'uri' | 'card' | 'data'
}

/** One of a list of words; an `open` one keeps a word that is not listed, for a reader that copes. */
export interface WordShape {
  readonly kind: 'word'
  readonly words: ReadonlySet<string>
  /** Lower-case spelling to the word. */
  readonly byLower: ReadonlyMap<string, string>
  readonly open: boolean
}

/** A number; an `id` names something, so that no other number will do instead. */
export interface NumberShape extends Range {
  readonly kind: 'integer' | 'number'
  readonly multipleOf: number
  readonly id: boolean
}

/** Smallest and largest: of a number its value, of a list its length. */
export interface Range {
  readonly min: number
  readonly max: number
}

/** A text. */
export function text(max = Number.POSITIVE_INFINITY, as: TextShape['as'] = 'text'): TextShape {
  return { kind: 'text', max, as }
}

/** One of these words. */
export function word(...words: string[]): WordShape {
  const byLower = new Map(words.map((word) => [word.toLowerCase(), word]))
  return { kind: 'word', words: new Set(words), byLower, open: false }
}

/** The same words, but others are kept by repair. */
export function openWord(shape: WordShape): WordShape {
  return { ...shape, open: true }
}

/** A whole number. */
export function integer(options: Partial<Omit<NumberShape, 'kind'>> = {}): NumberShape {
  return { ...number(options), kind: 'integer' }
}

/** A number. */
export function number(options: Partial<Omit<NumberShape, 'kind'>> = {}): NumberShape {
  return { kind: 'number', ...unbounded, multipleOf: 0, id: false, ...options }
}

/** `true` or `false`. */
export const boolean: Shape = { kind: 'boolean' }

/** Any JSON value. */
export const any: Shape = { kind: 'any' }

/** A list of values of one shape. */
export function list(of: Shape, range: Partial<Range> = {}): ListShape {
  return { kind: 'list', of, ...unbounded, ...range }
}

/** An object with these members; a name with `?` at its end is an optional one. */
export function object(members: Readonly<Record<string, Shape>>, open = false): ObjectShape {
  const shapes = new Map<string, Shape>()
  const required: string[] = []
  for (const [name, shape] of Object.entries(members)) {
    const optional = name.endsWith('?')
    const key = optional ? name.slice(0, -1) : name
    shapes.set(key, shape)
    if (!optional) required.push(key)
  }
  return { kind: 'object', members: shapes, required, open }
}

/** The payload of a message; members as for `object`. */
export function message(action: string, members: Readonly<Record<string, Shape>>): MessageShape {
  return { ...object(members), action }
}

const unbounded: Range = { min: Number.NEGATIVE_INFINITY, max: Number.POSITIVE_INFINITY }
