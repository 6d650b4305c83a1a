import type { Clock, Timer } from '../clock.ts'
import type { LocalListKeys } from '../dialect/dialect.ts'
import type { Command, ListedCard, StationFacts, Traits } from '../model.ts'
import type { Cards } from './cards.ts'
import type { Executed } from './execute.ts'
import { findKey, spelt } from './key_names.ts'
import { difference, type ListedCards, listedCards } from './listed_cards.ts'

/** What was sent last: enough to see after a restart whether anything is to be sent. */
export interface SentList {
  readonly version: number
  readonly digest: string
}

/** How a station's own list of cards stands to the cards of the host. */
export interface LocalListState {
  readonly state: 'off' | 'unsupported' | 'waiting' | 'current' | 'refused'
  /** Cards in it, and cards that have no place in it. */
  readonly cards: number
  readonly leftOut: number
  /** The station's word to what was sent last. */
  readonly status: string | null
}

/** What keeping a station's list needs. */
export interface LocalListDeps {
  readonly clock: Clock
  readonly facts: StationFacts
  readonly cards: Cards
  traits(): Traits['setup']
  /** Whether the settings want it. */
  wanted(): boolean
  /** Whether the station is set up and may be called. */
  open(): boolean
  keys(): LocalListKeys | undefined
  execute(command: Command): Promise<Executed>
  /** What was sent before this process began. */
  stored(): SentList | undefined
  store(sent: SentList): void
  note(step: string, outcome: string): void
}

/** Changes within this time go out together, ms, and no two stations at the same moment. */
const gather = { least: 2000, spread: 3000 }
/** Cards in a message to a station that does not say how many it takes, and bytes of one card. */
const modest = { cards: 10, bytes: 250 }
const newest = 2 ** 31 - 1

/** Sends the cards of the host to a station that keeps a list of its own, and what changes of them. */
export class LocalList {
  readonly #deps: LocalListDeps
  #timer: Timer | undefined
  #work: Promise<void> = Promise.resolve()
  /** What the station has, as far as this process sent it. */
  #sent: ListedCards | undefined
  #version = 0
  /** The station said that it keeps none. */
  #unsupported = false
  #asked = false
  #state: LocalListState['state'] = 'waiting'
  #status: string | null = null

  constructor(deps: LocalListDeps) {
    this.#deps = deps
  }

  /** How it stands. */
  get state(): LocalListState {
    const { wanted } = this.#deps
    const state = !wanted() ? 'off' : this.#unsupported ? 'unsupported' : this.#state
    const { cards, leftOut = 0 } = this.#sent ?? {}
    return { state, cards: cards?.size ?? 0, leftOut, status: this.#status }
  }

  /** The station is set up: whether its list is the one that was sent is asked anew. */
  opened(): void {
    this.#asked = false
    this.#later(0)
  }

  /** Cards were changed. */
  changed(): void {
    if (this.#deps.wanted() && this.#state !== 'unsupported') this.#state = 'waiting'
    const { clock } = this.#deps
    this.#later(gather.least + clock.random() * gather.spread)
  }

  /** The station has another firmware or other traits: it may take what it did not take before. */
  forget(): void {
    this.#unsupported = false
    this.#asked = false
  }

  #later(ms: number): void {
    const { clock, wanted } = this.#deps
    if (!wanted() || this.#timer !== undefined) return
    this.#timer = clock.after(ms, () => {
      this.#timer = undefined
      this.#work = this.#work.then(() => this.#sync())
    })
  }

