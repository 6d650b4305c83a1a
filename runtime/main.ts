import process from 'node:process'
import { run } from './cli/program.ts'
import { heedBrokenPipe } from './cli/terminal.ts'

const args = process.argv.slice(2)
heedBrokenPipe({ goesOn: args[0] === 'start' })
process.exitCode = await run(args)
