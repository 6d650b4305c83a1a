import * as assert from 'uvu/assert'
import type { Dialect } from '../../runtime/dialect/dialect.ts'
import { dialects } from '../../runtime/dialect/dialects.ts'
import { callOf, pick, type Random } from './grammar.ts'
import { mutated } from './mutate.ts'
import { recordedMessages } from './recorded.ts'
import { Twin } from './twin.ts'

/** How much is compared. */
export interface CompareOptions {
  /** Messages of each version. */
  readonly messages: number
  /** Messages of one station; then another takes its place. */
  readonly each?: number
  readonly seed?: number
}

/** What was compared. */
export interface Compared {
  readonly version: string
  readonly messages: number
  /** Calls that were recognized by those before them. */
  readonly recognized: number
}

/** How often a call comes again before another is made, at most. */
const repeats = 40

/**
 * Tells two stations the same: random calls, changed at random, and recorded ones. Throws when they
 * answer differently or know something else afterwards.
 */
export async function compare(options: CompareOptions): Promise<readonly Compared[]> {
  const recorded = recordedMessages()
  const all: Compared[] = []
  for (const dialect of dialects) {
    const known = recorded.get(dialect.subprotocol) ?? []
    all.push(await compareVersion(dialect, { each: 2000, seed: 1, ...options, known }))
  }
  return all
}

interface Run extends Required<CompareOptions> {
  readonly known: readonly string[]
}

async function compareVersion(dialect: Dialect, run: Run): Promise<Compared> {
  let recognized = 0
  let heard = 0
  for (let part = 0; heard < run.messages; part++) {
    const bytes = await Twin.open('bytes', dialect)
    const text = await Twin.open('text', dialect)
    const random = seeded(run.seed * 1_000_003 + part)
    const messages = sequence(dialect, { random, known: run.known, now: () => bytes.clock.now() })
    const end = Math.min(run.messages, heard + run.each)
    let history: string[] = []
    for (; heard < end; heard++) {
      const { value: message = '' } = messages.next()
      history = [...history.slice(-9), message]
      const where = () => `after ${history.join('\n')}\n`
      assert.equal(bytes.hear(message), text.hear(message), where())
      if (random() < 0.1) assert.equal(bytes.state(), text.state(), where())
      if (random() > 0.05) continue
      const ms = Math.floor(random() * 5000)
      await Promise.all([bytes.clock.advance(ms), text.clock.advance(ms)])
    }
    assert.equal(bytes.state(), text.state())
    assert.is(text.recognized, 0)
    recognized += bytes.recognized
    await Promise.all([bytes.close(), text.close()])
  }
  return { version: dialect.version, messages: heard, recognized }
}

interface Source {
  readonly random: Random
  readonly known: readonly string[]
  now(): number
}

/** Messages without end, of which many are like the one before. */
function* sequence({ version }: Dialect, { random, known, now }: Source): Generator<string, never> {
  for (let n = 0; ; ) {
    const seed = Math.floor(random() * 1e9)
    const shift = Math.floor(random() * repeats)
    const [first = '', ...others] = known
    const recorded = first !== '' && random() < 0.3 ? pick(random, [first, ...others]) : undefined
    for (let i = 0; i <= shift; i++) {
      n++
      if (recorded !== undefined) {
        yield mutated(recorded, random)
        continue
      }
      // The same seed makes a call of the same layout, in which the numbers are others.
      const [action, payload] = callOf(version, seeded(seed), now())
      const text = JSON.stringify([2, `id-${n}`, action, payload])
      yield mutated(renumbered(text, random), random)
    }
  }
}

/** The same message with other digits here and there. */
export function renumbered(text: string, random: Random): string {
  return text.replace(/(?<=[:"]\d*\.?\d*)\d(?=\d*[",.}])/g, (digit) =>
    random() < 0.3 ? String(Math.floor(random() * 10)) : digit,
  )
}

/** Numbers at random, the same for the same seed. */
export function seeded(seed: number): Random {
  let state = seed | 0
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let word = Math.imul(state ^ (state >>> 15), 1 | state)
    word = (word + Math.imul(word ^ (word >>> 7), 61 | word)) ^ word
    return ((word ^ (word >>> 14)) >>> 0) / 2 ** 32
  }
}
