/**
 * Kinds of documents, each a set of JSON values by key. A new kind is one line here; its owner alone
 * knows what the values look like, and parses what it reads.
 */
export const collections = [
  /** Identity, configuration read, plugin memory: by station. */
  'station',
  /** Facts of one connector: by `ChargepointID:ConnectorID`. */
  'connector',
  /** Values of `restore` items: by `ChargepointID:ConnectorID`. */
  'restore',
  /** Cards: by lower-cased idTag. */
  'token',
  /** Which cards a station takes, as an item wrote it: by station. */
  'cardPolicy',
  /** What the list of cards that a station keeps was sent last: by station. */
  'localList',
  /** What was reserved, and what became of it: by station. */
  'reservation',
  /** What took a station longer than one answer, without what it brought: by station. */
  'operation',
  /** Passwords, security profile and approval: by station. */
  'credential',
  /** Access tokens of the HTTP API: by id. */
  'access',
  /** Starts that are known again when they come again: by station. */
  'start',
  /** Numbers that go on, by what they number. */
  'counter',
] as const

/** Name of a kind of documents. */
export type Collection = (typeof collections)[number]

/** A document that is put, in place of one before it, or deleted, if there is one. */
export type DocumentChange =
  | {
      readonly kind: 'put'
      readonly collection: Collection
      readonly key: string
      /** Anything that JSON can say. */
      readonly value: unknown
    }
  | { readonly kind: 'delete'; readonly collection: Collection; readonly key: string }
