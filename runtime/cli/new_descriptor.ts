import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { extension, loadDescriptorFile } from '../descriptor/files.ts'
import { formatFindings } from '../descriptor/format_findings.ts'
import { descriptorTemplate } from './descriptor_template.ts'

/** What to write, and where. */
export interface NewDescriptorOptions {
  /** File name, with or without `.ddf.json`. */
  readonly name: string
  /** Folder of descriptors; it is made when it is not there. */
  readonly dir: string
  readonly out: (text: string) => void
}

/**
 * Writes a commented descriptor to start from; a file that is there already stays as it is.
 * @returns the exit code: 1 when nothing was written
 */
export async function newDescriptor({ name, dir, out }: NewDescriptorOptions): Promise<number> {
  const slug = name.endsWith(extension) ? name.slice(0, -extension.length) : name
  if (!/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/.test(slug)) {
    out(
      `Cannot name a descriptor "${name}": use up to 64 letters, digits, dots, dashes and underscores, and start with a letter or digit`,
    )
    return 1
  }
  const path = join(dir, `${slug}${extension}`)
  try {
    mkdirSync(dir, { recursive: true })
    // Fails when the file exists, also when somebody else makes it at the same moment.
    writeFileSync(path, descriptorTemplate(slug), { flag: 'wx' })
  } catch (error) {
    out(`Cannot write ${path}: ${reasonOf(error)}`)
    return 1
  }
  const { findings } = loadDescriptorFile(path)
  for (const line of formatFindings(findings)) out(line)
  out(`Wrote ${path}; edit its "match" and items, then run: ddf check ${path}`)
  return 0
}

function reasonOf(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  if (code === 'EEXIST') return 'it exists already; choose another name, or remove it first'
  if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS') return 'permission denied'
  if (code === 'ENOTDIR') return 'a part of the path is no folder'
  return String(error)
}
