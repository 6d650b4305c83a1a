import * as v from 'valibot'
import { originalText, parseCsv } from './csv.ts'
import type { Token } from './port.ts'
import { Problem, quoted } from './problems.ts'
import { parseJson } from './request.ts'
import { tokenColumns, tokenEntry, tokenFrom } from './token_schema.ts'

/** One entry of a list, and how messages call its place and a member of it. */
interface Entry {
  readonly value: unknown
  place(member?: string): string
}

interface Fault {
  readonly path: string
  readonly message: string
}

/** Most faults that one answer lists. */
const mostFaults = 100

/** The cards of a list in JSON. @throws Problem with every fault and its place, such as `[3].expiry` */
export function tokensFromJson(text: string): readonly Token[] {
  const list = parseJson(text)
  if (!Array.isArray(list)) throw invalid([{ path: '', message: 'Expected a list of cards' }])
  return tokensOf(
    list.map((value: unknown, index) => ({
      value,
      place: (member) => `[${index}]${member === undefined ? '' : `.${member}`}`,
    })),
  )
}

/**
 * The cards of a list in CSV, whose first line names the columns in any order; an empty cell is no
 * value. @throws Problem with every fault and its place, such as `line 4, expiry`
 */
export function tokensFromCsv(text: string): readonly Token[] {
  const parsed = parseCsv(text)
  if (!parsed.ok) throw invalid([{ path: `line ${parsed.line}`, message: parsed.problem }])
  const [head, ...records] = parsed.records
  const names = (head?.cells ?? []).map((cell) => cell.trim())
  const faults = headFaults(names)
  if (faults.length > 0) throw invalid(faults)
  const faultOf = ({ line, cells }: (typeof records)[number]) =>
    cells.length === names.length
      ? []
      : [{ path: `line ${line}`, message: `Expected ${names.length} cells, found ${cells.length}` }]
  const uneven = records.flatMap(faultOf)
  if (uneven.length > 0) throw invalid(uneven)
  return tokensOf(
    records.map(({ line, cells }) => ({
      value: Object.fromEntries(
        names.flatMap((name, index) => {
          const cell = originalText(cells[index]?.trim() ?? '')
          return cell === '' ? [] : [[name, cell]]
        }),
      ),
      place: (member) => `line ${line}${member === undefined ? '' : `, ${member}`}`,
    })),
  )
}

function headFaults(names: readonly string[]): Fault[] {
  const legal: readonly string[] = tokenColumns
  const unknown = names.filter((name) => !legal.includes(name))
  const path = 'line 1'
  const allowed = `the first line names columns, of ${legal.join(', ')}`
  const faults = unknown.map((name) => ({
    path,
    message: `Unknown column ${quoted(name)}: ${allowed}`,
  }))
  if (new Set(names).size < names.length) faults.push({ path, message: 'A column occurs twice' })
  if (!names.includes('idTag')) faults.push({ path, message: `idTag is missing: ${allowed}` })
  return faults
}

function tokensOf(entries: readonly Entry[]): readonly Token[] {
  const faults: Fault[] = []
  const tokens: Token[] = []
  const places = new Map<string, string>()
  for (const { value, place } of entries) {
    const result = v.safeParse(tokenEntry, Array.isArray(value) ? null : value)
    if (!result.success) {
      for (const issue of result.issues) {
        faults.push({ path: place(v.getDotPath(issue) ?? undefined), message: issue.message })
      }
      continue
    }
    const { idTag, ...rest } = result.output
    const first = places.get(idTag.toLowerCase())
    if (first === undefined) places.set(idTag.toLowerCase(), place())
    else faults.push({ path: place('idTag'), message: `The same card as ${first}` })
    tokens.push(tokenFrom(idTag, rest))
  }
  if (faults.length > 0) throw invalid(faults)
  return tokens
}

function invalid(faults: readonly Fault[]): Problem {
  const [first] = faults
  const where = first?.path ? `${first.path}: ` : ''
  const rest = faults.length > 1 ? `, and ${faults.length - 1} more` : ''
  return new Problem(
    'invalid-body',
    `Nothing was imported: ${where}${first?.message ?? ''}${rest}`,
    { errors: faults.slice(0, mostFaults) },
  )
}
