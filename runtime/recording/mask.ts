import { percentDecoded } from '../percent_decoded.ts'
import { frameOf, type Opening, type RecordingLine } from './format.ts'
import { MaskText } from './mask_text.ts'

/** How a recording is masked. */
export interface MaskOptions {
  /** Whether the identity of stations is masked too; by default it is not. */
  readonly identity?: boolean
  /** Text with masks that must not be given again, such as a file that is continued. */
  readonly after?: string
  /** Identities that are kept, so that a serial number that is one does not spoil them. */
  readonly stations?: readonly string[]
}

/**
 * Masks the lines of one recording in their order: cards, serial numbers, numbers of SIM cards,
 * names, passwords, keys and signed readings; the same value has the same mask. A secret is known
 * from the line on where it first stands in a member of its own, and masked in all text after it.
 */
export class Masker {
  readonly #text: MaskText
  readonly #identity: boolean

  constructor({ identity = false, after, stations = [] }: MaskOptions = {}) {
    this.#identity = identity
    this.#text = new MaskText({
      ...(after !== undefined && { after }),
      spared: identity ? [] : stations,
    })
  }

  /** A line without its secrets. */
  line(line: RecordingLine): RecordingLine {
    const identity = this.#station(line.identity)
    if (line.kind === 'open') {
      const opening = this.#opening(line.opening, line.identity)
      return { ...line, identity, opening }
    }
    if (line.kind === 'close') {
      const { code, reason } = line.closing
      return { ...line, identity, closing: { code, reason: this.#text.plain(reason) } }
    }
    return { ...line, identity, text: this.#frame(line.text) }
  }

  #station(identity: string): string {
    return this.#identity ? this.#text.words.mask('STATION', identity) : identity
  }

  #opening({ url, headers, offered }: Opening, identity: string): Opening {
    const cleaned = Object.entries(headers).map(([name, value]) => [
      name,
      harmless.test(name) ? this.#text.plain(value) : this.#text.words.mask('SECRET', value),
    ])
    return { url: this.#url(url, identity), headers: Object.fromEntries(cleaned), offered }
  }

  #url(url: string, identity: string): string {
    const [path = '', query] = url.split('?', 2)
    const named = this.#station(identity)
    const segments = path
      .split('/')
      .map((one) =>
        percentDecoded(one) === identity ? encodeURIComponent(named) : this.#text.plain(one),
      )
    const cleaned = segments.join('/')
    return query === undefined ? cleaned : `${cleaned}?${this.#query(query, identity)}`
  }

  /** Whatever a query says besides the identity may be what lets a station in. */
  #query(query: string, identity: string): string {
    const parts = query.split('&').map((part) => {
      const [name = '', value] = part.split('=', 2)
      if (value === undefined) return this.#text.plain(name)
      const isIdentity = percentDecoded(value) === identity
      const mask = isIdentity
        ? this.#station(identity)
        : this.#text.words.mask('SECRET', percentDecoded(value))
      return `${name}=${encodeURIComponent(mask)}`
    })
    return parts.join('&')
  }

  #frame(text: string): string {
    const frame = frameOf(text)
    const masked = frame === undefined ? undefined : this.#text.frame(frame)
    return masked === undefined ? this.#text.broken(text) : JSON.stringify(masked)
  }
}

/** Headers that tell what kind of client it is, and no more. */
const harmless =
  /^(host|origin|user-agent|connection|upgrade|pragma|cache-control|accept(-\w+)?|sec-websocket-(version|key|extensions|protocol))$/i