  async #sync(): Promise<void> {
    const { open, keys, cards } = this.#deps
    const names = keys()
    if (!open() || names === undefined || this.#unsupported) return
    if (!this.#says(names)) {
      this.#state = 'unsupported'
      return
    }
    if (!(await this.#enabled(names)) || !(await this.#askVersion())) return
    const room = { most: this.#number(names.room), cardLength: names.cardLength }
    const list = listedCards(cards.snapshot(), room)
    if (await this.#has(list)) return this.#done(list)
    const sent = this.#sent
    const isOurs = sent !== undefined && this.#deps.facts.localList?.version === this.#version
    const good = isOurs
      ? await this.#send(difference(sent.cards, list.cards), { full: false, names })
      : await this.#send([...list.cards.values()], { full: true, names })
    if (good) return this.#done(list)
    this.#sent = undefined
    // A list that somebody else changed is replaced, once.
    if (isOurs && this.#status === 'VersionMismatch' && (await this.#askVersion({ anew: true }))) {
      if (await this.#send([...list.cards.values()], { full: true, names })) this.#done(list)
    }
  }

  /** Whether the station says that it keeps a list: nothing is ever sent to one that does not. */
  #says({ supported, enabled, perMessage }: LocalListKeys): boolean {
    const words = (this.#value(supported.key) ?? '').toLowerCase().split(/[\s,]+/)
    if (words.includes(supported.word.toLowerCase())) return true
    return isYes(this.#value(enabled)) && this.#value(perMessage) !== undefined
  }

  async #enabled({ enabled }: LocalListKeys): Promise<boolean> {
    const { facts, traits, execute, note } = this.#deps
    const known = findKey(enabled, { facts, traits: traits() })
    if (known === undefined || known.unknown === true || isYes(known.value)) return true
    const change = { kind: 'ChangeConfiguration', key: enabled, value: 'true' } as const
    const executed = await execute(spelt(change, { facts, traits: traits() }))
    note(`set ${enabled} = true`, executed.record.status)
    if (executed.kind === 'outcome' && executed.outcome.accepted) return true
    this.#refused(executed)
    return false
  }

  /** Asks once a connection which version the station has. */
  async #askVersion({ anew = false } = {}): Promise<boolean> {
    if (this.#asked && !anew) return true
    const executed = await this.#deps.execute({ kind: 'GetLocalListVersion' })
    if (executed.kind === 'outcome' && executed.outcome.accepted) {
      this.#asked = true
      return true
    }
    this.#refused(executed)
    return false
  }

  /** Whether the station has these cards already. */
  async #has(list: ListedCards): Promise<boolean> {
    const { facts, stored } = this.#deps
    const version = facts.localList?.version
    if (this.#sent !== undefined) {
      return version === this.#version && difference(this.#sent.cards, list.cards).length === 0
    }
    const before = stored()
    if (before === undefined || before.version !== version) return false
    if (before.digest !== (await list.digest)) return false
    this.#version = before.version
    return true
  }

  async #send(
    cards: readonly ListedCard[],
    { full, names }: { readonly full: boolean; readonly names: LocalListKeys },
  ): Promise<boolean> {
    const { execute, facts, note } = this.#deps
    const size = this.#portion(names)
    for (let start = 0; start < Math.max(1, cards.length); start += size) {
      const isFull = full && start === 0
      const version = (Math.max(facts.localList?.version ?? 0, this.#version) % newest) + 1
      const part = cards.slice(start, start + size)
      const executed = await execute({ kind: 'SendLocalList', version, full: isFull, cards: part })
      note(`send ${part.length} cards (${isFull ? 'full' : 'changes'})`, executed.record.status)
      if (executed.kind !== 'outcome' || !executed.outcome.accepted) {
        this.#refused(executed)
        return false
      }
      this.#version = version
      this.#status = executed.outcome.status
    }
    return true
  }

  #portion({ perMessage, bytesPerMessage }: LocalListKeys): number {
    const bytes = this.#number(bytesPerMessage)
    const fitting = bytes > 0 ? Math.floor(bytes / modest.bytes) : Number.POSITIVE_INFINITY
    return Math.max(1, Math.min(this.#number(perMessage) || modest.cards, fitting))
  }

  #done(list: ListedCards): void {
    this.#sent = list
    this.#state = 'current'
    const version = this.#version
    void list.digest.then((digest) => this.#deps.store({ version, digest }))
  }

  #refused(executed: Executed): void {
    this.#state = 'refused'
    this.#status = executed.record.status
    const { kind } = executed
    const unsupported =
      kind === 'outcome'
        ? executed.outcome.unsupported === true
        : kind === 'call-error' && executed.unsupported
    if (unsupported) this.#unsupported = true
  }

  #value(key: string): string | undefined {
    const { facts, traits } = this.#deps
    const found = findKey(key, { facts, traits: traits() })
    return found?.unknown === true ? undefined : found?.value
  }

  #number(key: string | null): number {
    return (key === null ? 0 : Number(this.#value(key))) || 0
  }
}

function isYes(value: string | undefined): boolean {
  return value?.trim().toLowerCase() === 'true'
}
