import process from 'node:process'
import { readFlags } from '../support/flags.ts'
import { fuzz, keep } from './run.ts'

/** Bytes that a connected station with a connector may take; the benchmark measured 54 kB. */
const perDevice = 60_000

const help = `npm run fuzz -- [--count N] [--seed N] [--minutes N] [--only KIND,...]

Tries inputs on the runtime, over loopback sockets and in this process: frames of stations, answers to
calls of the host, requests of HTTP, descriptors, what plugins give, and bytes that are none of these.
Defaults: 1000000 inputs, seed 1, no limit of time. The same seed gives the same inputs.`

const { values } = readFlags({
  options: {
    count: { type: 'string', default: '1000000' },
    seed: { type: 'string', default: '1' },
    minutes: { type: 'string' },
    only: { type: 'string' },
    help: { type: 'boolean' },
  },
})

if (values.help) {
  console.log(help)
} else {
  const started = performance.now()
  const result = await fuzz({
    seed: Number(values.seed),
    count: Number(values.count),
    ...(values.minutes === undefined ? {} : { time: Number(values.minutes) * 60_000 }),
    ...(values.only === undefined ? {} : { only: values.only.split(',') }),
    progress: (done) => console.log(`${done} inputs`),
  })
  const total = Object.values(result.counts).reduce((sum, one) => sum + one, 0)
  const seconds = ((performance.now() - started) / 1000).toFixed(0)
  console.table(result.counts)
  const [before, after] = result.heap.map((bytes) => `${(bytes / 1e6).toFixed(1)} MB`)
  console.log(`${total} inputs in ${seconds} s, seed ${values.seed}; heap ${before} -> ${after}`)
  for (const find of result.finds) {
    console.log(`${keep(find)}: ${find.what.split('\n').slice(0, 4).join('\n')}`)
  }
  const [first, last] = result.heap
  const allowed = 64_000_000 + result.devices * perDevice
  const leaks = first > 0 && last - first > allowed
  const because = `${(allowed / 1e6).toFixed(0)} MB, with ${result.devices} more devices known`
  if (leaks) console.log(`The heap grew by more than ${because}`)
  console.log(
    result.finds.length === 0 && !leaks ? 'Nothing found' : `${result.finds.length} found`,
  )
  process.exit(result.finds.length > 0 || leaks ? 1 : 0)
}
