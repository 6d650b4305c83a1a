/** What the thread is for: all commits, or all questions. */
export type Role = 'writer' | 'reader'

/** What a thread is started with. */
export interface ThreadData {
  readonly role: Role
  /** Folder of the files. */
  readonly folder: string
  /** Pages that the file may have. */
  readonly maxPages?: number | undefined
}

/** What a thread is asked to do. */
export type Request =
  /** Each text is one of `changesText`: changes that stand or fall together. */
  | { readonly kind: 'commit'; readonly commits: readonly string[] }
  | {
      readonly kind: 'query'
      readonly table: string
      readonly query: string
      readonly argument: unknown
    }
  /** Writes something that does not matter. */
  | { readonly kind: 'try' }
  | { readonly kind: 'close' }

/** Why something could not be done. */
export interface Problem {
  readonly message: string
  /** Nothing else could be stored either. */
  readonly general: boolean
}

/** What a thread says: once that it is ready, then an answer to each request, in order. */
export type Response =
  | { readonly kind: 'ready' }
  /** What became of each commit; `undefined` is success. */
  | { readonly kind: 'committed'; readonly problems: readonly (Problem | undefined)[] }
  | { readonly kind: 'result'; readonly result: unknown }
  | { readonly kind: 'failed'; readonly problem: Problem }
