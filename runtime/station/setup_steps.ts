import { type SharedList, SharedLists } from '../shared_lists.ts'

/** One step of set-up, or of what came after it, and what became of it. */
export interface SetupStep {
  readonly step: string
  readonly outcome: string
}

/** Steps remembered of a station. */
const mostSteps = 200
/** Those of them that are the first: set-up has fewer, and tells more than what comes after it. */
const mostFirst = 100
/** Steps that all have in common. */
const mostCommon = 1024
/** Longer ones are those of one station, and are not kept for all. */
const longestCommon = 400

/** No steps. Most stations take the same, to the same end. */
export const { none: noSteps } = new SharedLists<SetupStep>(4096, isCommon)

/**
 * Steps with one more. Of the same step only the last time is remembered, of many steps the first and
 * the last: limits are set, and cards sent, for as long as a station is there.
 */
export function withStep(
  steps: SharedList<SetupStep>,
  step: string,
  outcome: string,
): SharedList<SetupStep> {
  const one = commonStep(step, outcome)
  const { all } = steps
  const before = all.findIndex((known) => known.step === step)
  if (before === -1 && all.length < mostSteps) return steps.with(one)
  if (all.length > 0 && before === all.length - 1 && all[before]?.outcome === outcome) return steps
  const gone = before === -1 ? mostFirst : before
  let left = noSteps
  for (const [at, known] of all.entries()) if (at !== gone) left = left.with(known)
  return left.with(one)
}

const commonSteps = new Map<string, SetupStep>()

/** The same step with the same outcome, as other stations have it, where many are likely to. */
export function commonStep(step: string, outcome: string): SetupStep {
  if (!isCommon({ step, outcome })) return { step, outcome }
  const name = `${step.length}\n${step}${outcome}`
  const known = commonSteps.get(name)
  if (known !== undefined) return known
  if (commonSteps.size >= mostCommon) commonSteps.clear()
  const taken: SetupStep = { step, outcome }
  commonSteps.set(name, taken)
  return taken
}

function isCommon({ step, outcome }: SetupStep): boolean {
  return step.length + outcome.length < longestCommon
}
