const utf8 = { encoder: new TextEncoder(), decoder: new TextDecoder() }

/** Writes numbers and texts one after the other, in as few bytes as they need. */
export class ByteWriter {
  #bytes = new Uint8Array(256)
  #view = new DataView(this.#bytes.buffer)
  #length = 0

  /** Bytes written so far. */
  get length(): number {
    return this.#length
  }

  /** Begins with what was written, {@link length} bytes; holds until more is. */
  get bytes(): Uint8Array {
    return this.#bytes
  }

  /** Begins anew. */
  clear(): void {
    this.#length = 0
  }

  /** A whole number from 0 to 2⁵³−1, seven bits a byte, the lowest first. */
  unsigned(value: number): void {
    this.#reserve(8)
    if (value < 2 ** 31) return this.#small(value)
    let rest = value
    while (rest >= 128) {
      this.#bytes[this.#length++] = (rest % 128) | 128
      rest = Math.floor(rest / 128)
    }
    this.#bytes[this.#length++] = rest
  }

  /** A whole number of at most 2⁵² either way; small ones of either sign are short. */
  signed(value: number): void {
    this.unsigned(value < 0 ? -2 * value - 1 : 2 * value)
  }

  /** Any number. */
  float(value: number): void {
    this.#reserve(8)
    this.#view.setFloat64(this.#length, value)
    this.#length += 8
  }

  /** A text, with its length before it. */
  text(value: string): void {
    const bytes = utf8.encoder.encode(value)
    this.unsigned(bytes.length)
    this.append(bytes)
  }

  /** Bytes as they are. */
  append(bytes: Uint8Array): void {
    this.#reserve(bytes.length)
    this.#bytes.set(bytes, this.#length)
    this.#length += bytes.length
  }

  /** What was written, as bytes of its own. */
  take(): Uint8Array {
    const taken = this.#bytes.slice(0, this.#length)
    this.#length = 0
    return taken
  }

  /** Most are small, and bits of these are quick. */
  #small(value: number): void {
    let rest = value | 0
    while (rest >= 128) {
      this.#bytes[this.#length++] = (rest & 127) | 128
      rest >>= 7
    }
    this.#bytes[this.#length++] = rest
  }

  #reserve(more: number): void {
    if (this.#length + more <= this.#bytes.length) return
    const bytes = new Uint8Array(Math.max(this.#bytes.length * 2, this.#length + more))
    bytes.set(this.#bytes)
    this.#bytes = bytes
    this.#view = new DataView(bytes.buffer)
  }
}

/** Reads what a {@link ByteWriter} wrote. @throws RangeError when the bytes end too early */
export class ByteReader {
  readonly #bytes: Uint8Array
  #at = 0

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes
  }

  /** Whether everything was read. */
  get done(): boolean {
    return this.#at >= this.#bytes.length
  }

  unsigned(): number {
    let value = 0
    for (let factor = 1; ; factor *= 128) {
      const byte = this.#bytes[this.#at++]
      if (byte === undefined) throw new RangeError('The bytes end within a number')
      value += (byte & 127) * factor
      if (byte < 128) return value
    }
  }

  signed(): number {
    const value = this.unsigned()
    return value % 2 === 1 ? -(value + 1) / 2 : value / 2
  }

  float(): number {
    const { buffer, byteOffset } = this.#bytes
    const value = new DataView(buffer, byteOffset).getFloat64(this.#at)
    this.#at += 8
    return value
  }

  text(): string {
    const length = this.unsigned()
    if (this.#at + length > this.#bytes.length) throw new RangeError('The bytes end within a text')
    this.#at += length
    return utf8.decoder.decode(this.#bytes.subarray(this.#at - length, this.#at))
  }
}
