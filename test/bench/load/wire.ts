import { type CallKind, type CallText, messageId, timeMark } from './calls.ts'

/** A masked frame that a client may send. */
export function clientFrame(opcode: number, payload: Uint8Array, key: Uint8Array): Buffer {
  const { length } = payload
  const head = length < 126 ? 2 : 4
  const bytes = Buffer.alloc(head + 4 + length)
  bytes.writeUInt8(128 | opcode, 0)
  bytes.writeUInt8(128 | (head === 2 ? length : 126), 1)
  if (head === 4) bytes.writeUInt16BE(length, 2)
  bytes.set(key, head)
  for (let i = 0; i < length; i++) {
    bytes.writeUInt8((payload[i] ?? 0) ^ (key[i & 3] ?? 0), head + 4 + i)
  }
  return bytes
}

/** A text frame of a station. */
export function textFrame(text: string, key: Uint8Array): Buffer {
  return clientFrame(opcodes.text, Buffer.from(text), key)
}

/** Kinds of frames (RFC 6455 §5.2). */
export const opcodes = { more: 0, text: 1, close: 8, ping: 9, pong: 10 } as const

/** One call as a finished frame whose digits are changed in place, so that sending costs little. */
export class PatchedCall {
  readonly bytes: Buffer
  readonly #key: Uint8Array
  readonly #start: number
  readonly #stamp: number
  readonly #numbers: readonly { readonly at: number; readonly width: number }[]

  constructor(
    text: CallText,
    parts: { station: number; key: Uint8Array; counters?: CallKind['counters'] },
  ) {
    const { station, key, counters = [] } = parts
    const template = text(station)
    this.bytes = textFrame(template, key)
    this.#key = key
    this.#start = this.bytes.length - template.length
    this.#stamp = template.indexOf(timeMark)
    const id = { at: template.indexOf(messageId(station, 0)) + 24, width: 12 }
    const values = counters.flatMap(({ after, width }) =>
      occurrences(template, after).map((at) => ({ at: at + after.length, width })),
    )
    this.#numbers = [id, ...values]
  }

  /** Makes it the n-th call, sent now. */
  number(n: number): void {
    if (this.#stamp >= 0) {
      const stamp = stampNow()
      for (let i = 0; i < stamp.length; i++) this.#put(this.#stamp + i, stamp.charCodeAt(i))
    }
    for (const { at, width } of this.#numbers) {
      let rest = n
      for (let i = width - 1; i >= 0; i--) {
        this.#put(at + i, 48 + (rest % 10))
        rest = Math.floor(rest / 10)
      }
    }
  }

  #put(at: number, code: number): void {
    this.bytes[this.#start + at] = code ^ (this.#key[at & 3] ?? 0)
  }
}

/** What a server sent: the bytes of one message. */
export type OnMessage = (opcode: number, bytes: Buffer, from: number, to: number) => void

/** Cuts what a server sends into messages. */
export class FrameReader {
  readonly #onMessage: OnMessage
  #rest: Buffer | undefined
  #parts: Buffer[] = []

  constructor(onMessage: OnMessage) {
    this.#onMessage = onMessage
  }

  /** Takes bytes as they come. */
  push(data: Buffer): void {
    const bytes = this.#rest === undefined ? data : Buffer.concat([this.#rest, data])
    let at = 0
    while (bytes.length - at >= 2) {
      const short = bytes.readUInt8(at + 1) & 127
      const head = short === 126 ? 4 : short === 127 ? 10 : 2
      if (bytes.length - at < head) break
      const length = lengthAt(bytes, at, short)
      if (bytes.length - at < head + length) break
      this.#frame(bytes, { first: bytes.readUInt8(at), from: at + head, to: at + head + length })
      at += head + length
    }
    this.#rest = at < bytes.length ? bytes.subarray(at) : undefined
  }

  #frame(bytes: Buffer, { first, from, to }: { first: number; from: number; to: number }): void {
    const opcode = first & 15
    const last = (first & 128) !== 0
    if (last && opcode !== opcodes.more) return this.#onMessage(opcode, bytes, from, to)
    this.#parts.push(Buffer.from(bytes.subarray(from, to)))
    if (!last) return
    const whole = Buffer.concat(this.#parts)
    this.#parts = []
    this.#onMessage(opcodes.text, whole, 0, whole.length)
  }
}

function lengthAt(bytes: Buffer, at: number, short: number): number {
  if (short === 126) return bytes.readUInt16BE(at + 2)
  return short === 127 ? Number(bytes.readBigUInt64BE(at + 2)) : short
}

function occurrences(text: string, part: string): number[] {
  const found: number[] = []
  for (let at = text.indexOf(part); at >= 0; at = text.indexOf(part, at + 1)) found.push(at)
  return found
}

let stampedAt = 0
let stamped = ''

/** The text of this millisecond, made once for all stations. */
function stampNow(): string {
  const now = Date.now()
  if (now !== stampedAt) {
    stampedAt = now
    stamped = new Date(now).toISOString()
  }
  return stamped
}
