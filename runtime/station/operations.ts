import type { Clock } from '../clock.ts'
import { member, text } from '../dialect/answer.ts'
import {
  canceling,
  type OperationCall,
  type Operations as OperationTable,
  requestOf,
} from '../dialect/operations.ts'
import type { OperationKind, OperationNews, StationEvent } from '../model.ts'
import type { CallResult } from '../rpc/link.ts'
import { Operation, type OperationKeeping, type OperationView } from './operation.ts'

/** Operations kept of a station; the oldest that are over go first. */
const most = 40
/** Kinds that go on when a station boots, or are about its booting. */
const survivors: readonly OperationKind[] = [
  'firmware',
  'firmware-publishing',
  'log',
  'certificate',
]

const minute = 60_000
const day = 1440 * minute
/**
 * How long a station may tell nothing of what goes on, ms. Parts follow each other; an upload may take
 * hours without a word, and an update may be for a night to come.
 */
const patience: { readonly [K in OperationKind]: number } = {
  firmware: 7 * day,
  'firmware-publishing': 7 * day,
  log: day,
  report: 10 * minute,
  'monitoring-report': 10 * minute,
  'customer-information': 10 * minute,
  'display-messages': 10 * minute,
  'charging-profiles': 10 * minute,
  'grid-controls': 10 * minute,
  certificate: 7 * day,
}

const none: readonly Operation[] = []

/** What takes a station longer than one answer: what was asked for, and what it told since. */
export class Operations {
  readonly #clock: Clock
  readonly #station: string
  readonly #keeping: OperationKeeping | undefined
  #operations: readonly Operation[] = none
  #last = 0

  constructor(clock: Clock, station: string, keeping?: OperationKeeping) {
    this.#clock = clock
    this.#station = station
    this.#keeping = keeping
    const kept = keeping?.recall(station) ?? []
    if (kept.length > 0) this.#operations = kept.map((one) => Operation.recalled(one))
    this.#last = this.#operations.at(-1)?.seed.n ?? 0
  }

  /** All that are kept, oldest first. */
  list(): readonly OperationView[] {
    this.#lapse()
    return this.#views()
  }

  /** The one with this number. */
  get(n: number): OperationView | undefined {
    this.#lapse()
    return this.#operations.find(({ seed }) => seed.n === n)?.view
  }

  /** Follows a call of the host; gives what takes it, and gives it back, once it is made. */
  call(
    table: OperationTable,
    action: string,
    payloadText: string,
  ): (called: Promise<CallResult>) => Promise<CallResult> {
    const take = this.#taker(table, action, payloadText)
    if (take === undefined) return (called) => called
    return (called) =>
      called.then((result) => {
        take(result)
        this.#changed()
        return result
      })
  }

  /** Takes what a station reports. */
  hear(table: OperationTable, event: StationEvent): void {
    if (event.kind === 'Booted') return this.#booted()
    if (event.kind === 'ReportReceived') {
      const end = event.last ? 'done' : undefined
      return this.#hear({ kind: 'report', request: event.request, part: [], end })
    }
    if (event.kind !== 'Noticed' || !Object.hasOwn(table.news, event.action)) return
    const news = table.news[event.action]?.(event.payload)
    if (news !== undefined) this.#hear(news)
  }

