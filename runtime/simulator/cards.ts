import * as v from 'valibot'
import type { Outgoing } from './backlog.ts'
import type { Configuration } from './configuration.ts'

/** What is known of a card. */
export interface CardInfo {
  readonly status: string
  readonly parent?: string | undefined
}

/** What deciding about cards needs of the station. */
export interface CardHost {
  readonly configuration: Configuration
  /** Whether the server can be asked. */
  isOnline(): boolean
  call(out: Outgoing): void
}

const tagInfo = v.object({ status: v.string(), parentIdTag: v.optional(v.string()) })
const authorizeAnswer = v.object({ idTagInfo: tagInfo })

/** Cards: the local list, and what the server says. */
export class Cards {
  /** Version of the local list; 0 = there is none. */
  listVersion = 0
  readonly #list = new Map<string, CardInfo>()
  readonly #host: CardHost

  constructor(host: CardHost) {
    this.#host = host
  }

  /** Cards in the local list. */
  get count(): number {
    return this.#list.size
  }

  /** Puts cards into the local list, or takes out those without a status; a full update starts anew. */
  update(entries: readonly (Partial<CardInfo> & { idTag: string })[], isFull: boolean): void {
    if (isFull) this.#list.clear()
    for (const { idTag, status, parent } of entries) {
      if (status === undefined) this.#list.delete(idTag.toLowerCase())
      else this.#list.set(idTag.toLowerCase(), { status, parent })
    }
  }

  /** Decides about a card: the server decides, and the local list where that is allowed. */
  decide(idTag: string, done: (info: CardInfo) => void): void {
    const { configuration } = this.#host
    const listed = configuration.flag('LocalAuthListEnabled')
      ? this.#list.get(idTag.toLowerCase())
      : undefined
    if (!this.#host.isOnline()) return done(this.#offline(listed))
    const isEnough = listed?.status === 'Accepted' && configuration.flag('LocalPreAuthorize')
    if (listed && isEnough) return done(listed)
    this.#host.call({
      action: 'Authorize',
      payload: () => ({ idTag }),
      done: (answer) => {
        const result = v.safeParse(authorizeAnswer, answer)
        if (!result.success) return done(this.#offline(listed))
        const { status, parentIdTag } = result.output.idTagInfo
        done({ status, parent: parentIdTag })
      },
    })
  }

  #offline(listed: CardInfo | undefined): CardInfo {
    const { configuration } = this.#host
    if (listed && configuration.flag('LocalAuthorizeOffline')) return listed
    const isAllowed = !listed && configuration.flag('AllowOfflineTxForUnknownId')
    return { status: isAllowed ? 'Accepted' : 'Invalid' }
  }
}
