/** Most lists of kinds that are kept for all stations. */
const mostShared = 4096

/**
 * The kinds of messages of a station, in the order in which each came first. Stations that say the same
 * have one list in common.
 */
export class MessageKinds {
  /** Of a station without messages. */
  static readonly none = new MessageKinds([])
  static #shared = 0
  readonly all: readonly string[]
  /** The lists that go on from this one. */
  readonly #longer = new Map<string, MessageKinds>()

  private constructor(all: readonly string[]) {
    this.all = all
  }

  /** The same with one more. */
  with(kind: string): MessageKinds {
    const known = this.#longer.get(kind)
    if (known !== undefined) return known
    const longer = new MessageKinds(this.all.concat(kind))
    // A station that makes up actions gets lists of its own.
    if (MessageKinds.#shared >= mostShared) return longer
    MessageKinds.#shared += 1
    this.#longer.set(kind, longer)
    return longer
  }
}
