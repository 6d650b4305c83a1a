import type { Node } from 'jsonc-parser'
import { jsonc } from '../jsonc.ts'
import type { Finding } from './finding.ts'

/** Where something is in a JSON document: property names and positions in lists. */
export type JsonPath = readonly (string | number)[]

/** A place in a file, 1-based; the column counts UTF-16 units. */
export interface Place {
  readonly line: number
  readonly column: number
}

/** The text of a file and its syntax tree: finds the line and column of a JSON path. */
export class SourceText {
  readonly file: string
  readonly #text: string
  readonly #tree: () => Node | undefined
  #root: Node | undefined
  #starts: readonly number[] | undefined

  /** @param tree gives the tree; it is asked only for a place, which few files need */
  constructor(file: string, text: string, tree: () => Node | undefined = () => undefined) {
    this.file = file
    this.#text = text
    this.#tree = tree
  }

  /** Place of an offset into the text. */
  placeOf(offset: number): Place {
    this.#starts ??= lineStarts(this.#text)
    let low = 0
    let high = this.#starts.length - 1
    while (low < high) {
      const middle = (low + high + 1) >> 1
      if ((this.#starts[middle] ?? 0) <= offset) low = middle
      else high = middle - 1
    }
    return { line: low + 1, column: offset - (this.#starts[low] ?? 0) + 1 }
  }

  /**
   * Place of the value at a path, or of the nearest thing around it that is there.
   * @param options.name the place of the property's name, not of its value
   */
  locate(path: JsonPath, options: { readonly name?: boolean } = {}): Place {
    this.#root ??= this.#tree()
    if (this.#root === undefined) return { line: 0, column: 0 }
    for (let length = path.length; length > 0; length--) {
      const node = jsonc().findNodeAtLocation(this.#root, path.slice(0, length))
      if (node === undefined) continue
      const named = options.name === true && length === path.length
      const name = named && node.parent?.type === 'property' ? node.parent : node
      return this.placeOf(name.offset)
    }
    return this.placeOf(this.#root.offset)
  }
}

function lineStarts(text: string): readonly number[] {
  return [0, ...Array.from(text.matchAll(/\r\n|\r|\n/g), (m) => m.index + m[0].length)]
}

/** A path in a file, or with `name` the name of the property there. */
export interface Spot {
  readonly source: SourceText
  readonly path: JsonPath
  readonly name?: boolean | undefined
}

/** A finding about a spot. */
export function findingAt(
  { source, path, name = false }: Spot,
  what: Pick<Finding, 'level' | 'rule' | 'message' | 'item'>,
): Finding {
  return { ...what, file: source.file, ...source.locate(path, { name }), path: pathText(path) }
}

/** A path as messages write it: `items[3].read.map["*"]`. */
export function pathText(path: JsonPath): string {
  return path.reduce<string>((before, step) => {
    if (typeof step === 'number') return `${before}[${step}]`
    if (!/^[A-Za-z_$][\w$]*$/.test(step)) return `${before}[${JSON.stringify(step)}]`
    return before === '' ? step : `${before}.${step}`
  }, '')
}
