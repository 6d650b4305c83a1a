import { createRequire } from 'node:module'
import type * as Jsonc from 'jsonc-parser'

let loaded: typeof Jsonc | undefined

/**
 * The parser of JSON with comments, which knows where everything is. It is loaded when it is wanted:
 * plain JSON about which there is nothing to say, as most files are, can do without.
 */
export function jsonc(): typeof Jsonc {
  loaded ??= load()
  return loaded
}

function load(): typeof Jsonc {
  return createRequire(import.meta.url)('jsonc-parser')
}
