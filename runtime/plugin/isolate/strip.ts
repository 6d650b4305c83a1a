import stripper from '@swc/wasm-typescript'
import { type Fault, fault } from '../fault.ts'
import type { Module } from './messages.ts'

/**
 * Takes the types out of a source and leaves blanks, so that lines and columns stay. What needs more
 * than that (`enum`, `namespace`, parameter properties) is refused, as Node does it.
 * @throws what the stripper throws when it breaks; it must not be used again
 */
export function stripTypes(file: string, text: string): string | Fault {
  try {
    const options = { mode: 'strip-only', module: true, filename: file } as const
    return stripper.transformSync(text, options).code
  } catch (error) {
    const found = complaint(error)
    if (found === undefined) throw error
    return fault('load', `SyntaxError: ${found.message}`, {
      file,
      line: found.line,
      column: found.column,
    })
  }
}

/** It throws plain objects for what is wrong with the source, and errors when it is broken itself. */
function complaint(
  error: unknown,
): { message: string; line?: number; column?: number } | undefined {
  if (typeof error !== 'object' || error === null || error instanceof Error) return undefined
  const found: Readonly<Record<string, unknown>> = { ...error }
  if (typeof found.message !== 'string') return undefined
  return {
    message: found.message,
    ...(typeof found.startLine === 'number' && { line: found.startLine }),
    ...(typeof found.startColumn === 'number' && { column: found.startColumn + 1 }),
  }
}

/** Takes the types out of those files that have any. */
export function stripAll(files: readonly (readonly [path: string, text: string])[]): Module[] {
  return files.map(([path, text]) => [path, codeOf(path, text)])
}

function codeOf(path: string, text: string): string | Fault {
  // The engine takes its modules as C strings.
  if (text.includes('\0')) return fault('load', 'It holds a NUL character', { file: path })
  return /\.m?ts$/.test(path) ? stripTypes(path, text) : text
}
