import type { Context } from 'hono'

const bodies = new WeakMap<Request, string>()

/** Remembers the text of a body that was read, for whoever looks at it afterwards. */
export function keepBody(c: Context, text: string): string {
  bodies.set(c.req.raw, text)
  return text
}

/** The text of a body, once it was read. */
export function bodyOf(c: Context): string | undefined {
  return bodies.get(c.req.raw)
}
