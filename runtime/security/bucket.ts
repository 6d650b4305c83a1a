/** Lets through so many a second on average, and a number of them at once. */
export class Bucket {
  readonly #perSecond: number
  readonly #burst: number
  #tokens: number
  /** ms since the epoch. */
  #at: number

  constructor(limits: { readonly perSecond: number; readonly burst: number }, now: number) {
    this.#perSecond = limits.perSecond
    this.#burst = limits.burst
    this.#tokens = limits.burst
    this.#at = now
  }

  /** Takes one; whether there was one. */
  take(now: number): boolean {
    if (this.#tokens < 1) this.#fill(now)
    if (this.#tokens < 1) return false
    this.#tokens -= 1
    return true
  }

  /** ms until there is one again. */
  wait(now: number): number {
    this.#fill(now)
    return this.#tokens >= 1 ? 0 : Math.ceil(((1 - this.#tokens) / this.#perSecond) * 1000)
  }

  /** Whether it is as if it had never been used. */
  isFull(now: number): boolean {
    this.#fill(now)
    return this.#tokens >= this.#burst
  }

  #fill(now: number): void {
    const passed = Math.max(0, now - this.#at)
    this.#at = now
    this.#tokens = Math.min(this.#burst, this.#tokens + (passed / 1000) * this.#perSecond)
  }
}
