import { join } from 'node:path'
import process from 'node:process'
import { fileURLToPath } from 'node:url'
import { run } from 'uvu/run'

const folder = fileURLToPath(new URL('.', import.meta.url))

// The test files named on the command line, in this process; `main.ts` sums up.
await run(process.argv.slice(2).map((name) => ({ name, file: join(folder, name) })))
