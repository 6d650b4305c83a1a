import process from 'node:process'
import { readFlags } from '../support/flags.ts'
import { storm } from './reconnect.ts'

const help = `npm run storm -- [--stations N] [--steady N]

Kills a server that stations are connected to, starts it again, and lets all of them come back at once,
while others that were back already go on. Defaults: 5000 stations, 50 steady ones.`

const { values } = readFlags({
  options: {
    stations: { type: 'string', default: '5000' },
    steady: { type: 'string', default: '50' },
    help: { type: 'boolean' },
  },
})

if (values.help) {
  console.log(help)
} else {
  const stations = Number(values.stations)
  const result = await storm({ stations, steady: Number(values.steady) })
  const { back, seconds, tries, beats, slowest, lost } = result
  console.log(`${back} of ${stations} back after ${seconds.toFixed(1)} s, in ${tries} tries`)
  console.log(
    `${values.steady} steady stations: ${beats} heartbeats answered meanwhile, ` +
      `the slowest in ${slowest.toFixed(0)} ms, ${lost} connections lost`,
  )
  const isWell = back === stations && lost === 0 && beats > 0
  console.log(isWell ? 'All well' : 'FAILED')
  process.exit(isWell ? 0 : 1)
}
