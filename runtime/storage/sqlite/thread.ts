/** The thread of the store: the entry of a worker. It answers requests one after the other. */
import process from 'node:process'
import { parentPort, workerData } from 'node:worker_threads'
import { attempt, commitAll, problemOf } from './commits.ts'
import type { Request, Response, ThreadData } from './messages.ts'
import { type OpenFile, openForReading, openForWriting } from './open_file.ts'
import { openTables, type Tables } from './tables.ts'

interface Opened extends OpenFile {
  readonly tables: Tables
}

const data: ThreadData = workerData
try {
  const { db, close } = data.role === 'writer' ? openForWriting(data) : openForReading(data)
  const opened: Opened = { db, close, tables: openTables(db) }
  parentPort?.on('message', (request: Request) => {
    say(answer(opened, request))
    if (request.kind === 'close') process.exit(0)
  })
  say({ kind: 'ready' })
} catch (error) {
  say({ kind: 'failed', problem: problemOf(error) })
}

function answer({ db, close, tables }: Opened, request: Request): Response {
  try {
    switch (request.kind) {
      case 'commit': {
        const { commits } = request
        return { kind: 'committed', problems: commitAll(db, { tables, commits }) }
      }
      case 'query':
        return { kind: 'result', result: query(tables, request) }
      case 'try': {
        const problem = attempt(db, () =>
          db.exec('insert or replace into trial values (1, randomblob(8192))'),
        )
        return problem === undefined
          ? { kind: 'result', result: null }
          : { kind: 'failed', problem }
      }
      case 'close':
        close()
        return { kind: 'result', result: null }
    }
  } catch (error) {
    return { kind: 'failed', problem: problemOf(error) }
  }
}

function query(tables: Tables, of: Extract<Request, { kind: 'query' }>): unknown {
  const table: unknown = Reflect.get(tables, of.table)
  const queries: unknown = Object(table).queries
  const run: unknown = Reflect.get(Object(queries), of.query)
  if (typeof run !== 'function') throw new Error(`There is no query ${of.table}.${of.query}`)
  return run(of.argument)
}

function say(response: Response): void {
  parentPort?.postMessage(response)
}
