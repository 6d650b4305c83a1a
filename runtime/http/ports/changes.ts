import type { ChangeFollower, ItemChange } from '../../items/notifier.ts'

/** What is told of items as they change. */
export interface ChangePort {
  /**
   * Calls `listener` with the changes of one round of messages, or else of one turn of the event loop.
   * @returns a function that ends the subscription
   */
  watch(listener: (changes: readonly ItemChange[]) => void): () => void
  /**
   * Tells `follower` the same without making anything of a change, which costs others less.
   * @returns a function that ends the subscription
   */
  followChanges(follower: ChangeFollower): () => void
}
