import type { OperationKind, OperationNews, OperationState } from '../model.ts'

/** A word of the station, and when it came. */
export interface OperationWord {
  readonly status: string
  /** ms since the epoch. */
  readonly at: number
}

/** What is known of an operation. */
export interface OperationView {
  /** Number within the station, from 1. */
  readonly n: number
  readonly kind: OperationKind
  /** The call that began it; `null` when the station told of it unasked. */
  readonly action: string | null
  /** Its number as the station says it; `null` where the version has none. */
  readonly request: number | null
  /** Payload of that call. */
  readonly payload: unknown
  readonly state: OperationState
  /** The word of the answer, or the code of the error. */
  readonly answer: string | null
  readonly words: readonly OperationWord[]
  /** Parts received of what was asked for. */
  readonly parts: number
  readonly data: readonly unknown[]
  /** Whether there was more than is kept. */
  readonly truncated: boolean
  /** Where a file comes from or goes to. */
  readonly location: string | null
  /** What the station calls the file it will upload. */
  readonly fileName: string | null
  /** ms since the epoch. */
  readonly startedAt: number
  readonly finishedAt: number | null
}

/** Keeps the operations of stations over a restart. */
export interface OperationKeeping {
  /** Those of a station as they were kept last. */
  recall(station: string): readonly OperationView[]
  /** Those of a station are others now. */
  changed(station: string, all: readonly OperationView[]): void
}

/** Words kept of an operation; a longer history keeps its beginning and its end. */
const mostWords = 100
/** Characters of JSON kept of what an operation brings. */
const mostData = 262_144

/** What an operation begins with. */
export type OperationSeed = Pick<
  OperationView,
  'n' | 'kind' | 'action' | 'request' | 'payload' | 'location' | 'startedAt'
>

/** One operation of a station, as it goes on. */
export class Operation {
  readonly seed: OperationSeed
  fileName: string | null = null
  answer: string | null = null
  #state: OperationState
  #finishedAt: number | null = null
  /** Whether the host only supposes that it is over, so that news say otherwise. */
  #isSupposed = false
  #heardAt: number
  #parts = 0
  #size = 0
  #truncated = false
  #words: OperationWord[] = []
  #data: unknown[] = []

  constructor(seed: OperationSeed) {
    this.seed = seed
    this.#heardAt = seed.startedAt
    this.#state = seed.action === null ? 'running' : 'asked'
  }

  /** One as it was kept; nobody waits for its answer any more. */
  static recalled(kept: OperationView): Operation {
    const { n, kind, action, request, payload, location, startedAt } = kept
    const operation = new Operation({ n, kind, action, request, payload, location, startedAt })
    operation.answer = kept.answer
    operation.fileName = kept.fileName
    operation.#state = kept.state === 'asked' ? 'unanswered' : kept.state
    operation.#finishedAt = kept.finishedAt
    operation.#parts = kept.parts
    operation.#words = [...kept.words]
    operation.#heardAt = kept.words.at(-1)?.at ?? startedAt
    operation.#data = [...kept.data]
    // What came before is not kept.
    operation.#truncated = kept.truncated || (kept.parts > 0 && kept.data.length === 0)
    return operation
  }

  get state(): OperationState {
    return this.#state
  }

  /** Whether news are to be expected. */
  get isOpen(): boolean {
    return this.#state === 'asked' || this.#state === 'running'
  }

  /** Whether news without a number may be about it. */
  get isExpected(): boolean {
    return this.isOpen || this.#isSupposed
  }

  get view(): OperationView {
    return {
      ...this.seed,
      state: this.#state,
      answer: this.answer,
      words: this.#words,
      parts: this.#parts,
      data: this.#data,
      truncated: this.#truncated,
      fileName: this.fileName,
      finishedAt: this.#finishedAt,
    }
  }

  /** The station does it. */
  begin(): void {
    if (this.#state !== 'asked' && !this.#isSupposed) return
    this.#state = 'running'
    this.#finishedAt = null
    this.#isSupposed = false
  }

  /** It is over; what is over stays as it is. */
  end(state: OperationState, at: number): void {
    if (!this.isOpen) return
    this.#state = state
    this.#finishedAt = at
  }

  /** It seems to be over; news make it go on. */
  suppose(state: 'refused' | 'lost', at: number): void {
    if (!this.isOpen) return
    this.end(state, at)
    this.#isSupposed = true
  }

  /** Ends it if nothing was heard of it for so long, ms; says whether it did. */
  lapse(patience: number, now: number): boolean {
    const until = this.#heardAt + patience
    if (this.#state !== 'running' || until > now) return false
    this.suppose('lost', until)
    return true
  }

  /** Takes news, also such as come before the answer or after the end. */
  hear({ status, part, end }: OperationNews, at: number): void {
    this.begin()
    this.#heardAt = at
    if (status !== undefined) {
      if (this.#words.length >= mostWords) this.#words.pop()
      this.#words.push({ status, at })
    }
    if (part !== undefined) {
      this.#parts += 1
      for (const entry of part) this.#keep(entry)
    }
    if (end !== undefined) this.end(end, at)
  }

  #keep(entry: unknown): void {
    if (entry === undefined || this.#truncated) return
    this.#size += JSON.stringify(entry).length
    if (this.#size > mostData) this.#truncated = true
    else this.#data.push(entry)
  }
}
