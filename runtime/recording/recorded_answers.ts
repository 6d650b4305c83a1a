import { same } from '../plugin/plain.ts'
import { type Exchange, type Paired, type Report, withId } from './exchanges.ts'
import { keysAnswer, memberOf, settingsAnswer } from './recorded_settings.ts'

/** What a station answers to a call that we make. */
export interface RecordedAnswer {
  readonly text: string
  /** ms after the call. */
  readonly latency: number
  /** The recording has an answer to such a call. */
  readonly recorded: boolean
  /** The reports that followed the recorded call. */
  readonly reports?: RecordedReports | undefined
}

/** Reports that a station sent because it was asked to. */
export interface RecordedReports {
  /** The number under which they were asked for, then and now. */
  readonly was: number
  readonly is: number
  /** ms since the epoch of the recorded call. */
  readonly askedAt: number
  readonly list: readonly Report[]
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
 * the last of them again; settings are looked up by name. A station that never answered such a call
 * does not implement it.
 */
export class RecordedAnswers {
  readonly #paired: Paired
  readonly #used = new Set<Exchange>()
  readonly #own = new Set<Exchange>()

  constructor(paired: Paired) {
    this.#paired = paired
  }

  /** Whether we made this very call by ourselves. */
  isOwn(exchange: Exchange): boolean {
    return this.#own.has(exchange)
  }

  /** The answer to a call. */
  answer({ id, action, payload }: OwnCall): RecordedAnswer {
    const exchanges = this.#paired.exchanges.filter((one) => one.action === action)
    const fresh = exchanges.filter((one) => !this.#used.has(one))
    const exact = fresh.find((one) => same(lasting(one.payload), lasting(payload)))
    if (exact !== undefined) {
      this.#own.add(exact)
      return this.#answerBy(exact, { id, payload })
    }
    const told = { exchanges, reports: this.#paired.reports.map((report) => report.payload) }
    const looked = settingsAnswer(payload, told) ?? keysAnswer(payload, told)
    if (looked !== undefined) {
      const text = JSON.stringify([3, id, looked])
      return { text, latency: exchanges[0]?.latency ?? 0, recorded: true }
    }
    const isSame = (one: Exchange) => isAboutSame(one.payload, payload)
    const best = fresh.find(isSame) ?? fresh[0] ?? exchanges.findLast(isSame) ?? exchanges.at(-1)
    if (best !== undefined) return this.#answerBy(best, { id, payload })
    const text = JSON.stringify([4, id, 'NotImplemented', 'The recording has no answer', {}])
    return { text, latency: 0, recorded: false }
  }

  #answerBy(exchange: Exchange, { id, payload }: Pick<OwnCall, 'id' | 'payload'>): RecordedAnswer {
    this.#used.add(exchange)
    const { answer, foreign, latency } = exchange
    const text = foreign ? answer : withId(answer, id)
    const was = memberOf(exchange.payload, 'requestId')
    const is = memberOf(payload, 'requestId')
    if (typeof was !== 'number' || typeof is !== 'number') return { text, latency, recorded: true }
    const list = this.#paired.reports.filter(
      (report) => report.request === was && report.at >= exchange.at,
    )
    const reports = { was, is, askedAt: exchange.at, list }
    return { text, latency, recorded: true, reports }
  }
}

/** Members that say what a call is about. */
const subjects = ['key', 'requestedMessage', 'connectorId', 'evseId', 'evse', 'type'] as const

function isAboutSame(a: unknown, b: unknown): boolean {
  return subjects.every((name) => same(memberOf(a, name), memberOf(b, name)))
}

/** Members that are made up anew for each call. */
const fleeting = new Set(['requestId', 'chargingProfileId', 'startSchedule', 'remoteStartId'])

/** A payload without what is another in each call. */
function lasting(payload: unknown): unknown {
  if (Array.isArray(payload)) return payload.map(lasting)
  if (typeof payload !== 'object' || payload === null) return payload
  const members = Object.entries(payload).filter(([name]) => !fleeting.has(name))
  return Object.fromEntries(members.map(([name, member]) => [name, lasting(member)]))
}
