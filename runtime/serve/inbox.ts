/** Something to be done with a message. */
export interface Delivery {
  deliver(data: string): void
}

/** Messages handled before others get a turn; a hundred take some milliseconds. */
const batch = 128
/** Messages that may wait; what a flood brings beyond them is handled before more of it is read. */
const mostWaiting = 1024

/**
 * Gathers the messages that arrive in one turn of the event loop and handles them together, in the
 * order of their arrival: each stage then finds its code and data in the caches.
 */
export class Inbox {
  #queue: { readonly to: Delivery; readonly data: string }[] = []
  #next = 0
  #scheduled = false

  /** Takes a message. */
  push(to: Delivery, data: string): void {
    this.#queue.push({ to, data })
    this.#schedule()
  }

  /** Handles everything that waits, at once; for the end of a connection. */
  drain(): void {
    while (this.#next < this.#queue.length) this.#turn()
  }

  #schedule(): void {
    if (this.#scheduled) return
    this.#scheduled = true
    setImmediate(() => {
      this.#scheduled = false
      this.#turn()
      if (this.#next < this.#queue.length) this.#schedule()
    })
  }

  #turn(): void {
    const queue = this.#queue
    const waiting = queue.length - this.#next
    const end = this.#next + Math.min(waiting, Math.max(batch, waiting - mostWaiting))
    while (this.#next < end) {
      const entry = queue[this.#next++]
      entry?.to.deliver(entry.data)
    }
    if (this.#next < queue.length && this.#next < mostWaiting) return
    this.#queue = queue.slice(this.#next)
    this.#next = 0
  }
}
