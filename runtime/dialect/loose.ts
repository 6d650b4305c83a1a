/**
 * A payload after repair: every member may be missing at every depth, what is there has its type.
 * Members that the schema does not know are there too; `extra` reads them.
 */
export type Loose<T> = T extends readonly (infer E)[]
  ? readonly Loose<E>[]
  : T extends object
    ? { readonly [K in keyof T]?: Loose<T[K]> | undefined }
    : T

/** A member that the schema does not know, or `undefined`. */
export function extra(payload: object, name: string): unknown {
  return Object.hasOwn(payload, name) ? Reflect.get(payload, name) : undefined
}

/** A text that says something: not empty, not blank, and not the word `null` that some boxes send. */
export function said(text: string | undefined): string | undefined {
  return text === undefined || saysNothing(text) ? undefined : text
}

/** Whether a text stands for a value that is not there. */
export function saysNothing(text: string): boolean {
  const trimmed = text.trim()
  return trimmed === '' || trimmed.toLowerCase() === 'null'
}
