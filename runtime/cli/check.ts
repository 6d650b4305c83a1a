import { statSync } from 'node:fs'
import { isAbsolute, join, relative, resolve, sep } from 'node:path'
import process from 'node:process'
import { descriptorFiles, loadDescriptorFile } from '../descriptor/files.ts'
import { type Finding, hasError } from '../descriptor/finding.ts'
import { formatFindings, summary } from '../descriptor/format_findings.ts'

/**
 * Checks descriptor files, or all of a folder, and prints a line for each finding and a summary.
 * @returns the exit code: 1 when one of them has an error
 */
export async function check(
  files: readonly string[],
  out: (text: string) => void,
): Promise<number> {
  const paths = files.flatMap((file) => (isFolder(file) ? inFolder(file) : [file]))
  if (paths.length === 0) {
    out('No descriptor files (*.ddf.json) to check')
    return 1
  }
  const findings = paths.flatMap((path): readonly Finding[] => {
    const here = process.cwd()
    const root = isInside(here, path) ? { root: here } : {}
    return loadDescriptorFile(path, root).findings
  })
  for (const line of formatFindings(findings)) out(line)
  out(summary(paths.length, findings))
  return hasError(findings) ? 1 : 0
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true
}

function inFolder(folder: string): string[] {
  return descriptorFiles(folder).map((name) => join(folder, name))
}

function isInside(folder: string, path: string): boolean {
  const way = relative(folder, resolve(path))
  return way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way)
}
