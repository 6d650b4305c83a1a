import type { Authorization } from '../dialect/dialect.ts'
import type { ItemValue } from '../model.ts'
import type { Cards, Token } from './cards.ts'
import type { SentList } from './local_list.ts'

/** What becomes of a card that nobody knows: it may charge, may not, or may and is known from then on. */
export type UnknownCards = 'accept' | 'refuse' | 'learn'

/** What an item that writes the card policy said last. */
export interface WrittenPolicy {
  readonly knownOnly: boolean
  /** Key and value of the item, so that the connectors of the station show it. */
  readonly key: string
  readonly value: ItemValue
}

/** What is known of the lists of cards that stations keep by themselves. */
export interface StationLists {
  /** Whether the settings want this station to be sent one. */
  wanted(station: string): boolean
  /** What it was sent last. */
  sent(station: string): SentList | undefined
  /** Remembers that. */
  remember(station: string, sent: SentList): void
}

/** What the rules are made with. */
export interface CardRulesOptions {
  readonly cards: Cards
  /** The policy of the settings. */
  unknown?(station: string): UnknownCards
  /** Whether a card may have several transactions at a time; by default it may. */
  readonly concurrent?: 'allow' | 'refuse'
  /** Policies that items wrote before, by station. */
  readonly written?: Iterable<readonly [station: string, policy: WrittenPolicy]>
  /** Stores what an item wrote. @throws Error when it cannot */
  onWritten?(station: string, policy: WrittenPolicy): Promise<void>
  /** Lists of cards that stations keep by themselves; by default they are sent none. */
  readonly lists?: StationLists
  /** A card was taught in by showing it. */
  onLearned?(token: Token, station: string): void
}

/** Decides about cards, by station: what an item wrote counts more than the settings. */
export class CardRules {
  readonly cards: Cards
  readonly lists: StationLists
  readonly #options: CardRulesOptions
  readonly #written: Map<string, WrittenPolicy>

  constructor(options: CardRulesOptions) {
    this.cards = options.cards
    this.lists = options.lists ?? noLists
    this.#options = options
    this.#written = new Map(options.written)
  }

  /** Whether only known cards may charge at a station. */
  knownOnly(station: string): boolean {
    return this.#policy(station) === 'refuse'
  }

  /** What an item of this station wrote last. */
  written(station: string): WrittenPolicy | undefined {
    return this.#written.get(station)
  }

  /** Follows what an item wrote, once it is stored. @throws Error when it cannot be */
  async write(station: string, policy: WrittenPolicy): Promise<void> {
    await this.#options.onWritten?.(station, policy)
    this.#written.set(station, policy)
  }

  /** Decides about a card shown at a station. */
  authorize(station: string, idTag: string): Authorization {
    const policy = this.#policy(station)
    if (policy === 'learn' && idTag !== '' && !this.cards.has(idTag)) {
      const token: Token = { idTag, status: 'Accepted', note: `shown at ${station}` }
      this.cards.put(token)
      this.#options.onLearned?.(token, station)
    }
    return this.cards.authorize(idTag, { knownOnly: policy === 'refuse' })
  }

  /** Decides about a card that a transaction is for (`ConcurrentTx`, OCPP 1.6 §7.2). */
  authorizeStart(station: string, idTag: string, chargesElsewhere: () => boolean): Authorization {
    const decision = this.authorize(station, idTag)
    if (this.#options.concurrent !== 'refuse' || decision.status !== 'Accepted') return decision
    return idTag !== '' && chargesElsewhere() ? { ...decision, status: 'ConcurrentTx' } : decision
  }

  #policy(station: string): UnknownCards {
    const written = this.#written.get(station)
    if (written !== undefined) return written.knownOnly ? 'refuse' : 'accept'
    return this.#options.unknown?.(station) ?? 'accept'
  }
}

const noLists: StationLists = {
  wanted: () => false,
  sent: () => undefined,
  remember: () => undefined,
}
