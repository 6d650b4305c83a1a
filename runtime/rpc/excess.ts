/** How costly a message may be, whatever it says. */
export interface FrameLimits {
  /** Deepest nesting of lists and objects. */
  readonly depth: number
  /** Members of all its objects; of more than these each must be ten characters long on average. */
  readonly members: number
}

/** What no message of any version comes near, and what is no harm. */
export const standardFrameLimits: FrameLimits = { depth: 32, members: 4000 }

/** Shorter messages cannot come near the standard limits, or do no harm where they do. */
export const unsuspicious = 1500
/** Characters that a member has on average, at least, in any message that means something. */
const shortestMember = 10

/** The same limits; the standard ones as the one object that is quickly recognized. */
export function frameLimits({ depth, members }: FrameLimits): FrameLimits {
  const { depth: usualDepth, members: usualMembers } = standardFrameLimits
  return depth === usualDepth && members === usualMembers ? standardFrameLimits : { depth, members }
}

/** What makes a message costly without saying much, counted outside of text; `undefined` = nothing. */
export function excessOf(text: string, limits: FrameLimits): string | undefined {
  const { depth: deepest, members: plenty } = limits
  let depth = 0
  let members = 0
  let inText = false
  for (let i = 0; i < text.length; i++) {
    const c = text.charCodeAt(i)
    if (inText) {
      if (c === 92) i++
      else if (c === 34) inText = false
    } else if (c === 34) inText = true
    else if (c === 58) members++
    else if (c === 91 || c === 123) {
      if (++depth > deepest) return `The message is nested more than ${deepest} levels deep`
    } else if (c === 93 || c === 125) depth--
  }
  const isDense = members > plenty && members * shortestMember > text.length
  return isDense
    ? `The message has ${members} members; what they say is too short for that`
    : undefined
}
