import type { DescriptorWish } from '../descriptor/wish.ts'
import type { SetupWish } from './setup.ts'

/** What a station is asked for beside what its descriptor wants. */
export interface WishedBeside {
  /** Keys of its own list of cards. */
  readonly listed: readonly string[]
  /** Seconds between samples where the descriptor does not say. */
  readonly sampleInterval: number
}

/** What a station is to be asked for; the same object for all with the same descriptor, as there are many. */
export function setupWish(
  wish: DescriptorWish = nothing,
  { listed, sampleInterval }: WishedBeside,
): SetupWish {
  const known = listed.length === 0 ? usual.get(wish) : undefined
  const seconds = wish.sampleInterval || sampleInterval
  if (known?.sampleInterval === seconds) return known
  const { measurands, keys, variables } = wish
  const made: SetupWish = {
    measurands,
    keys: [...keys, ...listed],
    variables: [...variables, ...listed],
    sampleInterval: seconds,
  }
  if (listed.length === 0) usual.set(wish, made)
  return made
}

const nothing: DescriptorWish = {
  measurands: [],
  keys: [],
  variables: [],
  sampleInterval: 0,
  heartbeatInterval: 0,
}
/** By what the descriptor wants. */
const usual = new WeakMap<DescriptorWish, SetupWish>()
