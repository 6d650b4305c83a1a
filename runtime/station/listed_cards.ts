import type { ListedCard } from '../model.ts'
import { cardKey, type Token } from './cards.ts'

/** The cards of a station's own list. */
export interface ListedCards {
  /** By number in lower case. */
  readonly cards: ReadonlyMap<string, ListedCard>
  /** Cards that have no place in it. */
  readonly leftOut: number
  /** Is the same for the same cards. */
  readonly digest: Promise<string>
}

/** What a station has room for. */
export interface ListRoom {
  /** Cards; 0 = any number. */
  readonly most: number
  readonly cardLength: number
}

const known = new WeakMap<ReadonlyMap<string, Token>, Map<string, ListedCards>>()

/** The cards of a snapshot, as a station with this room keeps them; made once for all such stations. */
export function listedCards(
  snapshot: ReadonlyMap<string, Token>,
  { most, cardLength }: ListRoom,
): ListedCards {
  let lists = known.get(snapshot)
  if (lists === undefined) {
    lists = new Map()
    known.set(snapshot, lists)
  }
  const room = `${most} ${cardLength}`
  let list = lists.get(room)
  if (list === undefined) {
    const fitting = [...snapshot.values()].filter(({ idTag }) => idTag.length <= cardLength)
    const taken = most > 0 ? fitting.slice(0, most) : fitting
    const cards = new Map(taken.map((one) => [cardKey(one.idTag), listed(one, cardLength)]))
    list = { cards, leftOut: snapshot.size - cards.size, digest: digestOf(cards) }
    lists.set(room, list)
  }
  return list
}

/** What turns one list into the other; a card without `info` is removed. */
export function difference(
  from: ReadonlyMap<string, ListedCard>,
  to: ReadonlyMap<string, ListedCard>,
): readonly ListedCard[] {
  const changed: ListedCard[] = []
  for (const [key, { idTag }] of from) if (!to.has(key)) changed.push({ idTag })
  for (const [key, card] of to) {
    const before = from.get(key)
    if (before === undefined || !isSame(before, card)) changed.push(card)
  }
  return changed
}

function listed({ idTag, status, expiry, parent }: Token, cardLength: number): ListedCard {
  const parentIdTag = parent !== undefined && parent.length <= cardLength ? parent : undefined
  return { idTag, info: { status, expiry, parentIdTag } }
}

function isSame(a: ListedCard, b: ListedCard): boolean {
  return a === b || JSON.stringify(a) === JSON.stringify(b)
}

async function digestOf(cards: ReadonlyMap<string, ListedCard>): Promise<string> {
  const text = JSON.stringify([...cards.values()].sort((a, b) => (a.idTag < b.idTag ? -1 : 1)))
  const hash = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text))
  return Array.from(new Uint8Array(hash), (byte) => byte.toString(16).padStart(2, '0')).join('')
}
