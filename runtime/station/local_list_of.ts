import type { Clock } from '../clock.ts'
import type { CardRules } from './card_rules.ts'
import { LocalList } from './local_list.ts'
import type { Station } from './station.ts'

/** What keeping the list of a station needs. */
export interface LocalListParts {
  readonly station: Station
  readonly clock: Clock
  readonly cards: CardRules
  /** Whether the station is set up and may be called. */
  readonly isOpen: boolean
  note(step: string, outcome: string): void
}

/** Keeps the list of cards of one station. */
export function localListOf(parts: LocalListParts): LocalList {
  const { station, clock, cards } = parts
  const { lists } = cards
  const { id } = station
  return new LocalList({
    clock,
    facts: station.facts,
    cards: cards.cards,
    traits: () => station.traits.setup,
    wanted: () => lists.wanted(id),
    open: () => parts.isOpen,
    keys: () => station.connection?.dialect.keys.localList,
    execute: (command) => station.execute(command),
    stored: () => lists.sent(id),
    store: (sent) => lists.remember(id, sent),
    note: (step, outcome) => parts.note(step, outcome),
  })
}

/** Keys of a station that say what list it keeps, where it is to be sent one. */
export function listKeys({ id, connection }: Station, { lists }: CardRules): readonly string[] {
  const keys = lists.wanted(id) ? connection?.dialect.keys.localList : undefined
  if (keys === undefined) return []
  const { supported, enabled, perMessage, bytesPerMessage, room } = keys
  return [supported.key, enabled, perMessage, bytesPerMessage, room].filter((key) => key !== null)
}
