import type { EventFilter } from './event_filter.ts'
import { eventText } from './event_text.ts'
import type { ItemChange } from './port.ts'

const encoder = new TextEncoder()

/** Changes that are written together; the text of each is made once, whoever wants it. */
export class EventBatch {
  readonly #changes: readonly ItemChange[]
  readonly #idOf: (position: number) => string
  readonly #texts: string[] = []

  /** `idOf` gives the id of the change at a position. */
  constructor(changes: readonly ItemChange[], idOf: (position: number) => string) {
    this.#changes = changes
    this.#idOf = idOf
  }

  /** What the readers of a filter get; `undefined` where it wants nothing of this. */
  bytesFor(filter: EventFilter): Uint8Array | undefined {
    let text = ''
    for (const [position, change] of this.#changes.entries()) {
      if (!filter.matches(change)) continue
      this.#texts[position] ??= eventText(change, this.#idOf(position))
      text += this.#texts[position]
    }
    return text === '' ? undefined : encoder.encode(text)
  }
}
