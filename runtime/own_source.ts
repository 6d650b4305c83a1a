import { Buffer } from 'node:buffer'
import { readFile } from 'node:fs/promises'
import process from 'node:process'

/** Sources run where the build does; the ending of this file tells which it is. */
export const sourceEnding = import.meta.url.endsWith('.ts') ? '.ts' : '.js'

/** What holds the folder `runtime` of which this is a part, however deep the build put it. */
const home = new URL(import.meta.url.slice(0, import.meta.url.lastIndexOf('/runtime/') + 1))

/** A module of ours by its path without its ending, such as `runtime/main`. */
export function ownModule(path: string): URL {
  return new URL(path + sourceEnding, home)
}

/** The code of a module of ours, without types. */
export async function codeOf(url: URL): Promise<string> {
  const text = await readFile(url, 'utf8')
  if (sourceEnding === '.js') return text
  const { default: stripper } = await import('@swc/wasm-typescript')
  return stripper.transformSync(text, {
    mode: 'strip-only',
    module: true,
    filename: url.pathname,
  }).code
}

/**
 * What a thread is started with, for the path of a module of ours. Hooks that brought a source of
 * TypeScript into this thread are not there in another, so where the platform cannot read it by
 * itself, it is handed over as text.
 */
export async function threadUrl(path: string): Promise<URL> {
  const url = ownModule(path)
  return new URL(sourceEnding === '.js' || readsTypes() ? url : await textUrl(url))
}

function readsTypes(): boolean {
  const { bun, deno } = process.versions
  const strips = Boolean(Reflect.get(process.features, 'typescript'))
  return strips || bun !== undefined || deno !== undefined
}

/** A module as a `data:` URL, and so is every module of ours that it imports. */
async function textUrl(url: URL): Promise<string> {
  let code = await codeOf(url)
  const imports = [...code.matchAll(/(?:\bfrom |\bimport\()'([^']+)'/g)]
  for (const [found, specifier = ''] of imports) {
    if (specifier.startsWith('node:')) continue
    const target = specifier.startsWith('.')
      ? await textUrl(new URL(specifier, url))
      : import.meta.resolve(specifier)
    code = code.replace(found, () => found.replace(specifier, () => target))
  }
  const named = `${code}\n//# sourceURL=${url.href}`
  return `data:text/javascript;base64,${Buffer.from(named).toString('base64')}`
}
