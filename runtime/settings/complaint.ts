import type * as v from 'valibot'
import { nearest } from '../nearest.ts'

/** A way into a value: member names and list indices. */
export type Path = readonly (string | number)[]

/** What a check of a setting found, as far as a message needs it. */
export type SettingIssue = v.BaseIssue<unknown>

/**
 * One line about a value that is not allowed: where it stands, what it is, what is allowed.
 * @param describe names the value at a path, with its source
 */
export function complaint(issue: SettingIssue, describe: (path: Path) => string): string {
  const path = (issue.path ?? []).flatMap((step) =>
    typeof step.key === 'string' || typeof step.key === 'number' ? [step.key] : [],
  )
  if (issue.type === 'strict_object' && path.length > 0)
    return memberComplaint(issue, describe, path)
  const words = legalWords(issue)
  const close = nearest(String(issue.input), words)
  const allowed = words.length > 0 ? inWords(words) : issue.message
  return `Cannot use ${describe(path)}: allowed is ${allowed}${close ? `; did you mean ${close}?` : ''}`
}

/** A member that is missing, or that nobody knows. */
function memberComplaint(
  issue: SettingIssue,
  describe: (path: Path) => string,
  path: Path,
): string {
  const member = String(path.at(-1))
  const around = describe(path.slice(0, -1))
  return issue.expected === 'never'
    ? `Cannot use ${around}: it has an unknown member "${member}"; allowed is ${issue.message}`
    : `Cannot use ${around}: "${member}" is missing`
}

/** A path as it is written in JavaScript: `cards[1].status`. */
export function inDots(path: Path): string {
  return path
    .map((step, index) =>
      typeof step === 'number'
        ? `[${step}]`
        : /^[A-Za-z_$][\w$]*$/.test(step)
          ? `${index > 0 ? '.' : ''}${step}`
          : `[${JSON.stringify(step)}]`,
    )
    .join('')
}

/** A value for a message: one line of JSON, never longer than 60 characters. */
export function show(value: unknown): string {
  const text = JSON.stringify(value) ?? String(value)
  return text.length > 60 ? `${text.slice(0, 57)}...` : text
}

/** The value at a path, `undefined` where it leads nowhere. */
export function inside(value: unknown, path: Path): unknown {
  return path.reduce<unknown>((found, step) => {
    if (Array.isArray(found)) return found[Number(step)]
    if (typeof found !== 'object' || found === null) return undefined
    return Object.entries(found).find(([key]) => key === step)?.[1]
  }, value)
}

/** The words of a picklist. */
function legalWords(issue: SettingIssue): string[] {
  if (issue.type !== 'picklist') return []
  return [...(issue.expected ?? '').matchAll(/"([^"]*)"/g)].flatMap((match) => match.slice(1))
}

function inWords(words: readonly string[]): string {
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} or ${words.at(-1)}`
}
