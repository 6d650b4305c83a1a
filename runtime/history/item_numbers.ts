/** Numbers for the keys of items, from 0: keys are the same for many devices. */
export class ItemNumbers {
  readonly #numbers = new Map<string, number>()
  readonly #keys: string[] = []

  /** The number of a key; a key that is new gets the next one. */
  of(key: string): number {
    const known = this.#numbers.get(key)
    if (known !== undefined) return known
    this.#numbers.set(key, this.#keys.length)
    return this.#keys.push(key) - 1
  }

  /** The number of a key, if it has one. */
  find(key: string): number | undefined {
    return this.#numbers.get(key)
  }

  /** The key of a number that was given out. */
  key(number: number): string {
    return this.#keys[number] ?? ''
  }
}
