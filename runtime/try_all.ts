/** Does something with each, also after it failed with one. @throws what was thrown first */
export function tryAll<T>(all: readonly T[], work: (one: T) => void): void {
  let broken: { readonly error: unknown } | undefined
  for (const one of all) {
    try {
      work(one)
    } catch (error) {
      broken ??= { error }
    }
  }
  if (broken !== undefined) throw broken.error
}
