import { MemoryStore } from '../../runtime/storage/memory.ts'
import { type Change, StoreError } from '../../runtime/storage/store.ts'

/** A store whose disk can be slow, or full. */
export class FaultyStore extends MemoryStore {
  override readonly durable = true
  /** Nothing can be stored as long as this is set. */
  fault: string | undefined
  /** Commits wait as long as this is set. */
  gate: Promise<void> | undefined
  /** What was asked for, commit by commit, stored or not. */
  readonly asked: (readonly Change[])[] = []

  #failures = 0

  override get failures(): number {
    return this.#failures
  }

  override get failure(): string | undefined {
    return this.fault
  }

  override async commit(changes: readonly Change[]): Promise<void> {
    this.asked.push(changes)
    await this.gate
    if (this.fault !== undefined) {
      this.#failures += 1
      throw new StoreError(this.fault)
    }
    await super.commit(changes)
  }
}
