import type { Finding } from './finding.ts'

/** One line for a finding: place, level, rule, message, and the item and JSON path it is about. */
export function formatFinding(finding: Finding): string {
  const { file, line, column, level, rule, message, item, path } = finding
  const place = line === 0 ? file : `${file}:${line}:${column}`
  const about = [item, path].filter((part) => part !== undefined && part !== '').join(', ')
  return `${place} ${level} ${rule} ${message}${about === '' ? '' : ` (${about})`}`
}

/** A line for each finding, errors or not, in the order of files and lines, each once. */
export function formatFindings(findings: readonly Finding[]): string[] {
  const sorted = [...findings].sort(
    (a, b) => compare(a.file, b.file) || a.line - b.line || a.column - b.column,
  )
  return [...new Set(sorted.map(formatFinding))]
}

/** Counts in words: `2 files checked: 1 error, no warnings`. */
export function summary(files: number, findings: readonly Finding[]): string {
  const unique = new Map(findings.map((finding) => [formatFinding(finding), finding.level]))
  const count = (level: Finding['level']) => [...unique.values()].filter((l) => l === level).length
  const infos = count('info')
  const parts = [counted(count('error'), 'error'), counted(count('warning'), 'warning')]
  if (infos > 0) parts.push(counted(infos, 'info'))
  return `${counted(files, 'file')} checked: ${parts.join(', ')}`
}

function counted(number: number, word: string): string {
  return `${number === 0 ? 'no' : number} ${word}${number === 1 ? '' : 's'}`
}

// Unlike localeCompare it does not depend on the machine.
function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
