/**
 * Repairs text that is not JSON, for defects seen on real stations only: a comma after an opening
 * bracket (quirk F1), a member without a value (F2), a trailing comma, control characters inside
 * text, and closing brackets cut off an answer (C3). Nothing is made up: text cut inside a string,
 * or a cut call, stays unreadable, because half an identifier is worse than none.
 * @returns the parsed message, or `undefined`
 */
export function repairText(text: string): unknown {
  const { repaired, open, inText } = scan(text)
  if (inText) return undefined
  if (open.length > 0 && !/^\s*\[\s*3\s*,/.test(text)) return undefined
  try {
    return JSON.parse(repaired + closers(open))
  } catch {
    return undefined
  }
}

interface Scan {
  repaired: string
  /** Brackets still open at the end, outermost first. */
  open: string[]
  inText: boolean
}

/** One pass over the text, outside and inside strings; linear in its length. */
function scan(text: string): Scan {
  const out: string[] = []
  const open: string[] = []
  let inText = false
  for (let i = 0; i < text.length; i++) {
    const c = text.charAt(i)
    if (inText) {
      if (c === '\\') out.push(c + text.charAt(++i))
      else if (c < ' ') out.push(`\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`)
      else {
        out.push(c)
        if (c === '"') inText = false
      }
      continue
    }
    if (c === '"') {
      inText = true
      out.push(c)
    } else if (c === '[' || c === '{') {
      open.push(c)
      out.push(c)
    } else if (c === ']' || c === '}') {
      open.pop()
      dropDangling(out)
      out.push(c)
    } else if (c === ',') {
      dropDangling(out)
      const last = out.at(-1)
      if (last !== '[' && last !== '{' && last !== ',') out.push(c)
    } else if (c > ' ' && c !== '\u00a0' && c !== '\ufeff') out.push(c)
  }
  dropDangling(out)
  return { repaired: out.join(''), open, inText }
}

/** Removes a comma, or a member name without a value, from the end. */
function dropDangling(out: string[]): void {
  if (out.at(-1) === ',') out.pop()
  if (out.at(-1) !== ':') return
  out.pop()
  out.pop()
  while (out.length > 0 && out.at(-1) !== '"') out.pop()
  out.pop()
  if (out.at(-1) === ',') out.pop()
}

function closers(open: readonly string[]): string {
  return open
    .toReversed()
    .map((c) => (c === '[' ? ']' : '}'))
    .join('')
}
