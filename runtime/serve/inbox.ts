/** Who gets messages, and sends some. */
export interface Delivery<T = string> {
  /** Handles a message. */
  deliver(message: T): void
  /** Sends a message now. */
  write(text: string): void
}

/** Messages handled before others get a turn: many enough to pay for it, few enough to be in the caches still. */
const batch = 64
/** Messages that may wait; what a flood brings beyond them is handled before more of it is read. */
const mostWaiting = 1024

/** Told when messages begin to be handled together, when all of these are, and what they led to is sent. */
export interface RoundListener {
  begin(): void
  end(): void
  over(): void
}

interface Entry<D, T> {
  readonly to: D
  readonly data: T
}

/**
 * Gathers messages as they arrive and handles them in rounds, in the order of their arrival, and
 * sends together what a round leads to: each stage then finds its code and data in the caches. Of
 * what many have to say at once some is handled before more is read.
 */
export class Inbox<T = string> {
  /** What was handled is let go at once: it must not live on, and grow old, with what waits. */
  #queue: (Entry<Delivery<T>, T> | undefined)[] = []
  #next = 0
  #scheduled = false
  /** What waits to be sent while messages are handled; `undefined` when none are. */
  #outgoing: Entry<Pick<Delivery, 'write'>, string>[] | undefined
  readonly #rounds: RoundListener | undefined

  constructor(rounds?: RoundListener) {
    this.#rounds = rounds
  }

  /** Takes a message. */
  push(to: Delivery<T>, data: T): void {
    const queue = this.#queue
    // What one says at once waits as a whole, so that others have their turn in between.
    const isEnough = queue.length - this.#next >= batch && queue[queue.length - 1]?.to !== to
    if (isEnough && this.#outgoing === undefined) this.#turnAside()
    this.#queue.push({ to, data })
    this.#schedule()
  }

  /** Has a message sent, after those before it. */
  post(to: Pick<Delivery, 'write'>, data: string): void {
    if (this.#outgoing === undefined) to.write(data)
    else this.#outgoing.push({ to, data })
  }

  /** Handles everything that waits, at once; for the end of a connection. */
  drain(): void {
    while (this.#next < this.#queue.length) this.#turn()
  }

  /** Handles what waits of one at once, also in the midst of a turn, before those that came earlier. */
  hasten(to: Delivery<T>): void {
    if (this.#outgoing === undefined) return this.drain()
    const queue = this.#queue
    for (let at = this.#next; at < queue.length; at++) {
      const entry = queue[at]
      if (entry?.to !== to) continue
      queue[at] = undefined
      to.deliver(entry.data)
    }
  }

  /** Sends everything that waits, at once, and what that leads to; for a goodbye. */
  flush(): void {
    const outgoing = this.#outgoing ?? []
    while (outgoing.length > 0) for (const { to, data } of outgoing.splice(0)) to.write(data)
  }

  #schedule(): void {
    if (this.#scheduled) return
    this.#scheduled = true
    setImmediate(() => {
      this.#scheduled = false
      try {
        this.#turn()
      } finally {
        if (this.#next < this.#queue.length) this.#schedule()
      }
    })
  }

  /** Who sent something must not suffer from what others said: what breaks is thrown apart from it. */
  #turnAside(): void {
    try {
      this.#turn()
    } catch (error) {
      setImmediate(() => {
        throw error
      })
    }
  }

  #turn(): void {
    const queue = this.#queue
    const waiting = queue.length - this.#next
    const end = this.#next + Math.min(waiting, Math.max(batch, waiting - mostWaiting))
    this.#outgoing = []
    this.#rounds?.begin()
    try {
      while (this.#next < end) {
        const entry = queue[this.#next]
        queue[this.#next++] = undefined
        entry?.to.deliver(entry.data)
      }
    } finally {
      this.#end()
    }
  }

  /** Ends a round, also one in which something broke: the others get their answers all the same. */
  #end(): void {
    try {
      this.#rounds?.end()
    } finally {
      try {
        this.flush()
      } finally {
        this.#outgoing = undefined
        this.#letGo()
        this.#rounds?.over()
      }
    }
  }

  /** Lets the list of what was handled go, when all was, or when it is long. */
  #letGo(): void {
    const queue = this.#queue
    if (this.#next < queue.length && this.#next < mostWaiting) return
    this.#queue = queue.slice(this.#next)
    this.#next = 0
  }
}
