import process from 'node:process'
import { readFlags } from '../support/flags.ts'
import { soak } from './soak.ts'

const help = `npm run soak -- [--stations N] [--minutes N] [--seed N]

Stations that report, reconnect, babble, stop reading and leave sockets half open, against a server in
a process of its own, over the loopback address. Defaults: 2000 stations, 20 minutes.`

const { values } = readFlags({
  options: {
    stations: { type: 'string', default: '2000' },
    minutes: { type: 'string', default: '20' },
    seed: { type: 'string', default: '1' },
    help: { type: 'boolean' },
  },
})

if (values.help) {
  console.log(help)
} else {
  const minutes = Number(values.minutes)
  const result = await soak({
    stations: Number(values.stations),
    minutes,
    seed: Number(values.seed),
    progress: (line) => console.log(line),
  })
  console.table(result.tally)
  const { early, late, delay99, delayMax, errors, problems } = result
  console.log(
    `memory after warm-up ${mb(early)}, at the end ${mb(late)} (heap, least of each fifth)`,
  )
  console.log(
    `event-loop delay p99 ${ms(delay99)}, longest ${ms(delayMax)}; ${errors} errors logged`,
  )
  for (const problem of problems) console.log(`FAILED: ${problem}`)
  if (problems.length === 0) console.log('All well')
  process.exit(problems.length === 0 ? 0 : 1)
}

function mb(bytes: number): string {
  return `${(bytes / 1e6).toFixed(1)} MB`
}

function ms(seconds: number): string {
  return `${(seconds * 1000).toFixed(1)} ms`
}
