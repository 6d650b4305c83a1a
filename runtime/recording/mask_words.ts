import type { SecretKind } from './mask_names.ts'

/** Shorter secrets are masked where they stand by themselves, but not looked for inside other text. */
const shortest = 6
const shortestStation = 3
/** Most secrets of one recording that are told apart; a station that makes them up gets no more. */
const most = 20_000
/** Letters at the beginning of a serial number or an identity that name a product, and are kept. */
const series = /^[A-Za-z]{2,4}(?![A-Za-z])(?=[A-Za-z0-9._-]{6,}$)/

interface Secret {
  /** Lower case. */
  readonly text: string
  /** Characters, as it was written. */
  readonly length: number
  /** Where its first word begins. */
  readonly offset: number
  readonly mask: string
}

/**
 * The masks of one recording: the same value has the same mask, whatever its case, so that what
 * belongs together still does.
 */
export class MaskWords {
  readonly #masks = new Map<string, string>()
  /** Secrets to look for in text, by their first word. */
  readonly #byWord = new Map<string, Secret[]>()
  readonly #counts = new Map<SecretKind, number>()
  /** What is no secret, even where it stands in place of one. */
  readonly #spared: ReadonlySet<string>

  /** `after` is text with masks that must not be given again, such as a file that is continued. */
  constructor(options: { readonly after?: string; readonly spared?: readonly string[] } = {}) {
    this.#spared = new Set(options.spared?.map((one) => one.toLowerCase()))
    for (const [, kind = '', number] of options.after?.matchAll(maskPattern) ?? []) {
      if (!isKind(kind)) continue
      this.#counts.set(kind, Math.max(this.#counts.get(kind) ?? 0, Number(number)))
    }
  }

  /** The mask of a value; an empty one says that there is none, which is no secret. */
  mask(kind: SecretKind, value: string): string {
    if (value.trim() === '') return value
    const text = value.toLowerCase()
    const given = this.#masks.get(text)
    if (given !== undefined) return given
    if (this.#masks.size >= most) return `${kind}-0`
    const number = (this.#counts.get(kind) ?? 0) + 1
    this.#counts.set(kind, number)
    const beginning = kind === 'SERIAL' || kind === 'STATION' ? series.exec(value)?.[0] : undefined
    const mask = `${beginning === undefined ? '' : `${beginning}-`}${kind}-${number}`
    this.#masks.set(text, mask)
    const long = value.length >= (kind === 'STATION' ? shortestStation : shortest)
    if (long && !this.#spared.has(text)) this.#lookFor(value, mask)
    return mask
  }

  /** Text in which every secret known by now is masked. */
  cleaned(text: string): string {
    if (text.length < shortestStation || this.#byWord.size === 0) return text
    let cleaned = ''
    let done = 0
    for (const { 0: word, index } of text.matchAll(wordPattern)) {
      const candidates = index < done ? undefined : this.#byWord.get(word.toLowerCase())
      const found = candidates?.find((one) => stands(text, index - one.offset, one))
      if (found === undefined || index - found.offset < done) continue
      cleaned += text.slice(done, index - found.offset) + found.mask
      done = index - found.offset + found.length
    }
    return done === 0 ? text : cleaned + text.slice(done)
  }

  #lookFor(value: string, mask: string): void {
    const first = wordPattern.exec(value)
    wordPattern.lastIndex = 0
    if (first === null) return
    const word = first[0].toLowerCase()
    const secret = { text: value.toLowerCase(), length: value.length, offset: first.index, mask }
    const list = this.#byWord.get(word)
    if (list === undefined) this.#byWord.set(word, [secret])
    else {
      list.push(secret)
      // The longest first, since one may be the beginning of another.
      list.sort((a, b) => b.length - a.length)
    }
  }
}

const wordPattern = /[\p{L}\p{N}]+/gu
const maskPattern = /\b(TAG|SERIAL|ICCID|IMSI|NAME|SECRET|SIGNED|STATION)-(\d{1,9})\b/g

/** Whether a secret stands here, and ends where a word does. */
function stands(text: string, start: number, secret: Secret): boolean {
  const end = start + secret.length
  if (start < 0 || text.slice(start, end).toLowerCase() !== secret.text) return false
  const last = text.charAt(end - 1)
  return end >= text.length || !isWord.test(last) || !isWord.test(text.charAt(end))
}

const isWord = /[\p{L}\p{N}]/u

function isKind(word: string): word is SecretKind {
  return maskKinds.has(word)
}

const maskKinds: ReadonlySet<string> = new Set([
  'TAG',
  'SERIAL',
  'ICCID',
  'IMSI',
  'NAME',
  'SECRET',
  'SIGNED',
  'STATION',
])
