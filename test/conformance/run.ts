import { type Case, isTried, type Table, type TriedCase } from './case.ts'
import type { Servers } from './servers.ts'
import { Trial } from './trial.ts'

/** What became of a case. */
export interface Result {
  readonly version: string
  readonly id: string
  readonly group: string
  readonly must: string
  /** What must be refused, where that is tried too. */
  readonly twin?: string
  readonly result: 'passed' | 'failed' | 'pending' | 'out of scope'
  /** Why, unless it passed. */
  readonly reason?: string
}

/** The trials of a case, its twin included: what must hold, and how to try it. */
export function trialsOf(
  one: TriedCase,
  table: Table,
  servers: Servers,
): readonly { readonly must: string; readonly run: () => Promise<void> }[] {
  const { protocol } = table
  const ways = one.twin === undefined ? [one] : [one, one.twin]
  return ways.map(({ must, run }) => ({
    must,
    async run() {
      const shared = await servers.get(one.server ?? 'plain')
      await using trial = new Trial({ shared, number: servers.next(), protocol })
      await run(trial)
      trial.check()
    },
  }))
}

/** Tries a case and says what became of it. Never rejects. */
export async function resultOf(one: Case, table: Table, servers: Servers): Promise<Result> {
  const { id, group, must } = one
  const about = { version: table.version, id, group, must }
  if (!isTried(one)) {
    return 'pending' in one
      ? { ...about, result: 'pending', reason: one.pending }
      : { ...about, result: 'out of scope', reason: one.outOfScope }
  }
  const tried = { ...about, ...(one.twin === undefined ? {} : { twin: one.twin.must }) }
  for (const { must, run } of trialsOf(one, table, servers)) {
    try {
      await run()
    } catch (error) {
      return { ...tried, result: 'failed', reason: `${must}: ${reasonOf(error)}` }
    }
  }
  return { ...tried, result: 'passed' }
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  const details: unknown = Reflect.get(error, 'details')
  const text = typeof details === 'string' ? `${error.message}\n${details}` : error.message
  // The assertions colour their differences.
  return text.replaceAll(colours, '').trim()
}

const colours = new RegExp(`${String.fromCharCode(27)}\\[[\\d;]*m`, 'g')
