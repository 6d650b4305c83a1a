import { Buffer } from 'node:buffer'

/** Longest text of a number, as in `-1.2345678901234567e-300`. */
const longestNumber = 25
/** Longest text of a whole number that is put together here. */
const longestWhole = 10
/** Decimals of a number that is put together here, as nearly all meters have at most. */
const decimals = 1000

const minus = 45
const point = 46
const zero = 48

/** Puts a text of ASCII together, part by part, without a string for each of them. */
export class AsciiText {
  #bytes: Buffer
  #length = 0

  /** @param size bytes that there is room for at first */
  constructor(size: number) {
    this.#bytes = Buffer.allocUnsafeSlow(size)
  }

  /** Begins a new text. */
  clear(): void {
    this.#length = 0
  }

  /** Adds a short text. */
  text(part: string): void {
    this.#makeRoom(part.length)
    for (let i = 0; i < part.length; i++) this.#bytes[this.#length++] = part.charCodeAt(i)
  }

  /** Adds a number, as `String` words it. */
  number(value: number): void {
    this.#makeRoom(longestNumber)
    const size = Math.abs(value)
    const whole = Math.trunc(size)
    const thousandths = Math.round(size * decimals)
    // A decimal of so few digits that is read as the number is the shortest one that is.
    const isShort = thousandths < 2 ** 31 && thousandths / decimals === size
    if (!isShort && (size !== whole || size >= 2 ** 31)) return this.text(String(value))
    if (value < 0) this.#bytes[this.#length++] = minus
    this.#whole(whole)
    if (isShort && size !== whole) this.#fraction(thousandths - whole * decimals)
  }

  /** The text. */
  toString(): string {
    return this.#bytes.toString('latin1', 0, this.#length)
  }

  #whole(value: number): void {
    let length = 1
    for (let more = 10; more <= value && length < longestWhole; more *= 10) length++
    let rest = value | 0
    for (let at = this.#length + length - 1; at >= this.#length; at--) {
      const tenth = (rest / 10) | 0
      this.#bytes[at] = zero + rest - tenth * 10
      rest = tenth
    }
    this.#length += length
  }

  /** @param thousandths from 1 to 999 */
  #fraction(thousandths: number): void {
    this.#bytes[this.#length++] = point
    let rest = thousandths
    for (let part = decimals / 10; rest > 0; part /= 10) {
      const digit = (rest / part) | 0
      this.#bytes[this.#length++] = zero + digit
      rest -= digit * part
    }
  }

  #makeRoom(length: number): void {
    if (this.#length + length <= this.#bytes.length) return
    const bytes = Buffer.allocUnsafeSlow(2 * (this.#length + length))
    this.#bytes.copy(bytes, 0, 0, this.#length)
    this.#bytes = bytes
  }
}
