import { writeFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { exitCodeOf, tableOf } from './report.ts'
import { type Result, resultOf } from './run.ts'
import { Servers } from './servers.ts'
import { tables } from './tables.ts'

const help = `Usage: npm run conformance -- [options]

Tries every case of the conformance tables with real stations at a real server, and prints what
became of each. Ends with 1 when a case fails.

  --json FILE    also writes the results as JSON
  --only LIST    only cases whose id begins so, for example TC_04,TC_A_
  --help         this text`

try {
  process.exitCode = await main(process.argv.slice(2))
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  process.exitCode = 2
}

/** @returns the exit code */
async function main(args: string[]): Promise<number> {
  const { values } = parseArgs({
    args,
    options: {
      json: { type: 'string' },
      only: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  })
  if (values.help) {
    console.log(help)
    return 0
  }
  const prefixes = values.only?.split(',') ?? ['']
  const results = await tryAll((id) => prefixes.some((prefix) => id.startsWith(prefix)))
  if (results.length === 0) throw new Error(`--only ${values.only}: no case begins so`)
  console.log(tableOf(results))
  const { json } = values
  if (json !== undefined) writeFileSync(json, `${JSON.stringify(results, null, 2)}\n`)
  return exitCodeOf(results)
}

async function tryAll(isWanted: (id: string) => boolean): Promise<readonly Result[]> {
  await using servers = new Servers()
  const results: Result[] = []
  for (const table of tables) {
    for (const one of table.cases) {
      if (isWanted(one.id)) results.push(await resultOf(one, table, servers))
    }
  }
  return results
}
