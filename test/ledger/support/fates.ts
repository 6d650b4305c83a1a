import fc from 'fast-check'
import type { Message, Story } from './true_story.ts'

/** What befalls a message on its way. */
export interface Fate {
  /** How many places it is late. */
  readonly late: number
  /** How many places later it comes again; `null` = it does not. */
  readonly again: number | null
  /** The server dies when it has it: before it is stored, or before its answer arrives. */
  readonly kill: 'before' | 'after' | null
  /** The store fails when it comes first. */
  readonly fails: boolean
  /** The next one comes before its answer left. */
  readonly hasty: boolean
}

/** A message on its way. */
export interface Delivery {
  readonly message: Message
  readonly late: boolean
  readonly kill: Fate['kill']
  readonly fails: boolean
  readonly hasty: boolean
}

const nothing: Fate = { late: 0, again: null, kill: null, fails: false, hasty: false }

/** Any fates, one a message; a kill befalls one in `kills`. */
export function anyFates({ kills }: { readonly kills: number }): fc.Arbitrary<readonly Fate[]> {
  const fate = fc.record({
    late: fc.oneof({ weight: 3, arbitrary: fc.constant(0) }, fc.nat(12)),
    again: oneIn(4, fc.nat(30)),
    kill: oneIn(kills, fc.constantFrom('before' as const, 'after' as const)),
    fails: oneIn(10, fc.constant(true)).map((fails) => fails === true),
    hasty: oneIn(4, fc.constant(true)).map((hasty) => hasty === true),
  })
  return fc.array(fate, { minLength: 40, maxLength: 40 })
}

/** The messages in the order in which they come; without fates as they were said. */
export function deliveries({ messages }: Story, fates: readonly Fate[] = []): readonly Delivery[] {
  const due: { place: number; delivery: Delivery }[] = []
  for (const [index, message] of messages.entries()) {
    const { late, again, kill, fails, hasty } = fates[index % fates.length] ?? nothing
    due.push({ place: index + late, delivery: { message, late: late > 0, kill, fails, hasty } })
    if (again === null) continue
    const repeated = { message, late: true, kill: null, fails: false, hasty }
    due.push({ place: index + late + again, delivery: repeated })
  }
  return due.sort((a, b) => a.place - b.place).map(({ delivery }) => delivery)
}

function oneIn<T>(times: number, of: fc.Arbitrary<T>): fc.Arbitrary<T | null> {
  const never = fc.constant(null)
  return fc.oneof({ weight: times - 1, arbitrary: never }, { weight: 1, arbitrary: of })
}
