import type { WebSocket } from 'ws'
import { Random } from '../fuzz/random.ts'
import { startProcess } from './child.ts'
import { newTally, SoakStation, type Tally } from './station.ts'

/** How a soak is done. */
export interface SoakOptions {
  readonly stations: number
  readonly minutes: number
  readonly seed: number
  /** Longest time a station does nothing, ms. */
  readonly pace?: number
  readonly progress?: (line: string) => void
}

/** What came of it; memory in bytes, delays of the event loop in s. */
export interface SoakResult {
  readonly tally: Tally
  /** Least heap of the second fifth of the time, and of the last. */
  readonly early: number
  readonly late: number
  readonly delay99: number
  readonly delayMax: number
  readonly errors: number
  /** What must not be; none when all is well. */
  readonly problems: readonly string[]
}

/** Looks at the server in one run. */
const looks = 50
/** Growth of the heap that is none, as a part of it, and in bytes. */
const flat = { part: 0.25, bytes: 10_000_000 }
/** In shorter runs garbage may not have been collected in each fifth, so that growth says nothing, minutes. */
const shortest = 1
const waitFor = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))

/** Lets stations behave well and badly for some minutes; ends by itself. */
export async function soak(options: SoakOptions): Promise<SoakResult> {
  const { minutes, progress, pace = 10_000 } = options
  const length = minutes * 60_000
  await using server = await startProcess()
  const end = performance.now() + length
  const tally = newTally()
  const abandoned: WebSocket[] = []
  const lives = Array.from({ length: options.stations }, async (_, n) => {
    const random = new Random(options.seed * 1_000_003 + n)
    const station = new SoakStation(`SOAK-${n}`, { port: server.ocppPort, tally })
    await waitFor(random.next() * length * 0.05)
    while (performance.now() < end) {
      if (!station.isOpen && !(await station.connect())) await waitFor(500 + random.below(1000))
      const left = end - performance.now()
      await waitFor(Math.min(left, pace / 10 + random.below(pace * 0.9)))
      if (performance.now() < end) await act(station, { random, abandoned })
    }
    await station.end('close')
  })
  const heaps: number[] = []
  const delays: number[] = []
  let delayMax = 0
  while (performance.now() < end) {
    await waitFor(Math.min(length / looks, Math.max(0, end - performance.now())))
    // In one go: the delay is told since it was asked last.
    const [heap = Number.NaN, delay = Number.NaN, longest = 0, online] = await server.figures(
      'ddf_memory_bytes{kind="heap"}',
      'ddf_event_loop_delay_seconds{quantile="0.99"}',
      'ddf_event_loop_delay_seconds{quantile="1"}',
      'ddf_stations{state="online"}',
    )
    heaps.push(heap)
    delays.push(delay)
    delayMax = Math.max(delayMax, Number.isNaN(longest) ? 0 : longest)
    if (heaps.length % 10 !== 0) continue
    progress?.(
      `${online} online, ${tally.answered} answers, heap ${Math.round((heaps.at(-1) ?? 0) / 1e6)} MB`,
    )
  }
  await Promise.all(lives)
  for (const socket of abandoned) socket.terminate()
  const early = leastOf(heaps, 1)
  const late = leastOf(heaps, 4)
  const delay99 = Math.max(...delays.slice(heaps.length / 5).filter((one) => !Number.isNaN(one)))
  const errors = server.errors.length
  const growth = late - early
  const problems = [
    ...(tally.unanswered > 0 ? [`${tally.unanswered} calls were not answered`] : []),
    ...(tally.answered === 0 ? ['nothing was answered'] : []),
    ...(minutes >= shortest && growth > Math.max(flat.bytes, early * flat.part)
      ? [`the heap grew by ${growth} bytes`]
      : []),
    ...server.errors.slice(0, 5),
  ]
  return { tally, early, late, delay99, delayMax, errors, problems }
}

interface Around {
  readonly random: Random
  /** Sockets that nobody reads any more. */
  readonly abandoned: WebSocket[]
}

async function act(station: SoakStation, { random, abandoned }: Around): Promise<void> {
  const chance = random.below(100)
  if (chance < 45) return await station.meter()
  if (chance < 75) return void (await station.call('Heartbeat', {}))
  if (chance < 82)
    return station.babble(random.pick(['', '[', '[2,', 'x'.repeat(9000), '[2,"1"]', '{}']))
  if (chance < 87)
    return station.babble(JSON.stringify([2, 'a', 'MeterValues', { connectorId: [] }]))
  if (chance < 91) return await station.end('close')
  if (chance < 95) return await station.end('cut')
  if (chance < 98) return await station.sleep(2000)
  const socket = station.abandon()
  if (socket === undefined) return
  abandoned.push(socket)
  if (abandoned.length > 500) abandoned.shift()?.terminate()
}

/** The least of one fifth of the time: what is left when garbage was just collected. */
function leastOf(heaps: readonly number[], fifth: number): number {
  const size = heaps.length / 5
  return Math.min(...heaps.slice(Math.floor(fifth * size), Math.ceil((fifth + 1) * size)))
}
