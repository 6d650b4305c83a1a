import type { Node, ParseError } from 'jsonc-parser'
import { jsonc } from '../jsonc.ts'
import { plainJson, unusable } from '../plain_json.ts'
import type { Finding } from './finding.ts'
import { pathText, SourceText } from './source_text.ts'
import { show } from './wording.ts'

/** Largest descriptor file, in UTF-16 units; the published table takes 14 000. */
export const maxLength = 1024 * 1024
/** Deepest nesting of lists and objects; a descriptor needs six. */
export const maxDepth = 32

/** A JSON text with comments and trailing commas, parsed. */
export interface ParsedJson {
  readonly source: SourceText
  /** Absent when the text is no JSON. */
  readonly value?: unknown
  readonly findings: readonly Finding[]
}

/** Parses JSON that may hold comments and trailing commas; every defect is a finding. */
export function parseJson(file: string, text: string): ParsedJson {
  const clean = text.startsWith('\uFEFF') ? text.slice(1) : text
  const easy = clean.length > maxLength ? undefined : plainJson(clean, maxDepth)
  if (easy !== undefined) {
    const source = new SourceText(file, clean, () => jsonc().parseTree(clean))
    return { source, value: easy.value, findings: [] }
  }
  const plain = new SourceText(file, clean)
  const at = (offset: number, message: string, path = ''): Finding => {
    const { line, column } = plain.placeOf(offset)
    return { level: 'error', rule: 'json', message, file, line, column, path }
  }
  if (clean.length > maxLength) {
    const message = `The file has ${clean.length} characters; at most ${maxLength} are read`
    return { source: plain, findings: [at(0, message)] }
  }
  const deep = firstTooDeep(clean)
  if (deep !== undefined) {
    const message = `Lists and objects are nested deeper than ${maxDepth} levels`
    return { source: plain, findings: [at(deep, message)] }
  }
  const errors: ParseError[] = []
  const root = jsonc().parseTree(clean, errors, { allowTrailingComma: true })
  const [error] = errors
  if (error !== undefined || root === undefined) {
    return { source: plain, findings: [at(error?.offset ?? 0, syntaxMessage(clean, error))] }
  }
  const source = new SourceText(file, clean, () => root)
  const findings: Finding[] = []
  const value = toValue(root, [], (node, message, path) => {
    findings.push(at(node.offset, message, pathText(path)))
  })
  return { source, value, findings }
}

type Report = (node: Node, message: string, path: readonly (string | number)[]) => void

/** The value of a node; objects have no prototype, so that no name in a file is inherited. */
function toValue(node: Node, path: readonly (string | number)[], report: Report): unknown {
  if (node.type === 'array') {
    return (node.children ?? []).map((child, index) => toValue(child, [...path, index], report))
  }
  if (node.type !== 'object') return node.value
  const object: Record<string, unknown> = Object.create(null)
  for (const property of node.children ?? []) {
    const [name, value] = property.children ?? []
    if (typeof name?.value !== 'string' || value === undefined) continue
    const here = [...path, name.value]
    if (unusable.includes(name.value)) report(name, `${show(name.value)} is no usable name`, here)
    else if (name.value in object) report(name, `${show(name.value)} is there twice`, here)
    object[name.value] = toValue(value, here, report)
  }
  return object
}

/** Offset of the first bracket that is nested too deep, found without recursion. */
function firstTooDeep(text: string): number | undefined {
  const scanner = jsonc().createScanner(text, true)
  let depth = 0
  while (scanner.getPosition() < text.length) {
    scanner.scan()
    const offset = scanner.getTokenOffset()
    const token = scanner.getTokenLength() === 1 ? text[offset] : ''
    if (token === '{' || token === '[') depth += 1
    if (token === '}' || token === ']') depth -= 1
    if (depth > maxDepth) return offset
  }
  return undefined
}

function syntaxMessage(text: string, error: ParseError | undefined): string {
  if (text.trim() === '') return 'The file is empty'
  if (error === undefined) return 'The file is no JSON'
  const code = jsonc().printParseErrorCode(error.error)
  const found = text.slice(error.offset, error.offset + Math.min(error.length, 20))
  const what = error.offset >= text.length ? 'the end of the file' : found.replace(/\s+/g, ' ')
  return `${sentences[code] ?? 'The file is no JSON'}, found ${what}`
}

const sentences: Readonly<Record<string, string>> = {
  InvalidSymbol: 'Expected JSON (text in double quotes, a number, true, false or null)',
  InvalidNumberFormat: 'Expected a number',
  PropertyNameExpected: 'Expected a property name in double quotes',
  ValueExpected: 'Expected a value',
  ColonExpected: 'Expected a colon after the property name',
  CommaExpected: 'Expected a comma',
  CloseBraceExpected: 'Expected a closing brace',
  CloseBracketExpected: 'Expected a closing bracket',
  EndOfFileExpected: 'Expected the end of the file',
  InvalidCommentToken: 'Expected a comment that starts with // or /*',
  UnexpectedEndOfComment: 'Expected */ at the end of the comment',
  UnexpectedEndOfString: 'Expected a double quote at the end of the text',
  UnexpectedEndOfNumber: 'Expected digits',
  InvalidUnicode: 'Expected four hexadecimal digits after \\u',
  InvalidEscapeCharacter: 'Expected one of " \\ / b f n r t u after a backslash',
  InvalidCharacter: 'Expected no control character in text',
}
