import type { TestServer } from './server.ts'

/** A server-sent event as it came. */
export interface SeenEvent {
  readonly event: string
  readonly id: string | undefined
  /** The data as JSON. */
  readonly data: { readonly [name: string]: unknown } | undefined
  /** Text of a comment, where it is one. */
  readonly comment?: string
}

/** A reader of events. */
export class EventSourceReader implements AsyncDisposable {
  readonly response: Response
  readonly #reader: ReadableStreamDefaultReader<string>
  readonly #closing: AbortController
  #text = ''
  /** Id of the last event, as a browser would send it after a break. */
  lastId = ''

  constructor(response: Response, closing: AbortController) {
    if (response.body === null) throw new Error('No stream')
    this.response = response
    this.#closing = closing
    this.#reader = response.body.pipeThrough(new TextDecoderStream()).getReader()
  }

  /** The next block that is no mere position; `undefined` at the end. */
  async next(): Promise<SeenEvent | undefined> {
    for (;;) {
      const end = this.#text.indexOf('\n\n')
      if (end < 0) {
        const { done, value } = await this.#reader.read()
        if (done) return undefined
        this.#text += value
        continue
      }
      const lines = this.#text.slice(0, end).split('\n')
      this.#text = this.#text.slice(end + 2)
      const field = (name: string) =>
        lines
          .find((line) => line.startsWith(`${name}:`))
          ?.slice(name.length + 1)
          .trim()
      const id = field('id')
      if (id !== undefined) this.lastId = id
      const comment = field('')
      const [event, data] = [field('event'), field('data')]
      if (comment !== undefined) return { event: '', id, data: undefined, comment }
      if (event !== undefined) return { event, id, data: data && JSON.parse(data) }
    }
  }

  /** `count` events as `address key value`. */
  async take(count: number): Promise<string[]> {
    const seen: string[] = []
    while (seen.length < count) {
      const next = await this.next()
      if (next === undefined) throw new Error(`Ended after ${seen.join(', ')}`)
      const { address, key, value } = next.data ?? {}
      seen.push(next.event === 'item' ? `${address} ${key} ${value}` : next.event)
    }
    return seen
  }

  /** Reads up to the first position, from which on nothing is missed. */
  async ready(): Promise<this> {
    while (this.lastId === '') {
      const { value = '' } = await this.#reader.read()
      this.#text += value
      this.lastId = /^id: (\S+)\n\n/m.exec(this.#text)?.[1] ?? ''
    }
    return this
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#closing.abort()
    await this.#reader.cancel().catch(() => undefined)
  }
}

/** Opens `/events` with a query such as `?key=voltage`. */
export async function openEvents(
  server: TestServer,
  query = '',
  headers: Record<string, string> = {},
): Promise<EventSourceReader> {
  const closing = new AbortController()
  const response = await fetch(`${server.base}/events${query}`, {
    headers,
    signal: closing.signal,
  })
  return new EventSourceReader(response, closing)
}
