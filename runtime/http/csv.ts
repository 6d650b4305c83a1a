/** One record of a CSV text, and the line on which it begins, from 1. */
export interface CsvRecord {
  readonly line: number
  readonly cells: readonly string[]
}

/** A CSV text that could be read, or where and why not. */
export type ParsedCsv =
  | { readonly ok: true; readonly records: readonly CsvRecord[] }
  | { readonly ok: false; readonly line: number; readonly problem: string }

/**
 * Reads CSV (RFC 4180) with commas or, where the first line has more of them, semicolons, as some
 * spreadsheets write it. Empty lines count for nothing.
 */
export function parseCsv(source: string): ParsedCsv {
  const text = source.replace(/^\uFEFF/, '')
  const [first = ''] = text.split('\n', 1)
  const comma = first.split(';').length > first.split(',').length ? ';' : ','
  const records: CsvRecord[] = []
  let line = 1
  let at = 0
  while (at < text.length) {
    const begun = line
    const cells: string[] = []
    for (;;) {
      const cell = text[at] === '"' ? quotedCell(text, at) : plainCell(text, { at, comma })
      if (cell === undefined) return { ok: false, line: begun, problem: 'a quote is never closed' }
      cells.push(cell.value)
      line += cell.value.split('\n').length - 1
      at = cell.end
      if (text[at] !== comma) break
      at++
    }
    if (text.startsWith('\r\n', at)) at++
    if (at < text.length && text[at] !== '\n' && text[at] !== '\r') {
      return { ok: false, line, problem: 'something follows a closing quote' }
    }
    at++
    line++
    if (cells.length > 1 || cells[0] !== '') records.push({ line: begun, cells })
  }
  return { ok: true, records }
}

/** Writes CSV (RFC 4180); `null` becomes an empty cell. */
export function toCsv(rows: Iterable<readonly (string | number | boolean | null)[]>): string {
  let text = ''
  for (const row of rows) text += `${row.map(cellOf).join(',')}\r\n`
  return text
}

/**
 * A text of foreign origin that no spreadsheet takes for a formula: where it begins like one, an
 * apostrophe stands before it. Anything but text stays as it is: a negative number is no formula.
 */
export function plainText<T>(value: T): T | string {
  return typeof value === 'string' && /^'*[=+\-@\t\r]/.test(value) ? `'${value}` : value
}

/** The text that {@link plainText} made this of. */
export function originalText(text: string): string {
  return /^'+[=+\-@\t\r]/.test(text) ? text.slice(1) : text
}

function cellOf(value: string | number | boolean | null): string {
  const text = value === null ? '' : String(value)
  return /[",;\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}

interface Cell {
  readonly value: string
  /** Where what follows it begins. */
  readonly end: number
}

function plainCell(text: string, { at, comma }: { at: number; comma: string }): Cell {
  let end = at
  while (end < text.length && text[end] !== comma && text[end] !== '\n' && text[end] !== '\r') end++
  return { value: text.slice(at, end), end }
}

function quotedCell(text: string, at: number): Cell | undefined {
  for (let end = text.indexOf('"', at + 1); end >= 0; end = text.indexOf('"', end + 2)) {
    if (text[end + 1] === '"') continue
    return { value: text.slice(at + 1, end).replaceAll('""', '"'), end: end + 1 }
  }
  return undefined
}
