import { readdirSync, readFileSync, statSync } from 'node:fs'
import { basename, dirname, isAbsolute, normalize, relative, resolve, sep } from 'node:path'
import process from 'node:process'
import { nearest } from '../nearest.ts'
import type { Finding } from './finding.ts'
import { type Loaded, loadDescriptor, type ResolveBase } from './load.ts'
import { maxLength } from './parse_json.ts'

/** How the name of a descriptor file ends. */
export const extension = '.ddf.json'

/** Names of the files that a runtime serves. */
const served = /^[a-z0-9][a-z0-9._-]{0,63}\.ddf\.json$/i

/**
 * Loads a descriptor file and what it extends. It never throws: what cannot be read is a finding.
 * @param options.root the folder that `extends` may not leave; by default that of the file
 */
export function loadDescriptorFile(
  path: string,
  { root = dirname(path) }: { readonly root?: string } = {},
): Loaded {
  const read = readText(path)
  if ('problem' in read) {
    return { findings: [about(path, 'error', `Cannot read the file: ${read.problem}`)] }
  }
  const resolveBase = resolverIn(root)
  const loaded = loadDescriptor(read.text, {
    slug: slugOf(path),
    file: normalize(path),
    resolveBase,
  })
  if (served.test(basename(path))) return loaded
  const message = `Only files named *${extension} are served, with letters, digits, dots, dashes and underscores before that`
  return { ...loaded, findings: [about(path, 'warning', message), ...loaded.findings] }
}

/**
 * Finds what `extends` means on disk, relative to the extending file, inside one folder and its
 * subfolders.
 */
export function resolverIn(root: string): ResolveBase {
  return (relativePath, from) => {
    const path = resolve(dirname(from), relativePath)
    const inside = relative(resolve(root), path)
    if (inside === '..' || inside.startsWith(`..${sep}`) || isAbsolute(inside)) {
      return { problem: `it lies outside of the folder ${root}` }
    }
    // As the extending file is called, so that the same file always has the same name.
    const file = isAbsolute(from) ? path : relative(process.cwd(), path)
    const read = readText(file)
    return 'problem' in read
      ? { problem: `${read.problem}${similar(path)}` }
      : { text: read.text, file, slug: slugOf(file) }
  }
}

/** Name of a descriptor: its file name without `.ddf.json`. */
export function slugOf(path: string): string {
  const name = basename(path)
  return name.endsWith(extension) ? name.slice(0, -extension.length) : name.replace(/\.json$/, '')
}

/** Descriptor files of a folder, sorted by name; throws when it cannot be read. */
export function descriptorFiles(folder: string): string[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith(extension))
    .sort()
}

function readText(path: string): { readonly text: string } | { readonly problem: string } {
  try {
    const { size } = statSync(path)
    if (size > 4 * maxLength) return { problem: `it has ${size} bytes, far too many` }
    return { text: new TextDecoder('utf-8', { fatal: true }).decode(readFileSync(path)) }
  } catch (error) {
    return { problem: reasons[codeOf(error)] ?? String(error) }
  }
}

const reasons: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  ENOTDIR: 'there is no such file',
  EISDIR: 'it is a folder',
  EACCES: 'permission denied',
  ERR_ENCODING_INVALID_ENCODED_DATA: 'it is no UTF-8 text',
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : ''
}

/** `; did you mean "./x.ddf.json"?`, when a file in the same folder has a similar name. */
function similar(path: string): string {
  try {
    const near = nearest(basename(path), descriptorFiles(dirname(path)))
    return near === undefined ? '' : `; did you mean "./${near}"?`
  } catch {
    return ''
  }
}

function about(file: string, level: Finding['level'], message: string): Finding {
  return { level, rule: 'file', message, file, line: 0, column: 0, path: '' }
}
