import * as v from 'valibot'
import type { Clock } from './clock.ts'
import type { TokenPort } from './http/ports/tokens.ts'
import { Problem } from './http/problems.ts'
import type { Log } from './log.ts'
import { type Settings, stationSettings } from './settings.ts'
import { CardRules, type WrittenPolicy } from './station/card_rules.ts'
import { Cards, cardKey, type Token } from './station/cards.ts'
import type { SentList } from './station/local_list.ts'
import { type Change, type Collection, type Store, StoreError } from './storage/store.ts'

/** What the cards are made with. */
export interface TokensOptions {
  readonly store: Store
  readonly settings: Settings
  readonly clock: Clock
  readonly log: Log
}

/** The cards of the settings and of the store, the rules about them, and what HTTP does with them. */
export interface Tokens {
  readonly rules: CardRules
  readonly port: TokenPort
}

const token = v.object({
  idTag: v.string(),
  status: v.picklist(['Accepted', 'Blocked', 'Expired', 'Invalid']),
  expiry: v.optional(v.number()),
  parent: v.optional(v.string()),
  note: v.optional(v.string()),
})
/** A card of the settings that was deleted: it would be back after a restart. */
const gone = v.object({ deleted: v.literal(true) })
const stored = v.union([gone, token])

const policy = v.object({
  knownOnly: v.boolean(),
  key: v.string(),
  value: v.union([v.string(), v.number(), v.boolean()]),
})

const sentList = v.object({ version: v.number(), digest: v.string() })

/** Loads the cards: those of the settings, and over them what was put or deleted. @throws StoreError */
export async function tokensOf({ store, settings, clock, log }: TokensOptions): Promise<Tokens> {
  const settled = new Set(settings.cards.map(({ idTag }) => cardKey(idTag)))
  const cards = new Cards(clock, settings.cards)
  const put: Token[] = []
  const remove: string[] = []
  for (const [key, document] of await documents(store, 'token', { schema: stored, log })) {
    if ('deleted' in document) remove.push(key)
    else put.push(document)
  }
  cards.change({ put, remove })
  const commit = (changes: readonly Change[]) => store.commit(changes).catch(refuse)
  const lists = new Map<string, SentList>(
    await documents(store, 'localList', { schema: sentList, log }),
  )
  const rules = new CardRules({
    cards,
    unknown: (station) => stationSettings(settings, station)?.unknownCards ?? settings.unknownCards,
    concurrent: settings.concurrentTransactions,
    written: await documents(store, 'cardPolicy', { schema: policy, log }),
    onWritten: (station, value: WrittenPolicy) =>
      commit([{ kind: 'put', collection: 'cardPolicy', key: station, value }]),
    lists: {
      wanted: (station) =>
        (stationSettings(settings, station)?.localList ?? settings.localList) === 'on',
      sent: (station) => lists.get(station),
      remember(station, { version, digest }) {
        const before = lists.get(station)
        if (before?.version === version && before.digest === digest) return
        lists.set(station, { version, digest })
        const value = { version, digest }
        store
          .commit([{ kind: 'put', collection: 'localList', key: station, value }])
          .catch((error: unknown) => {
            log.error({ station, error }, 'A list sent is not stored: it is sent in full again')
          })
      },
    },
    onLearned(learned, station) {
      log.info({ station, card: learned.idTag }, 'Learned a card')
      store.commit([putOf(learned)]).catch((error: unknown) => {
        log.error({ station, error }, 'A learned card is not stored: it is learned again')
      })
    },
  })
  const removal = (idTag: string): Change => {
    const key = cardKey(idTag)
    return settled.has(key)
      ? { kind: 'put', collection: 'token', key, value: { deleted: true } }
      : { kind: 'delete', collection: 'token', key }
  }
  const port: TokenPort = {
    tokens: () => cards.list(),
    async putToken(one) {
      await commit([putOf(one)])
      return cards.put(one)
    },
    async deleteToken(idTag) {
      if (!cards.has(idTag)) return false
      await commit([removal(idTag)])
      return cards.delete(idTag)
    },
    async importTokens(tokens, { replace }) {
      const kept = new Set(tokens.map(({ idTag }) => cardKey(idTag)))
      const before = cards.snapshot()
      const removed = replace
        ? [...before.values()].map(({ idTag }) => idTag).filter((id) => !kept.has(cardKey(id)))
        : []
      const replaced = [...kept].filter((key) => before.has(key)).length
      await commit([...removed.map(removal), ...tokens.map(putOf)])
      cards.change({ put: tokens, remove: removed })
      return { added: tokens.length - replaced, replaced, removed: removed.length }
    },
  }
  return { rules, port }
}

function putOf(value: Token): Change {
  return { kind: 'put', collection: 'token', key: cardKey(value.idTag), value }
}

function refuse(error: unknown): never {
  if (!(error instanceof StoreError)) throw error
  throw new Problem('not-stored', `Nothing was changed, as it cannot be stored: ${error.message}`)
}

/** The documents of a collection that can be read; the others are logged and left alone. */
async function documents<S extends v.GenericSchema>(
  store: Store,
  collection: Collection,
  { schema, log }: { readonly schema: S; readonly log: Log },
): Promise<[string, v.InferOutput<S>][]> {
  const found: [string, v.InferOutput<S>][] = []
  for (const [key, document] of await store.documents(collection)) {
    const parsed = v.safeParse(schema, document)
    if (parsed.success) found.push([key, parsed.output])
    else log.error({ collection, key }, 'A stored document cannot be read and is left out')
  }
  return found
}
