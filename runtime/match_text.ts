/** How texts of stations are recognised: patterns and firmware ranges. Importable by all. */

/** Longest text of a station that is looked at, characters. */
const longest = 255
const bound = /(>=|<=|>|<|=)\s*v?(\d+(?:\.\d+)*)/gi

/**
 * Whether a text fits a pattern: `*` stands for any text, letter case does not matter, since vendors
 * change it between firmwares. Takes time in proportion to the text, whatever the pattern.
 */
export function globFits(pattern: string, text: string): boolean {
  const value = text.slice(0, longest).toLowerCase()
  const parts = partsOf(pattern)
  const [first = ''] = parts
  if (parts.length === 1) return value === first
  const last = parts.at(-1) ?? ''
  if (value.length < first.length + last.length) return false
  if (!value.startsWith(first) || !value.endsWith(last)) return false
  const end = value.length - last.length
  let at = first.length
  for (let i = 1; i < parts.length - 1; i++) {
    const part = parts[i] ?? ''
    const found = value.indexOf(part, at)
    if (found < 0 || found + part.length > end) return false
    at = found + part.length
  }
  return true
}

/** The parts of patterns: all stations are asked for the same ones. */
const partsOfAll = new Map<string, readonly string[]>()
const mostPatterns = 4096

/** What stands between the stars of a pattern, in lower case. */
function partsOf(pattern: string): readonly string[] {
  const known = partsOfAll.get(pattern)
  if (known !== undefined) return known
  const parts = pattern.toLowerCase().split('*')
  if (partsOfAll.size >= mostPatterns) partsOfAll.clear()
  partsOfAll.set(pattern, parts)
  return parts
}

/** Whether a pattern for firmware is a range such as `>=5.2 <6`, every bound of which must hold. */
export function isRange(pattern: string): boolean {
  return (
    pattern.replaceAll(bound, '').replaceAll(',', '').trim() === '' && boundsOf(pattern).length > 0
  )
}

/** Whether a firmware is in a range; where the pattern is none, whether it fits it, or begins with it. */
export function firmwareFits(pattern: string, firmware: string): boolean {
  const bounds = boundsOf(pattern)
  if (bounds.length > 0) {
    const version = versionOf(firmware.slice(0, longest))
    return version !== undefined && bounds.every((one) => holds(compareVersions(version, one), one))
  }
  return globFits(pattern.includes('*') ? pattern : `${pattern}*`, firmware)
}

/** Version numbers, most telling first: `[1, 8, 21]`. */
export type Version = readonly number[]

/** One bound of a range. */
export interface Bound {
  readonly operator: '>=' | '<=' | '>' | '<' | '='
  readonly version: Version
}

/** The bounds of a range; none where it is no range. */
export function boundsOf(range: string): readonly Bound[] {
  return [...range.matchAll(bound)].map(([, operator, version = '']) => ({
    operator: operatorOf(operator),
    version: version.split('.').map(Number),
  }))
}

/** Less than 0 where the first is older; what one lacks counts as 0. */
export function compareVersions(a: Version, { version: b }: Pick<Bound, 'version'>): number {
  for (let i = 0; i < Math.max(a.length, b.length); i++) {
    const difference = (a[i] ?? 0) - (b[i] ?? 0)
    if (difference !== 0) return difference
  }
  return 0
}

/**
 * The version in a firmware text: its first number with dots, as in `TAC3Z9C10000000::V1.8.21`; else
 * the number after a V; else its first number.
 */
function versionOf(firmware: string): Version | undefined {
  const found =
    /\d+(?:\.\d+)+/.exec(firmware)?.[0] ??
    /(?<![a-z])v\s?(\d+)/i.exec(firmware)?.[1] ??
    /\d+/.exec(firmware)?.[0]
  return found?.split('.').map(Number)
}

function holds(order: number, { operator }: Bound): boolean {
  switch (operator) {
    case '>=':
      return order >= 0
    case '<=':
      return order <= 0
    case '>':
      return order > 0
    case '<':
      return order < 0
    case '=':
      return order === 0
  }
}

function operatorOf(text: string | undefined): Bound['operator'] {
  return text === '>=' || text === '<=' || text === '>' || text === '<' ? text : '='
}
