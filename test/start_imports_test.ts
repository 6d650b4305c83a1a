import { readFileSync } from 'node:fs'
import { builtinModules } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { test } from 'uvu'
import * as assert from 'uvu/assert'

/** Packages that may be loaded before the first wallbox is served; others must wait until they are wanted. */
const packages = ['commander', 'jsonc-parser', 'pino', 'valibot', 'ws']
/** Parts of ours that must not be. */
const later =
  /^(runtime\/http\/(app|openapi|docs)|runtime\/simulator\/|runtime\/recording\/replay|codegen\/)/

const root = fileURLToPath(new URL('../', import.meta.url))
const begin = [
  'runtime/main.ts',
  'runtime/cli/start.ts',
  'runtime/runtime.ts',
  'runtime/serve/node.ts',
]

test('nothing is loaded before the first wallbox that it does not need', () => {
  const { files, outside } = reached(begin)
  assert.equal(
    outside.filter((name) => !packages.includes(name)),
    [],
  )
  assert.equal(
    files.filter((file) => later.test(file)),
    [],
  )
  assert.ok(files.includes('runtime/serve/stations.ts'))
})

/** Files and packages that are loaded with these files, types aside. */
function reached(from: readonly string[]) {
  const files = new Set(from)
  const outside = new Set<string>()
  for (const file of files) {
    for (const target of importsOf(file)) {
      if (target.startsWith('.')) files.add(join(dirname(file), target))
      else outside.add(target.split('/', target.startsWith('@') ? 2 : 1).join('/'))
    }
  }
  return { files: [...files], outside: [...outside].sort() }
}

function importsOf(file: string): string[] {
  const text = readFileSync(join(root, file), 'utf8')
  const found = text.matchAll(/^(?:import|export)\s+(?!type\b)([^'`;]*?from\s+)?'([^']+)'/gm)
  return [...found]
    .filter(([, names = '']) => !isTypesOnly(names))
    .map(([, , target = '']) => target)
    .filter((target) => !target.startsWith('node:') && !builtinModules.includes(target))
}

function isTypesOnly(names: string): boolean {
  const [, list] = /^\{([^}]*)\}/.exec(names.trim()) ?? []
  const each = list?.split(',').filter((name) => name.trim() !== '') ?? []
  return each.length > 0 && each.every((name) => name.trim().startsWith('type '))
}

test.run()
