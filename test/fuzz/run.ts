import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import process from 'node:process'
import { fileURLToPath } from 'node:url'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { type Bench, startBench } from './bench.ts'
import { type Kind, kinds } from './kinds.ts'
import { Random } from './random.ts'

/** What a run is made with. */
export interface FuzzOptions {
  readonly seed: number
  readonly count: number
  /** Ends a run before its count, ms. */
  readonly time?: number
  /** Told now and then what was done. */
  readonly progress?: (done: number) => void
  /** Only the kinds of these names. */
  readonly only?: readonly string[]
}

/** An input that something goes wrong with. */
export interface Find {
  readonly kind: string
  readonly input: string
  readonly what: string
}

/** What came of a run. */
export interface FuzzResult {
  readonly counts: Readonly<Record<string, number>>
  readonly finds: readonly Find[]
  /** Bytes of the heap after the first fifth, and at the end. */
  readonly heap: readonly [number, number]
  /** Devices that became known between the two: the runtime remembers them, up to its limits. */
  readonly devices: number
}

/** Where minimised finds lie. */
export const findsFolder = fileURLToPath(new URL('finds', import.meta.url))

/** Most finds of one run; the first ones are what matters. */
const mostFinds = 10

/** Tries inputs one after the other; what goes wrong is made small and kept. */
export async function fuzz(options: FuzzOptions): Promise<FuzzResult> {
  const { seed, count, time = Number.POSITIVE_INFINITY, progress } = options
  const chosen = kinds.filter(({ name }) => options.only?.includes(name) ?? true)
  const random = new Random(seed)
  const counts: Record<string, number> = {}
  const finds: Find[] = []
  const crashes: string[] = []
  const crashed = (error: unknown) => {
    crashes.push(error instanceof Error ? (error.stack ?? error.message) : String(error))
  }
  process.on('uncaughtException', crashed)
  process.on('unhandledRejection', crashed)
  const begun = performance.now()
  let first = 0
  let known = 0
  await using bench = await startBench()
  for (let done = 0; done < count && performance.now() - begun < time; done++) {
    if (done === Math.floor(count / 5)) {
      first = heapUsed()
      known = bench.server.runtime.devices().length
    }
    const kind = picked(chosen, random)
    const input = kind.make(random, bench)
    counts[kind.name] = (counts[kind.name] ?? 0) + 1
    const what = await tried(kind, { input, bench, crashes })
    if (what !== undefined) {
      const small = await minimised(kind, { input, bench, crashes }, what)
      finds.push({ kind: kind.name, input: small, what })
      if (finds.length === mostFinds) break
    }
    if (done % 10_000 === 9999) {
      progress?.(done + 1)
      await new Promise((resolve) => setImmediate(resolve))
    }
  }
  process.off('uncaughtException', crashed)
  process.off('unhandledRejection', crashed)
  const devices = bench.server.runtime.devices().length - known
  return { counts, finds, heap: [first, heapUsed()], devices }
}

/** Writes a find into the folder of those that a test tries again. */
export function keep(find: Find): string {
  mkdirSync(findsFolder, { recursive: true })
  const digest = [...find.input].reduce((sum, char) => (sum * 31 + char.charCodeAt(0)) >>> 0, 7)
  const path = join(findsFolder, `${find.kind.replaceAll(' ', '-')}-${digest.toString(16)}.json`)
  writeFileSync(path, `${JSON.stringify(find, undefined, 2)}\n`)
  return path
}

interface Trial {
  readonly input: string
  readonly bench: Bench
  readonly crashes: string[]
}

/** What goes wrong with an input; `undefined` when nothing does. */
export async function tried(
  kind: Kind,
  { input, bench, crashes }: Trial,
): Promise<string | undefined> {
  let what: string | undefined
  try {
    what = await kind.run(input, bench)
  } catch (error) {
    what = error instanceof Error ? error.stack : String(error)
  }
  return what ?? crashes.splice(0)[0] ?? bench.takeDefects()[0]
}

/** The same with as much as possible left out. */
async function minimised(
  kind: Kind,
  { input, bench, crashes }: Trial,
  wrong: string,
): Promise<string> {
  let small = input
  for (let size = Math.ceil(small.length / 2); size >= 1; size = Math.floor(size / 2)) {
    for (let at = 0; at < small.length && small.length < 20_000; ) {
      const shorter = small.slice(0, at) + small.slice(at + size)
      const what = await tried(kind, { input: shorter, bench, crashes }).catch(() => undefined)
      // Something else that goes wrong would lead away from what was found.
      if (what !== undefined && firstLine(what) === firstLine(wrong)) small = shorter
      else at += size
    }
  }
  return small
}

function firstLine(text: string): string {
  return text.split('\n', 1)[0] ?? ''
}

function picked(list: readonly Kind[], random: Random): Kind {
  let at = random.below(list.reduce((sum, { weight }) => sum + weight, 0))
  for (const kind of list) {
    at -= kind.weight
    if (at < 0) return kind
  }
  throw new Error('No kind')
}

function heapUsed(): number {
  setFlagsFromString('--expose-gc')
  const collect: unknown = runInNewContext('gc')
  if (typeof collect === 'function') collect()
  return process.memoryUsage().heapUsed
}
