import { keyKind, memberKind, type SecretKind } from './mask_names.ts'
import { MaskWords } from './mask_words.ts'

/** Deepest nesting that is looked through; what is deeper counts as text. */
const deepest = 64

/** Where a value stands. */
interface Place {
  readonly depth: number
  /** What it is, by the name of its member. */
  readonly kind?: SecretKind | undefined
  /** Name of the setting whose value it holds. */
  readonly key?: string | undefined
  /** It is a reading, whose digits mean nothing else. */
  readonly reading?: boolean | undefined
}

/** Masks the secrets in frames and in text. */
export class MaskText {
  readonly words: MaskWords

  constructor(options: ConstructorParameters<typeof MaskWords>[0]) {
    this.words = new MaskWords(options)
  }

  /** A frame without its secrets; `undefined` when it is nested too deeply. */
  frame(frame: readonly unknown[]): unknown {
    if (isDeep(frame, deepest)) return undefined
    // The action of a call is no secret.
    return frame.map((element, index) =>
      index === 2 && frame[0] === 2 ? element : this.#value(element, { depth: 0 }),
    )
  }

  /** Text that is no frame, though it was meant to be one. */
  broken(text: string): string {
    const readable = text.replace(escaped, (_, code: string) =>
      String.fromCharCode(Number.parseInt(code, 16)),
    )
    const kinds = [...readable.matchAll(keyNames)].flatMap(([, key = '']) => keyKind(key, '') ?? [])
    const [kind] = kinds
    return this.plain(readable, (name) =>
      kind !== undefined && valueNames.has(name) ? kind : memberKind(name),
    )
  }

  /** Text for people, or of a vendor: also what looks like a member of something is looked at. */
  plain(text: string, kindOf: (name: string) => SecretKind | undefined = memberKind): string {
    if (text.length < 3 || isTime.test(text)) return text
    if (text.startsWith('OCMF|')) return this.words.mask('SIGNED', text)
    let masked = text
    if (masked.includes('PRIVATE KEY-----')) {
      masked = masked.replace(privateKey, (one) => this.words.mask('SECRET', one))
    }
    if (masked.includes('/files/')) {
      masked = masked.replace(fileKey, (_, path: string, key: string) => {
        return `${path}${this.words.mask('SECRET', key)}`
      })
    }
    if (/[:=]/.test(masked)) {
      masked = masked.replace(assignment, (all, name: string, between: string, value: string) => {
        const kind = kindOf(name)
        return kind === undefined ? all : `${name}${between}${this.#quoted(kind, value)}`
      })
      masked = masked.replace(userInfo, (_, scheme: string, user: string) => {
        return `${scheme}${this.words.mask('SECRET', user)}@`
      })
    }
    masked = masked.replace(bearer, (_, scheme: string, value: string) => {
      return `${scheme} ${this.words.mask('SECRET', value)}`
    })
    if (masked.includes('@')) masked = masked.replace(email, (one) => this.words.mask('NAME', one))
    return this.words.cleaned(masked)
  }

  #value(value: unknown, place: Place): unknown {
    const { kind, key, reading } = place
    if (typeof value === 'string') return this.#text(value, place)
    if (typeof value === 'number' && kind !== undefined) return this.#number(kind, value)
    if (typeof value !== 'object' || value === null) return value
    const depth = place.depth + 1
    if (Array.isArray(value)) return value.map((one) => this.#value(one, { ...place, depth }))
    // What an object is called says nothing of every member in it.
    return this.#members(value, { depth, key, reading })
  }

  #text(value: string, { kind, reading = false, depth }: Place): string {
    if (kind !== undefined) return this.words.mask(kind, value)
    if (reading) return value
    const nested = depth < deepest ? nestedJson(value) : undefined
    if (nested === undefined || isDeep(nested, deepest - depth)) return this.plain(value)
    return JSON.stringify(this.#value(nested, { depth: depth + 1 }))
  }

