import { type Fault, type FaultKind, fault, faultKinds } from '../fault.ts'

const longestStack = 2000
const frame = /^\s*at (?:(.*) \()?(.*):(\d+):(\d+)\)?$/

/** The sources of a plugin. */
export interface Sources {
  readonly sources: ReadonlyMap<string, unknown>
  readonly entry: string
}

/** A fault in the engine's words, with the place in the plugin's own files where it can be told. */
export function placed(found: Fault, { sources, entry }: Sources): Fault {
  const own = (found.stack ?? '').split('\n').flatMap((line) => {
    const [, , file = '', row, column] = frame.exec(line) ?? []
    return sources.has(file)
      ? [{ text: line, file, line: Number(row), column: Number(column) }]
      : []
  })
  const [top = missingExport(found.message, sources)] = own
  const { file = entry, line, column } = top ?? {}
  const stack = [found.message, ...own.map(({ text }) => text)].join('\n').slice(0, longestStack)
  return fault(kindOf(found), hinted(found.message), {
    file,
    line,
    column,
    stack: own.length > 0 ? stack : undefined,
  })
}

/** A fault as the guest wrote it, which it may have done to deceive. */
export function faultIn(text: string): Fault | undefined {
  try {
    const { kind, message, stack }: Readonly<Record<string, unknown>> = { ...JSON.parse(text) }
    const known = faultKinds.find((one) => one === kind)
    if (known === undefined || typeof message !== 'string') return undefined
    return fault(known, message, typeof stack === 'string' ? { stack } : {})
  } catch {
    return undefined
  }
}

/** The place of some text in a source, lines and columns from 1. */
export function placeIn(source: string, text: string): Pick<Fault, 'line' | 'column'> {
  const index = source.indexOf(text)
  if (index < 0) return {}
  const before = source.slice(0, index).split('\n')
  return { line: before.length, column: (before.at(-1)?.length ?? 0) + 1 }
}

/** The engine says it with errors that code may catch, and may not. */
function kindOf({ kind, message }: Fault): FaultKind {
  const bounds = /^(InternalError|SyntaxError|RangeError): (out of memory|stack overflow)$/
  return kind === 'thrown' && bounds.test(message) ? 'memory' : kind
}

const missing: Readonly<Record<string, string>> = {
  console: 'use context.log()',
  setTimeout: 'a hook answers at once',
  setInterval: 'a hook answers at once',
  process: 'a plugin sees only what its hooks are given',
  require: 'a plugin imports with import',
  fetch: 'a plugin has no network',
  Intl: 'a plugin has ECMAScript without Intl',
  structuredClone: 'a plugin has ECMAScript only',
  URL: 'a plugin has ECMAScript only',
}

/** The engine does not say which import it is that asks for a name that is not there. */
function missingExport(message: string, sources: Sources['sources']) {
  const name = /^SyntaxError: Could not find export '([^']+)'/.exec(message)?.[1]
  if (name === undefined) return undefined
  for (const [file, source] of sources) {
    const place = typeof source === 'string' ? placeIn(source, name) : {}
    if (place.line !== undefined) return { file, ...place }
  }
  return undefined
}

/** Names that plugins reach for in vain, with what to do instead. */
function hinted(message: string): string {
  const name = /^ReferenceError: '?(\w+)'? is not defined$/.exec(message)?.[1] ?? ''
  const hint = /^SyntaxError: Could not find export/.test(message)
    ? 'a type is imported with import type'
    : Object.hasOwn(missing, name)
      ? missing[name]
      : undefined
  return hint === undefined ? message : `${message}: ${hint}`
}
