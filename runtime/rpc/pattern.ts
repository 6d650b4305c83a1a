import { Buffer } from 'node:buffer'

/** What may stand at a place: a number, text in quotes that is a plain decimal, or any plain text in quotes. */
export type PlaceKind = 'integer' | 'number' | 'decimal' | 'text'

/** A place in a message where something else stands each time. */
export interface Place {
  readonly kind: PlaceKind
  /** Where it begins and ends in the message it was learned from, without quotes. */
  readonly start: number
  readonly end: number
  /** Smallest and largest number, or longest text. */
  readonly min: number
  readonly max: number
  /** Takes what stands there: text, or the number it stands for. */
  readonly put: (value: string | number) => void
}

/**
 * A message that was understood before, with the places open at which it differs each time. Whatever
 * matches it is understood without being parsed: in all else it is the same to the byte, and what
 * stands at the open places is neither escaped nor in any way unusual.
 */
export class Pattern {
  /** What stands between the places; the same for patterns that match the same messages. */
  readonly key: string
  readonly #count: number
  /** What may stand at each place, side by side. */
  readonly #kinds: Uint8Array
  readonly #mins: Float64Array
  readonly #maxs: Float64Array
  readonly #puts: readonly Place['put'][]
  /** Bytes before each place, and behind the last. */
  readonly #gaps: readonly string[]
  readonly #gapSizes: Int32Array
  readonly #shortest: number
  /** Where the places were in the last message that matched, and how wide. */
  readonly #starts: Int32Array
  readonly #widths: Int32Array
  /** The last message that matched; what is between the places is in it for good. */
  #last: Buffer

  /** @param text ASCII; `places` are in their order */
  constructor(text: string, places: readonly Place[]) {
    const ends = [0, ...places.map(({ end }) => end)]
    const starts = [...places.map(({ start }) => start), text.length]
    this.#count = places.length
    this.#kinds = Uint8Array.from(places, ({ kind }) => codes[kind])
    this.#mins = Float64Array.from(places, ({ min }) => min)
    this.#maxs = Float64Array.from(places, ({ max }) => max)
    this.#puts = places.map(({ put }) => put)
    this.#gaps = starts.map((start, i) => text.slice(ends[i], start))
    this.#gapSizes = Int32Array.from(this.#gaps, ({ length }) => length)
    this.key = JSON.stringify([this.#gaps, places.map(({ kind, min, max }) => [kind, min, max])])
    this.#shortest = this.#gaps.join('').length + places.length
    this.#starts = Int32Array.from(places, ({ start }) => start)
    this.#widths = Int32Array.from(places, ({ start, end }) => end - start)
    this.#last = Buffer.from(text, 'latin1')
  }

  /** Puts what stands at the open places of a message that matches; `false` when it does not. */
  match(bytes: Buffer): boolean {
    if (bytes.length < this.#shortest || !this.#find(bytes)) return false
    const last = this.#last
    for (let i = 0; i < this.#count; i++) {
      const from = found.starts[i] ?? 0
      const to = this.#starts[i] ?? 0
      for (let n = 0; n < (found.widths[i] ?? 0); n++) last[to + n] = bytes[from + n] ?? 0
    }
    if (!last.equals(bytes)) return false
    for (let i = 0; i < this.#count; i++) {
      const put = this.#puts[i]
      const start = found.starts[i] ?? 0
      if (this.#kinds[i] !== codes.text) put?.(found.numbers[i] ?? Number.NaN)
      else put?.(bytes.toString('latin1', start, start + (found.widths[i] ?? 0)))
    }
    return true
  }

  /** Finds what stands at the places, if all else is as it was. */
  #find(bytes: Buffer): boolean {
    let at = 0
    let moved = false
    for (let i = 0; i < this.#count; i++) {
      const start = at + (this.#gapSizes[i] ?? 0)
      found.starts[i] = start
      at = this.#kinds[i] === codes.text ? this.#text(bytes, i) : this.#number(bytes, i)
      if (at < 0) return false
      found.widths[i] = at - start
      if (at - start !== this.#widths[i]) moved = true
    }
    const { length } = bytes
    if (at + (this.#gapSizes[this.#count] ?? 0) !== length) return false
    if (moved) this.#move(length)
    return true
  }

  /** The end of the text at a place, which needs no decoding; -1 when it is too long or unusual. */
  #text(bytes: Buffer, place: number): number {
    const start = found.starts[place] ?? 0
    const end = Math.min(bytes.length, start + (this.#maxs[place] ?? 0) + 1)
    for (let at = start; at < end; at++) {
      const byte = bytes[at] ?? 0
      if (byte === quote) return at
      if (byte < blank || byte > tilde || byte === backslash) return -1
    }
    return -1
  }

  /**
   * Reads the number at a place, of at most 15 digits, which is then exact.
   * @returns its end; -1 when it is another one, or none
   */
  #number(bytes: Buffer, place: number): number {
    const kind = this.#kinds[place]
    let at = found.starts[place] ?? 0
    const negative = bytes[at] === minus
    if (negative) at++
    const first = at
    let digits = 0
    let byte = bytes[at] ?? 0
    for (; byte >= zero && byte <= nine; byte = bytes[++at] ?? 0) digits = digits * 10 + byte - zero
    const whole = at - first
    let decimals = 0
    if (byte === point && kind !== codes.integer) {
      const from = at + 1
      for (byte = bytes[++at] ?? 0; byte >= zero && byte <= nine; byte = bytes[++at] ?? 0) {
        digits = digits * 10 + byte - zero
      }
      decimals = at - from
      if (decimals === 0) return -1
    }
    if (whole === 0 || whole + decimals > 15) return -1
    if (kind === codes.decimal) {
      if (byte !== quote) return -1
    } else if (byte !== comma && byte !== brace && byte !== bracket) return -1
    else if (whole > 1 && bytes[first] === zero) return -1
    const size = decimals === 0 ? digits : digits / (powers[decimals] ?? 1)
    const value = negative ? -size : size
    found.numbers[place] = value
    return value < (this.#mins[place] ?? 0) || value > (this.#maxs[place] ?? 0) ? -1 : at
  }

  /** Makes room for what is wider or less wide than before. */
  #move(length: number): void {
    this.#last = Buffer.alloc(length)
    let at = 0
    for (let i = 0; i < this.#gaps.length; i++) {
      at += this.#last.write(this.#gaps[i] ?? '', at, 'latin1')
      if (i === this.#count) break
      this.#starts[i] = at
      this.#widths[i] = found.widths[i] ?? 0
      at += found.widths[i] ?? 0
    }
  }
}

/** Places of one pattern. */
export const mostPlaces = 128

/** What was found in the message that is looked at. */
const found = {
  starts: new Int32Array(mostPlaces),
  widths: new Int32Array(mostPlaces),
  numbers: new Float64Array(mostPlaces),
}

/** The kinds of places, as they are kept. */
const codes = { integer: 0, number: 1, decimal: 2, text: 3 } as const satisfies Readonly<
  Record<PlaceKind, number>
>

/** Powers of ten that are exact. */
const powers = Array.from({ length: 16 }, (_, i) => 10 ** i)

const blank = 32
const quote = 34
const comma = 44
const minus = 45
const point = 46
const zero = 48
const nine = 57
const backslash = 92
const bracket = 93
const brace = 125
const tilde = 126
