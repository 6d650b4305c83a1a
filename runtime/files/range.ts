import type { Span } from './folder.ts'

/**
 * The part of a content that a `Range` header asks for (RFC 9110, 14.1.2); `undefined` when it asks
 * for all, or for what is not served (several parts), `null` when there is no such part.
 */
export function rangeOf(header: string | null, size: number): Span | null | undefined {
  const [, first = '', last = ''] =
    /^\s*bytes\s*=\s*(\d*)\s*-\s*(\d*)\s*$/i.exec(header ?? '') ?? []
  if (first === '' && last === '') return undefined
  if (first === '') {
    const from = Math.max(0, size - Number(last))
    return from < size ? { from, to: size - 1 } : null
  }
  const from = Number(first)
  const to = last === '' ? size - 1 : Math.min(Number(last), size - 1)
  // A range that ends before it begins is none.
  if (last !== '' && Number(last) < from) return undefined
  return from < size ? { from, to } : null
}
