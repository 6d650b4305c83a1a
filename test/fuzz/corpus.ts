import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** What real wallboxes and servers said to each other. */
export interface Corpus {
  /** Calls of stations: action and payload. */
  readonly calls: readonly (readonly [action: string, payload: unknown])[]
  /** What stations answered to calls of the host. */
  readonly answers: readonly unknown[]
  /** Texts of descriptors. */
  readonly descriptors: readonly string[]
}

const root = fileURLToPath(new URL('../..', import.meta.url))

/** Reads the recordings of the plugins and of the tests, and the shipped descriptors. */
export function readCorpus(): Corpus {
  const calls: (readonly [string, unknown])[] = []
  const answers: unknown[] = []
  for (const line of [...linesIn('plugins'), ...linesIn('test/frames')]) {
    const record: unknown = JSON.parse(line)
    if (!Array.isArray(record) || record[1] !== 'cp->csms' || !Array.isArray(record[4])) continue
    const [type, , second, third] = record[4]
    if (type === 2 && typeof second === 'string') calls.push([second, third])
    if (type === 3) answers.push(second)
  }
  const folder = join(root, 'ddf')
  const files = readdirSync(folder).filter((name) => name.endsWith('.ddf.json'))
  const descriptors = files.map((name) => readFileSync(join(folder, name), 'utf8'))
  return { calls, answers, descriptors }
}

function linesIn(folder: string): string[] {
  const entries = readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
  const files = entries.filter(({ name }) => name.endsWith('.jsonl'))
  return files.flatMap(({ parentPath, name }) =>
    readFileSync(join(parentPath, name), 'utf8')
      .split('\n')
      .filter((line) => line !== ''),
  )
}
