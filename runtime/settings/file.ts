import type { Node, ParseError } from 'jsonc-parser'
import { jsonc } from '../jsonc.ts'
import { plainJson } from '../plain_json.ts'

type Path = readonly (string | number)[]

/** A settings file that could be read: its values by name, and where each of them stands. */
export interface SettingsFile {
  readonly values: ReadonlyMap<string, unknown>
  /** `file:line:column` of a value, or of the nearest thing around it. */
  place(path: Path): string
}

/** Outcome of {@link parseSettingsFile}. */
export type ParsedFile =
  | { readonly ok: true; readonly file: SettingsFile }
  | { readonly ok: false; readonly problem: string }

/**
 * Reads a settings file: JSON in which comments and trailing commas are allowed.
 * @param name how messages call the file
 */
export function parseSettingsFile(source: string, name: string): ParsedFile {
  const text = source.replace(/^\uFEFF/, '')
  const plain = plainJson(text)?.value
  if (typeof plain === 'object' && plain !== null && !Array.isArray(plain)) {
    const place = (path: Path) => placeIn(text, { name, path, root: jsonc().parseTree(text) })
    return { ok: true, file: { values: new Map(Object.entries(plain)), place } }
  }
  const { getNodeValue, parseTree, printParseErrorCode } = jsonc()
  const errors: ParseError[] = []
  const root = parseTree(text, errors, { allowTrailingComma: true, disallowComments: false })
  const refuse = (offset: number, what: string): ParsedFile => ({
    ok: false,
    problem: `Cannot read the settings file ${name}:${position(text, offset)}: ${what}`,
  })
  const first = errors[0]
  if (first) return refuse(first.offset, inWords(printParseErrorCode(first.error)))
  if (root?.type !== 'object') return refuse(root?.offset ?? 0, 'an object in braces is expected')
  const values = new Map<string, unknown>()
  for (const property of root.children ?? []) {
    const [key, value] = property.children ?? []
    if (!key || !value) continue
    const word = String(getNodeValue(key))
    if (values.has(word)) return refuse(key.offset, `"${word}" stands there twice`)
    values.set(word, getNodeValue(value))
  }
  return {
    ok: true,
    file: { values, place: (path) => placeIn(text, { name, path, root }) },
  }
}

function placeIn(
  text: string,
  { name, path, root }: { name: string; path: Path; root: Node | undefined },
): string {
  const offset = root === undefined ? 0 : find(root, path).offset
  return `${name}:${position(text, offset)}`
}

/** The node at a path; where the path leads nowhere, the last node on the way. */
function find(root: Node, path: Path): Node {
  let node = root
  for (const step of path) {
    const next =
      node.type === 'object'
        ? node.children?.find((property) => property.children?.[0]?.value === step)?.children?.[1]
        : node.children?.[Number(step)]
    if (!next) break
    node = next
  }
  return node
}

/** `line:column`, both from 1. */
function position(text: string, offset: number): string {
  const before = text.slice(0, offset).split('\n')
  return `${before.length}:${(before.at(-1)?.length ?? 0) + 1}`
}

/** `CommaExpected` becomes `comma expected`. */
function inWords(code: string): string {
  return code.replace(/(?<=[a-z])(?=[A-Z])/g, ' ').toLowerCase()
}
