import { type Finding, hasError } from './finding.ts'
import { parseJson } from './parse_json.ts'
import type { DescriptorFile } from './schema.ts'
import { findingAt, type SourceText } from './source_text.ts'
import { validate } from './validate.ts'

/** A descriptor file that another builds on. */
export interface BaseText {
  readonly text: string
  /** What messages call it; also tells files apart when a chain of bases runs in a circle. */
  readonly file: string
  readonly slug: string
}

/** Finds the file an `extends` means; `problem` says why it cannot be had, in a few words. */
export type ResolveBase = (
  relativePath: string,
  from: string,
) => BaseText | { readonly problem: string } | undefined

/** One file of a chain of bases, in the right form. */
export interface Layer {
  readonly slug: string
  readonly source: SourceText
  readonly content: DescriptorFile
}

/** A file in the right form, or what is wrong with it. */
export interface ReadLayer {
  readonly layer?: Layer
  readonly findings: readonly Finding[]
}

/** Reads one file of a chain. */
export function readLayer({ file, text, slug }: BaseText): ReadLayer {
  const parsed = parseJson(file, text)
  if (hasError(parsed.findings)) return { findings: parsed.findings }
  const { file: content, findings } = validate(parsed)
  if (content === undefined) return { findings }
  return { layer: { slug, source: parsed.source, content }, findings: [] }
}

/** Reads each file once, for several descriptors that build on the same. */
export function rememberedLayers(): typeof readLayer {
  const known = new Map<string, { readonly text: string; readonly read: ReadLayer }>()
  return (base) => {
    const before = known.get(base.file)
    if (before?.text === base.text) return before.read
    const read = readLayer(base)
    known.set(base.file, { text: base.text, read })
    return read
  }
}

/** Longest chain of files that build on each other. */
export const maxLayers = 16

/**
 * Reads a descriptor and the files it builds on, nearest first. Where one is missing or has not
 * the right form, `layers` is absent and the findings say why.
 */
export function readLayers(
  own: BaseText,
  { resolveBase, read }: { readonly resolveBase: ResolveBase; readonly read: typeof readLayer },
): { readonly layers?: readonly Layer[]; readonly findings: readonly Finding[] } {
  const layers: Layer[] = []
  let next: BaseText | undefined = own
  while (next !== undefined) {
    const { layer, findings } = read(next)
    if (layer === undefined) return { findings }
    layers.push(layer)
    const base = baseOf(layers, layer, resolveBase)
    if (base !== undefined && 'rule' in base) return { findings: [base] }
    next = base
  }
  return { layers, findings: [] }
}

function baseOf(
  layers: readonly Layer[],
  layer: Layer,
  resolveBase: ResolveBase,
): BaseText | Finding | undefined {
  const path = layer.content.extends
  if (path === undefined) return undefined
  const error = (rule: string, message: string) =>
    findingAt({ source: layer.source, path: ['extends'] }, { level: 'error', rule, message })
  const wrong = wrongPath(path)
  if (wrong !== undefined) return error('extends-missing', `Cannot extend "${path}": ${wrong}`)
  const base = resolveBase(path, layer.source.file) ?? { problem: 'there is no such file' }
  if ('problem' in base) return error('extends-missing', `Cannot extend "${path}": ${base.problem}`)
  const circle = layers.findIndex(({ source }) => source.file === base.file)
  if (circle >= 0) {
    const files = layers.slice(circle).map(({ source }) => source.file)
    return error(
      'extends-cycle',
      `The descriptor builds on itself: ${[...files, base.file].join(' → ')}`,
    )
  }
  if (layers.length >= maxLayers) {
    return error('extends-cycle', `More than ${maxLayers} files build on each other`)
  }
  return base
}

/** Why a text is no relative path of a descriptor file, if so. */
function wrongPath(path: string): string | undefined {
  if (/^[A-Za-z][A-Za-z0-9+.-]*:/.test(path) || path.startsWith('/') || path.includes('\\')) {
    return 'expected a relative path with forward slashes'
  }
  if (path.includes('\0')) return 'expected a path without control characters'
  return path.endsWith('.ddf.json') ? undefined : 'expected the name of a *.ddf.json file'
}
