/** Chunks of what a reader missed, made as fast as it reads them; `'lost'` when that is gone. */
export type Backlog = Iterator<string, 'live' | 'lost'>

/** Settings of an {@link EventReader}. */
export interface EventReaderOptions {
  readonly backlog: Backlog
  /** Most bytes that may wait for the reader. */
  readonly maxBytes: number
  /** Whether it still may read; asked before it gets anything. */
  readonly mayRead?: (() => boolean) | undefined
  /** Called once: with the reason when the reader was cut off, without when it left. */
  readonly onEnd: (reason?: string) => void
}

const encoder = new TextEncoder()

/**
 * One reader of events. It holds what is not yet read, up to a bound; what is larger, a snapshot
 * say, is made piece by piece as it is asked for.
 */
export class EventReader {
  readonly stream: ReadableStream<Uint8Array>
  readonly #options: EventReaderOptions
  readonly #waiting: Uint8Array[] = []
  #bytes = 0
  #backlog: Backlog | undefined
  #controller: ReadableStreamDefaultController<Uint8Array> | undefined
  #asked = false
  #moved = true
  #ended = false

  constructor(options: EventReaderOptions) {
    this.#options = options
    this.#backlog = options.backlog
    this.stream = new ReadableStream<Uint8Array>(
      {
        start: (controller) => {
          this.#controller = controller
        },
        pull: () => this.#pull(),
        cancel: () => this.#end(),
      },
      // Nothing waits in the stream itself, where it could not be counted or dropped.
      { highWaterMark: 0 },
    )
  }

  /** Whether it has caught up and takes changes as they come. */
  get live(): boolean {
    return this.#backlog === undefined && !this.#ended
  }

  /** Hands over bytes, which are not copied; a reader that has too much waiting is cut off. */
  send(bytes: Uint8Array): void {
    if (this.#ended || !this.#permitted()) return
    if (this.#asked) {
      this.#write(bytes)
      return
    }
    this.#waiting.push(bytes)
    this.#bytes += bytes.byteLength
    if (this.#bytes > this.#options.maxBytes) this.cut('reads too slowly')
  }

  /** Whether it has read anything, or had nothing to read, since this was asked last. */
  moved(): boolean {
    const moved = this.#moved || this.#asked
    this.#moved = false
    return moved
  }

  /** Ends the stream; what waits is dropped. A reader that reads again sees the end. */
  cut(reason?: string): void {
    if (this.#ended) return
    this.#end(reason)
    if (this.#asked) this.#controller?.close()
  }

  /** Resets the connection of a reader that was cut off and has not even read the end. */
  abort(): void {
    this.#controller?.error('Disconnected a reader of events that had stopped reading')
  }

  #permitted(): boolean {
    if (this.#options.mayRead?.() !== false) return true
    this.cut('may read no longer')
    return false
  }

  #pull(): void {
    if (this.#ended || !this.#permitted()) {
      this.#controller?.close()
      return
    }
    this.#moved = true
    this.#asked = true
    while (this.#backlog !== undefined) {
      const { done, value } = this.#backlog.next()
      if (!done) {
        if (value === '') continue
        this.#write(encoder.encode(value))
        return
      }
      this.#backlog = undefined
      if (value === 'lost') {
        this.cut('fell too far behind')
        return
      }
    }
    if (this.#waiting.length === 0) return
    const bytes = joined(this.#waiting, this.#bytes)
    this.#waiting.length = 0
    this.#bytes = 0
    this.#write(bytes)
  }

  #write(bytes: Uint8Array): void {
    this.#asked = false
    this.#controller?.enqueue(bytes)
  }

  #end(reason?: string): void {
    if (this.#ended) return
    this.#ended = true
    this.#waiting.length = 0
    this.#backlog = undefined
    this.#options.onEnd(reason)
  }
}

function joined(parts: readonly Uint8Array[], length: number): Uint8Array {
  const [first] = parts
  if (first !== undefined && parts.length === 1) return first
  const whole = new Uint8Array(length)
  let offset = 0
  for (const part of parts) {
    whole.set(part, offset)
    offset += part.byteLength
  }
  return whole
}
