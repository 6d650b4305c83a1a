import { changesOf } from './change_text.ts'
import type { Problem } from './messages.ts'
import { fileName } from './open_file.ts'
import type { Sqlite } from './table.ts'
import { owners, type Tables } from './tables.ts'

/**
 * Makes changes in one transaction. Where one commit is at fault, the others go on without it.
 * @param commits each a text of changes that stand or fall together
 * @returns what became of each; `undefined` is success
 */
export function commitAll(
  db: Sqlite,
  { tables, commits }: { readonly tables: Tables; readonly commits: readonly string[] },
): (Problem | undefined)[] {
  const problem = make(db, { tables, commits })
  if (problem === undefined) return commits.map(() => undefined)
  if (problem.general || commits.length === 1) return commits.map(() => problem)
  return commits.map((text) => make(db, { tables, commits: [text] }))
}

function make(
  db: Sqlite,
  { tables, commits }: { readonly tables: Tables; readonly commits: readonly string[] },
): Problem | undefined {
  const problem = attempt(db, () => {
    for (const text of commits) apply(tables, text)
    tables.transactions.conclude()
  })
  if (problem !== undefined) tables.transactions.undone()
  return problem
}

/** Does something in a transaction; says why when it could not. */
export function attempt(db: Sqlite, work: () => void): Problem | undefined {
  try {
    db.exec('begin immediate')
    work()
    db.exec('commit')
    return undefined
  } catch (error) {
    const problem = problemOf(error)
    try {
      if (db.inTransaction) db.exec('rollback')
    } catch {
      return { ...problem, general: true }
    }
    return problem
  }
}

/** What to do where the file cannot be read. */
const damaged = `${fileName} is damaged: put a backup in its place, or move it and ${fileName}-wal away to begin anew`

/** In words for whoever runs the server. */
export function problemOf(error: unknown): Problem {
  const code = error instanceof Error ? String(Reflect.get(error, 'code') ?? '') : ''
  const said = error instanceof Error ? error.message : String(error)
  const message = /^SQLITE_(CORRUPT|NOTADB)/.test(code) ? `${said} (${damaged})` : said
  const general =
    /^SQLITE_/.test(code) && !/^SQLITE_(CONSTRAINT|ERROR|MISMATCH|TOOBIG|RANGE)/.test(code)
  return { message, general }
}

function apply(tables: Tables, text: string): void {
  for (const change of changesOf(text)) {
    if ('kind' in change) tables[owners[change.kind]].apply(change)
    else if (change[0] === 'put') tables.documents.put(change)
    else tables.transactions.read(change)
  }
}
