import type { ItemValue } from '../model.ts'

/** A value that is no number. */
export type OtherValue = Exclude<ItemValue, number>

/**
 * Values that are no numbers by small numbers, so that they fit into typed arrays: most are the same
 * few words for many devices. What nobody holds any more is forgotten.
 */
export class ValueCodes {
  readonly #codes = new Map<OtherValue, number>()
  /** By code; 0 stands for `null`. */
  readonly #values: (OtherValue | null)[] = [null]
  /** How often each is held. */
  readonly #counts: number[] = [0]
  readonly #free: number[] = []

  /** Values that are held. */
  get size(): number {
    return this.#codes.size
  }

  /** The value of a code. */
  value(code: number): OtherValue | null {
    return this.#values[code] ?? null
  }

  /** The code of a value, until it is released as often as it was held. */
  hold(value: OtherValue | null): number {
    if (value === null) return 0
    const known = this.#codes.get(value)
    if (known !== undefined) {
      this.#counts[known] = (this.#counts[known] ?? 0) + 1
      return known
    }
    const code = this.#free.pop() ?? this.#values.length
    this.#values[code] = value
    this.#counts[code] = 1
    this.#codes.set(value, code)
    return code
  }

  /** One who held it does so no more. */
  release(code: number): void {
    const value = this.value(code)
    if (value === null) return
    const count = (this.#counts[code] ?? 0) - 1
    this.#counts[code] = count
    if (count > 0) return
    this.#codes.delete(value)
    this.#values[code] = null
    this.#free.push(code)
  }
}
