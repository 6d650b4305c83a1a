/**
 * Reads a number as stations write it: a JSON number, or decimal text with blanks around it and a
 * point or one comma. Hexadecimal, `Infinity`, `NaN` and empty text are none.
 * @returns `NaN` if the value is no number
 */
export function readNumber(value: unknown): number {
  if (typeof value === 'number') return Number.isFinite(value) ? value + 0 : Number.NaN
  if (typeof value !== 'string') return Number.NaN
  const number = isPlain(value) ? Number(value) : Number.NaN
  return Number.isFinite(number) ? number + 0 : readLeniently(value)
}

/** Whether `Number` takes the text for decimal, if for anything: not empty, no `0x` in front. */
function isPlain(text: string): boolean {
  const first = text.charCodeAt(0)
  return first >= plus && first <= nine && (first !== zero || !(text.charCodeAt(1) > nine))
}

const decimal = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/
const decimalComma = /^[+-]?\d*,\d+$/
/** No number is written with more characters. */
const longest = 64

function readLeniently(text: string): number {
  if (text.length > longest) return Number.NaN
  const trimmed = text.trim()
  const pointed = decimalComma.test(trimmed) ? trimmed.replace(',', '.') : trimmed
  const value = decimal.test(pointed) ? Number(pointed) : Number.NaN
  return Number.isFinite(value) ? value + 0 : Number.NaN
}

const plus = 43
const zero = 48
const nine = 57