  /** Stays a number, because what it is has consequences. */
  #number(kind: SecretKind, value: number): number {
    return Number(/\d+$/.exec(this.words.mask(kind, String(value)))?.[0] ?? 0)
  }

  #members(value: object, { depth, ...outer }: Place): object {
    const key = keyOf(value) ?? outer.key
    const isSigned = 'format' in value && /^\s*signeddata\s*$/i.test(String(value.format))
    const members = Object.entries(value).map(([name, member]): [string, unknown] => {
      const isValue = valueNames.has(name)
      const ofKey = key !== undefined && isValue ? keyKind(key, member) : undefined
      const kind = ofKey ?? (isSigned && isValue ? 'SIGNED' : memberKind(name))
      const place: Place = {
        depth,
        kind,
        key: name === 'variableAttribute' ? key : undefined,
        reading: outer.reading === true || name === 'sampledValue',
      }
      return [name, this.#value(member, place)]
    })
    return Object.fromEntries(members)
  }

  #quoted(kind: SecretKind, value: string): string {
    const [, open = '', inner = '', close = ''] = /^(\\*["']?)(.*?)(\\*["']?)$/s.exec(value) ?? []
    const isNumber = open === '' && /^\d{1,15}$/.test(inner)
    return isNumber
      ? String(this.#number(kind, Number(inner)))
      : `${open}${this.words.mask(kind, inner)}${close}`
  }
}

const valueNames: ReadonlySet<string> = new Set(['value', 'attributeValue'])
const keyNames = /["'](?:key|name|variable)\\*["']\s*:\s*\\*["']([\w .-]{1,100})/g
const escaped = /\\u00(2[013-9a-f]|[34][0-9a-f]|5[0-9abd-f]|[67][0-9a-f])/gi
const isTime = /^\d{4}-\d\d-\d\dT[\d:.]+(Z|[+-]\d\d:?\d\d)?$/
/** A name, what is between, and a value: quoted, quoted inside of quotes, cut off, or bare. */
const assignment =
  /([A-Za-z_][\w.-]{1,40})(\\*["']?\s*[:=]\s*)(\\+"[^"]*"?|"(?:[^"\\]|\\.)*"?|'(?:[^'\\]|\\.)*'?|[^\s"',;&{}[\]()\\]+)/g
/** The key in the URL of a file of a station. */
const fileKey = /(\/files\/)([0-9a-f]{32})(?![0-9a-f])/g
// Line ends may be escaped, once or more.
const privateKey =
  /-----BEGIN [A-Z ]{0,20}PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]{0,20}PRIVATE KEY-----|$)/g
const userInfo = /\b([a-z]{2,10}:\/\/)([^\s/@"']+)@/gi
const bearer = /\b(Basic|Bearer)\s+([\w+/=.~-]{6,})/g
const email = /(?<![\w.+/-])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}/g

/** Name of the setting that an object is about: `key` (1.6) or the name of `variable` (2.x). */
function keyOf(value: object): string | undefined {
  for (const name of ['key', 'variable', 'name']) {
    const found: unknown = Object.hasOwn(value, name) ? Reflect.get(value, name) : undefined
    if (typeof found === 'string') return found
    if (typeof found !== 'object' || found === null || !('name' in found)) continue
    if (typeof found.name === 'string') return found.name
  }
  return undefined
}

/** What a text holds as JSON: a list, an object, or a text once more. */
function nestedJson(text: string): object | string | undefined {
  if (!/^\s*[[{"]/.test(text)) return undefined
  try {
    const value: unknown = JSON.parse(text)
    const isText = typeof value === 'string'
    return isText || (typeof value === 'object' && value !== null) ? value : undefined
  } catch {
    return undefined
  }
}

function isDeep(value: unknown, left: number): boolean {
  if (typeof value !== 'object' || value === null) return false
  return left === 0 || Object.values(value).some((one) => isDeep(one, left - 1))
}
