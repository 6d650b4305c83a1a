/** A value in a JSON text that is no object and no list. */
export interface Leaf {
  /** Names of members and positions in lists that lead to it. */
  readonly path: readonly (string | number)[]
  /** Where it begins, and where it ends; quotes belong to it. */
  readonly start: number
  readonly end: number
}

/**
 * All leaves of a text that `JSON.parse` takes, in their order; `undefined` when an object has a
 * member twice, so that not every leaf counts.
 */
export function leavesOf(text: string): readonly Leaf[] | undefined {
  const walk = new Walk(text)
  return walk.value([]) ? walk.leaves : undefined
}

class Walk {
  readonly leaves: Leaf[] = []
  readonly #text: string
  #at = 0

  constructor(text: string) {
    this.#text = text
  }

  /** Goes over a value; `false` when a member is there twice. */
  value(path: Leaf['path']): boolean {
    const first = this.#next()
    if (first === '{') return this.#object(path)
    if (first === '[') return this.#list(path)
    const start = this.#at
    if (first === '"') this.#string()
    else while (/[^\s,\]}]/.test(this.#text[this.#at] ?? ',')) this.#at++
    this.leaves.push({ path, start, end: this.#at })
    return true
  }

  #object(path: Leaf['path']): boolean {
    const names = new Set<string>()
    this.#at++
    while (this.#next() !== '}') {
      if (this.#text[this.#at] === ',') this.#at++
      this.#next()
      const name = this.#string()
      if (names.has(name)) return false
      names.add(name)
      this.#next()
      this.#at++
      if (!this.value([...path, name])) return false
    }
    this.#at++
    return true
  }

  #list(path: Leaf['path']): boolean {
    this.#at++
    for (let index = 0; this.#next() !== ']'; index++) {
      if (this.#text[this.#at] === ',') this.#at++
      if (!this.value([...path, index])) return false
    }
    this.#at++
    return true
  }

  /** The next character that is not blank. */
  #next(): string {
    while (/\s/.test(this.#text[this.#at] ?? '')) this.#at++
    return this.#text[this.#at] ?? ''
  }

  #string(): string {
    const start = this.#at++
    while (this.#text[this.#at] !== '"') this.#at += this.#text[this.#at] === '\\' ? 2 : 1
    this.#at++
    return String(JSON.parse(this.#text.slice(start, this.#at)))
  }
}
