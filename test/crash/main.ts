/** Kills a server some hundred times: `npm run test:crash -- --kills 200 --stations 50`. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { fileURLToPath } from 'node:url'
import { readFlags } from '../support/flags.ts'
import { crash } from './run.ts'

const { values } = readFlags({
  options: {
    kills: { type: 'string', default: '200' },
    stations: { type: 'string', default: '50' },
  },
})
const folder = await mkdtemp(join(tmpdir(), 'ddf-crash-'))
const { checked, offences, story } = await crash({
  folder,
  kills: Number(values.kills),
  stations: Number(values.stations),
  life: { least: 50, most: 1000 },
  program: [fileURLToPath(new URL('../../dist/runtime/main.js', import.meta.url))],
  random: Math.random,
  onKill(kill, comparison) {
    const { starts, readings, stops } = comparison.checked
    const found = comparison.offences.join('; ') || 'nothing amiss'
    console.log(`kill ${kill}: ${starts} starts, ${readings} readings, ${stops} stops: ${found}`)
  },
})
const { acknowledged, again, errors } = story.count
console.log(`${values.kills} kills under load of ${values.stations} stations`)
console.log(`${story.sessions.length} sessions, ${acknowledged} calls acknowledged`)
console.log(`${story.cut} calls were under way when a server was killed`)
console.log(`${again} calls said again after a lost connection, ${errors} after an error`)
console.log(
  `looked for ${checked.starts} starts, ${checked.readings} readings, ${checked.stops} stops`,
)
console.log(`${offences.length} lost, twice or with an id of another`)
for (const offence of offences) console.log(offence)
if (offences.length === 0) await rm(folder, { recursive: true })
else console.log(`The files are kept in ${folder}`)
process.exit(offences.length === 0 ? 0 : 1)