  #taker(
    table: OperationTable,
    action: string,
    payloadText: string,
  ): ((result: CallResult) => void) | undefined {
    const row = Object.hasOwn(table.calls, action) ? table.calls[action] : undefined
    if (row === undefined) return undefined
    const payload: unknown = JSON.parse(payloadText)
    if (row.is?.(payload) === false) return undefined
    if (row.ends === true) return (result) => this.#ended(row, payload, result)
    const operation = this.#add({
      kind: row.kind,
      action,
      request: row.request === undefined ? null : (requestOf(payload, row.request) ?? null),
      payload,
      location: row.location?.(payload) ?? null,
    })
    return (result) => this.#answered(operation, row, result)
  }

  #hear(news: OperationNews): void {
    this.#lapse()
    this.#target(news)?.hear(news, this.#clock.now())
    // Of parts there may be many, and what they bring is not kept.
    if (news.status !== undefined || news.end !== undefined) this.#changed()
  }

  /** By its number where the message says one; else the latest that goes on, asked for or not. */
  #target({ kind, request, isIdle }: OperationNews): Operation | undefined {
    const ofKind = this.#operations.filter(({ seed }) => seed.kind === kind)
    const found =
      request === undefined
        ? (ofKind.findLast(({ isOpen }) => isOpen) ?? lastOf(ofKind, isIdle))
        : ofKind.findLast(({ seed }) => seed.request === request)
    if (found !== undefined || isIdle === true) return found
    return this.#add({
      kind,
      action: null,
      request: request ?? null,
      payload: null,
      location: null,
    })
  }

  #answered(operation: Operation, row: OperationCall, result: CallResult): void {
    const now = this.#clock.now()
    if (result.kind === 'error') {
      operation.answer = result.code
      return operation.end('refused', now)
    }
    if (result.kind !== 'result') return operation.end('unanswered', now)
    const word = text(member(result.payload, 'status'))
    operation.answer = word ?? null
    operation.fileName =
      text(member(result.payload, 'fileName') ?? member(result.payload, 'filename')) ?? null
    if (word !== undefined && row.empty?.includes(word)) return operation.end('done', now)
    if (row.begins !== undefined && !row.begins.includes(word ?? '')) {
      return operation.end('refused', now)
    }
    if (row.needs !== undefined && member(result.payload, row.needs) === undefined) {
      return operation.suppose('refused', now)
    }
    // Without a number only one of a kind can go on.
    if (word === canceling || row.request === undefined) this.#cancelOthers(operation)
    operation.begin()
  }

  #ended(row: OperationCall, payload: unknown, result: CallResult): void {
    const request = requestOf(payload)
    const operation = this.#operations.findLast(
      ({ isOpen, seed }) =>
        isOpen && seed.kind === row.kind && (request === undefined || seed.request === request),
    )
    if (operation === undefined || result.kind !== 'result') return
    const word = text(member(result.payload, 'status')) ?? ''
    operation.hear(
      { kind: row.kind, status: word, end: row.begins?.includes(word) ? 'done' : 'failed' },
      this.#clock.now(),
    )
  }

  #cancelOthers(operation: Operation): void {
    for (const other of this.#operations) {
      const isEarlier = other.seed.kind === operation.seed.kind && other.seed.n < operation.seed.n
      if (isEarlier) other.end('canceled', this.#clock.now())
    }
  }

  /** What was under way ends with a boot, without a word. */
  #booted(): void {
    for (const operation of this.#operations) {
      if (!operation.isOpen || survivors.includes(operation.seed.kind)) continue
      operation.end('lost', this.#clock.now())
      this.#changed()
    }
  }

  /** What the station tells nothing more of is over, as far as anybody can know. */
  #lapse(): void {
    const now = this.#clock.now()
    const lapsed = this.#operations.filter((one) => one.lapse(patience[one.seed.kind], now))
    if (lapsed.length > 0) this.#changed()
  }

  #views(): readonly OperationView[] {
    return this.#operations.map(({ view }) => view)
  }

  #add(seed: Omit<Operation['seed'], 'n' | 'startedAt'>): Operation {
    this.#last += 1
    const operation = new Operation({ ...seed, n: this.#last, startedAt: this.#clock.now() })
    this.#operations = [...this.#operations, operation]
    if (this.#operations.length > most) {
      const over = this.#operations.findIndex(({ isOpen }) => !isOpen)
      this.#operations = this.#operations.toSpliced(Math.max(over, 0), 1)
    }
    this.#changed()
    return operation
  }

  #changed(): void {
    this.#keeping?.changed(this.#station, this.#views())
  }
}

/** The latest of a kind, if news without a number may be about it. */
function lastOf(ofKind: readonly Operation[], isIdle: boolean | undefined): Operation | undefined {
  const last = ofKind.at(-1)
  return isIdle !== true && last?.isExpected === true ? last : undefined
}
