import type { Item } from './schema.ts'

/** One value of an enumeration as a published table writes it, with its exact spelling. */
export interface CellEntry {
  readonly value: number
  /** What stands before a text in parentheses: `A` of `65= A (no car)`. */
  readonly name?: string
  /** The text in parentheses, or else the whole text: `Cable plugged` of `1=Cable plugged`. */
  readonly label: string
  /** What stands before the value: a comma and blanks, or nothing. */
  readonly before: string
  /** Blanks around the equals sign, and between name and parenthesis. */
  readonly gaps: readonly [string, string, string]
}

/** A unit cell of a published table: an enumeration, or a text such as a unit. */
export type Cell =
  | { readonly kind: 'enum'; readonly entries: readonly CellEntry[] }
  | { readonly kind: 'text'; readonly text: string }

/** Reads a unit cell; `formatCell` gives back the same text, character by character. */
export function parseCell(text: string): Cell {
  const entries: CellEntry[] = []
  let end = 0
  for (const part of text.split(/(?=,\s*-?\d+\s*=)/)) {
    const entry = parseEntry(part)
    const comma = entry?.before.startsWith(',') === true
    if (entry === undefined || comma === (end === 0)) return { kind: 'text', text }
    entries.push(entry)
    end += part.length
  }
  return { kind: 'enum', entries }
}

/** The text of a unit cell. */
export function formatCell(cell: Cell): string {
  return cell.kind === 'text' ? cell.text : cell.entries.map(formatEntry).join('')
}

/** A row of a published table; a cell that is empty there is `''`. */
export interface PublishedRow {
  readonly id: number
  readonly name: string
  readonly unit: string
  readonly type: string
  readonly direction: 'IN' | 'OUT'
}

/** Type words of published tables, as they are spelt there. */
export const publishedTypes = ['int', 'real', 'string', 'STRING', 'bool', 'datetime'] as const

/**
 * Reads a row whose empty cells were dropped: the last cell is the direction, the one before it the
 * type when it is a type word, and else the unit. `undefined` for what is no row.
 */
export function parseRow(cells: readonly string[]): PublishedRow | undefined {
  const [id = '', name = '', ...rest] = cells
  const direction = rest.pop()
  if (!/^(0|[1-9]\d{0,8})$/.test(id) || name === '') return undefined
  if ((direction !== 'IN' && direction !== 'OUT') || rest.length > 2) return undefined
  const type = isType(rest.at(-1)) ? (rest.pop() ?? '') : ''
  const unit = rest.pop() ?? ''
  if (rest.length > 0 || cells.includes('')) return undefined
  return { id: Number(id), name, unit, type, direction }
}

/** The cells of a row without the empty ones. */
export function formatRow({ id, name, unit, type, direction }: PublishedRow): string[] {
  return [String(id), name, unit, type, direction].filter((cell) => cell !== '')
}

/** The row of the published table that an item stands for; `undefined` for an item without id. */
export function publishedRow(item: Item): PublishedRow | undefined {
  const { id, name, unit, published = {} } = item
  if (id === undefined) return undefined
  // The table knows two directions; an item of both is one that can be written.
  const direction = item.direction === 'IN' ? 'IN' : 'OUT'
  return { id, name, unit: published.unit ?? unit ?? '', type: published.type ?? '', direction }
}

function parseEntry(text: string): CellEntry | undefined {
  const match = /^(,?\s*)(-?(?:0|[1-9]\d{0,14}))(\s*)=(\s*)(.*)$/s.exec(text)
  if (match === null) return undefined
  const [, before = '', number = '', left = '', right = '', words = ''] = match
  // Minus zero would lose its sign.
  if (number === '-0') return undefined
  const value = Number(number)
  const named = /^([^\s(]+)(\s*)\((.*)\)$/s.exec(words)
  if (named === null) return { value, label: words, before, gaps: [left, right, ''] }
  const [, name = '', gap = '', label = ''] = named
  return { value, name, label, before, gaps: [left, right, gap] }
}

function formatEntry({ value, name, label, before, gaps }: CellEntry): string {
  const [left, right, gap] = gaps
  const words = name === undefined ? label : `${name}${gap}(${label})`
  return `${before}${value}${left}=${right}${words}`
}

function isType(word: string | undefined): boolean {
  return publishedTypes.some((type) => type === word)
}
