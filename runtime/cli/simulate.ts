import process from 'node:process'
import * as v from 'valibot'
import { type Clock, systemClock } from '../clock.ts'
import { flagOf } from '../settings.ts'
import { drive } from '../simulator/driver.ts'
import { seededClock } from '../simulator/pace.ts'
import { createSimulatedStation, type SimulatedStation } from '../simulator/simulated_station.ts'
import type { Flags } from './read_settings.ts'
import { lineOf } from './simulator_lines.ts'
import { complain, say } from './terminal.ts'

const schema = v.object({
  stations: v.optional(count(1, 1000), '1'),
  connectors: v.optional(count(1, 20), '1'),
  url: v.optional(
    v.pipe(v.string(), v.check(isServer, 'a URL such as ws://127.0.0.1:8550')),
    'ws://127.0.0.1:8550',
  ),
  prefix: v.optional(
    v.pipe(v.string(), v.regex(/^[\w.-]{1,30}$/, '1 to 30 letters, digits, dots and dashes')),
    'SIM',
  ),
  speed: v.optional(number(0.1, 3600), '1'),
  for: v.optional(number(0.1, 1e6)),
  cycles: v.optional(count(1, 1e6)),
  seed: v.optional(count(0, 2 ** 32 - 1)),
})

/**
 * Runs stations until a signal, the time or the number of cycles ends them.
 * @returns the exit code: 1 when no station was ever accepted
 */
export async function simulate(flags: Flags): Promise<number> {
  const result = v.safeParse(schema, flags)
  if (!result.success) {
    for (const { path, input, message } of result.issues) {
      const flag = flagOf(String(path?.[0].key))
      complain(`Cannot use ${flag} ${JSON.stringify(input)}: allowed is ${message}`)
    }
    return 1
  }
  const { stations: amount, connectors, url, prefix, speed, cycles, seed } = result.output
  const { promise: ended, resolve: end } = deferred()
  let accepted = false
  let open = amount * connectors
  const stations = Array.from({ length: amount }, (_, index) => {
    const clock = seed === undefined ? systemClock : seededClock(systemClock, seed + index)
    const id = `${prefix}-${index + 1}`
    const station = createSimulatedStation({ id, url, clock, connectors, speed })
    station.watch((event) => {
      accepted ||= event.kind === 'booted' && event.status === 'Accepted'
      say(lineOf(event))
    })
    for (let connector = 1; connector <= connectors; connector++) {
      live(
        station,
        { connector, clock, speed, cycles, card: `CARD-${index + 1}-${connector}` },
        () => {
          open -= 1
          if (open === 0) end()
        },
      )
    }
    return station
  })
  const seconds = result.output.for
  // The clock's own timers keep no process alive, so that this one always has to.
  const timer = setInterval(end, seconds === undefined ? 2 ** 31 - 1 : seconds * 1000)
  process.once('SIGINT', end)
  process.once('SIGTERM', end)
  await ended
  clearInterval(timer)
  if (cycles !== undefined) await Promise.all(stations.map((station) => station.idle()))
  await Promise.all(stations.map((station) => station.close()))
  if (!accepted) complain(`No station was accepted by ${url}: is "ddf start" running there?`)
  return accepted ? 0 : 1
}

interface Life {
  readonly connector: number
  readonly card: string
  readonly clock: Clock
  readonly speed: number
  readonly cycles: number | undefined
}

/** Lets people charge at a connector, and calls `done` after the last of them. */
function live(station: SimulatedStation, { cycles, ...life }: Life, done: () => void): void {
  let left = 0
  const stop = drive(station, {
    ...life,
    onLeft: () => {
      left += 1
      if (left !== cycles) return
      life.clock.soon(() => {
        stop()
        done()
      })
    },
  })
}

function count(minimum: number, maximum: number) {
  const allowed = `a whole number from ${minimum} to ${maximum}`
  return v.pipe(
    v.string(),
    v.regex(/^\d+$/, allowed),
    v.transform(Number),
    v.minValue(minimum, allowed),
    v.maxValue(maximum, allowed),
  )
}

function number(minimum: number, maximum: number) {
  const allowed = `a number from ${minimum} to ${maximum}`
  return v.pipe(
    v.string(),
    v.regex(/^\d+(\.\d+)?$/, allowed),
    v.transform(Number),
    v.minValue(minimum, allowed),
    v.maxValue(maximum, allowed),
  )
}

function isServer(text: string): boolean {
  return URL.canParse(text) && /^(ws|http)s?:$/.test(new URL(text).protocol)
}

function deferred(): { promise: Promise<void>; resolve: () => void } {
  let resolve = () => {}
  const promise = new Promise<void>((done) => {
    resolve = done
  })
  return { promise, resolve }
}
