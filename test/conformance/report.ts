import type { Result } from './run.ts'

/** The results as a table for people: a line for each case, and the sums. */
export function tableOf(results: readonly Result[]): string {
  const longest = Math.max(0, ...results.map(({ id }) => id.length))
  const lines: string[] = []
  let heading = ''
  for (const one of results) {
    const next = `OCPP ${one.version}, ${one.group}`
    if (next !== heading) lines.push('', next)
    heading = next
    const reason = one.reason === undefined ? '' : indented(`\n${one.reason}`)
    const must = one.twin === undefined ? one.must : `${one.must}; ${one.twin}`
    lines.push(`  ${one.id.padEnd(longest)}  ${one.result.padEnd(12)}  ${must}${reason}`)
  }
  return [...lines, '', ...sumsOf(results)].join('\n')
}

/** How many cases of each version came out how. */
export function sumsOf(results: readonly Result[]): readonly string[] {
  const versions = new Set(results.map(({ version }) => version))
  return [...versions].map((version) => {
    const all = results.filter((one) => one.version === version)
    const count = (word: Result['result']) => all.filter(({ result }) => result === word).length
    const words = ['failed', 'pending', 'out of scope'] as const
    const rest = words.map((word) => `${count(word)} ${word}`).join(', ')
    return `OCPP ${version}: ${count('passed')} of ${all.length} passed, ${rest}`
  })
}

/** What a program that printed them ends with: 1 when a case failed. */
export function exitCodeOf(results: readonly Result[]): number {
  return results.some(({ result }) => result === 'failed') ? 1 : 0
}

function indented(text: string): string {
  return text.replaceAll('\n', '\n      ')
}
