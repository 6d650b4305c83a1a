import { same } from '../plugin/plain.ts'
import { type Exchange, withId } from './exchanges.ts'
import { frameOf } from './format.ts'

/** What a station answers to a call that we make. */
export interface RecordedAnswer {
  readonly text: string
  /** ms after the call. */
  readonly latency: number
  /** The recording has an answer to such a call. */
  readonly recorded: boolean
  /** The exchange it comes from, when it was the very same call. */
  readonly exchange?: Exchange
}

/** A call that we make. */
export interface OwnCall {
  readonly id: string
  readonly action: string
  readonly payload: unknown
}

/**
 * Answers calls by what a recorded station answered to the same action: to the same payload first,
 * then to one about the same thing, then in the order of the recording, and when all answers are used
 * the last of them again. A station that never answered such a call does not implement it.
 */
export class RecordedAnswers {
  readonly #exchanges: readonly Exchange[]
  readonly #used = new Set<Exchange>()

  constructor(exchanges: readonly Exchange[]) {
    this.#exchanges = exchanges
  }

  /** Whether we made this very call by ourselves. */
  isUsed(exchange: Exchange): boolean {
    return this.#used.has(exchange)
  }

  /** The answer to a call. */
  answer({ id, action, payload }: OwnCall): RecordedAnswer {
    const all = this.#exchanges.filter((one) => one.action === action)
    const fresh = all.filter((one) => !this.#used.has(one))
    const exact = fresh.find((one) => same(one.payload, payload))
    if (exact !== undefined) {
      this.#used.add(exact)
      return { ...answerOf(exact, exact.answer, id), exchange: exact }
    }
    const read = configurationAnswer(all, payload)
    if (read !== undefined) {
      const text = JSON.stringify([3, id, read])
      return { text, latency: all[0]?.latency ?? 0, recorded: true }
    }
    const about = fresh.find((one) => isAboutSame(one.payload, payload))
    const found = about ?? fresh[0] ?? all.findLast((one) => isAboutSame(one.payload, payload))
    const best = found ?? all.at(-1)
    if (best === undefined) {
      const text = JSON.stringify([4, id, 'NotImplemented', 'The recording has no answer', {}])
      return { text, latency: 0, recorded: false }
    }
    this.#used.add(best)
    return answerOf(best, best.answer, id)
  }
}

function answerOf({ latency, foreign }: Exchange, answer: string, id: string): RecordedAnswer {
  return { text: foreign ? answer : withId(answer, id), latency, recorded: true }
}

/** Members that say what a call is about. */
const subjects = ['key', 'requestedMessage', 'connectorId', 'evseId', 'evse', 'type'] as const

function isAboutSame(a: unknown, b: unknown): boolean {
  return subjects.every((name) => same(memberOf(a, name), memberOf(b, name)))
}

/** Of all keys that the station ever told, those asked for now. */
function configurationAnswer(
  exchanges: readonly Exchange[],
  asked: unknown,
): { configurationKey: unknown[]; unknownKey?: string[] } | undefined {
  const known = new Map<string, unknown>()
  for (const { answer } of exchanges) {
    const list = memberOf(frameOf(answer)?.[2], 'configurationKey')
    if (!Array.isArray(list)) continue
    for (const entry of list) {
      const key = memberOf(entry, 'key')
      if (typeof key === 'string') known.set(key, entry)
    }
  }
  if (known.size === 0) return undefined
  const keys = memberOf(asked, 'key')
  if (!Array.isArray(keys) || keys.length === 0) return { configurationKey: [...known.values()] }
  const wanted = keys.map(String)
  const missing = wanted.filter((key) => !known.has(key))
  const found = wanted.flatMap((key) => (known.has(key) ? [known.get(key)] : []))
  return { configurationKey: found, ...(missing.length > 0 && { unknownKey: missing }) }
}

function memberOf(value: unknown, name: string): unknown {
  if (typeof value !== 'object' || value === null) return undefined
  return Object.hasOwn(value, name) ? Reflect.get(value, name) : undefined
}
