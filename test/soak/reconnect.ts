import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startProcess } from './child.ts'
import { newTally, SoakStation } from './station.ts'

/** What came of a storm. */
export interface StormResult {
  /** Stations that are connected and booted at the end. */
  readonly back: number
  /** Time until the last of them was. */
  readonly seconds: number
  readonly tries: number
  /** Heartbeats of the steady stations that were answered meanwhile. */
  readonly beats: number
  /** Longest time one of those took, ms. */
  readonly slowest: number
  /** Connections of steady stations that ended. */
  readonly lost: number
}

/** Longest time all of them may take, ms. */
const patience = 300_000
/** Connections opened in one go before the storm. */
const batch = 100
const waitFor = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))

/** Kills a server and lets its stations come back at once; ends by itself. */
export async function storm({
  stations: count,
  steady: steadyCount,
}: {
  readonly stations: number
  readonly steady: number
}): Promise<StormResult> {
  const data = await mkdtemp(join(tmpdir(), 'ddf-storm-'))
  const first = await startProcess({ ocppPort: 0, data })
  const port = first.ocppPort
  const tally = newTally()
  const made = (prefix: string, many: number) =>
    Array.from({ length: many }, (_, n) => new SoakStation(`${prefix}-${n}`, { port, tally }))
  const stations = made('STORM', count)
  const steady = made('STEADY', steadyCount)
  const everyone = [...stations, ...steady]
  for (let at = 0; at < everyone.length; at += batch) {
    await Promise.all(everyone.slice(at, at + batch).map((station) => station.connect()))
  }
  await first.kill()
  const second = await startProcess({ ocppPort: port, data })
  try {
    await Promise.all(steady.map((station) => station.connect()))
    const begun = performance.now()
    let tries = 0
    let storming = true
    const beating = Promise.all(steady.map((station) => beatsOf(station, () => storming)))
    const comeBack = async (station: SoakStation): Promise<boolean> => {
      for (let wait = 200; performance.now() - begun < patience; wait = Math.min(5000, wait * 2)) {
        tries += 1
        if (await station.connect()) return true
        await waitFor(wait)
      }
      return false
    }
    const back = (await Promise.all(stations.map(comeBack))).filter((isBack) => isBack).length
    const seconds = (performance.now() - begun) / 1000
    storming = false
    const beats = (await beating).flat()
    const lost = steady.filter((station) => !station.isOpen).length
    await Promise.all(everyone.map((station) => station.end('cut')))
    return { back, seconds, tries, beats: beats.length, slowest: Math.max(0, ...beats), lost }
  } finally {
    await second[Symbol.asyncDispose]()
    await rm(data, { recursive: true, force: true })
  }
}

/** How long the answers to heartbeats took, ms, one after the other. */
async function beatsOf(station: SoakStation, goesOn: () => boolean): Promise<number[]> {
  const took: number[] = []
  do {
    const ms = await station.call('Heartbeat', {})
    if (ms === undefined) return took
    took.push(ms)
    await waitFor(200)
  } while (goesOn())
  return took
}
