import * as v from 'valibot'
import { fault } from '../fault.ts'
import type { HookName } from '../plugin.ts'
import { type HookResult, type RunContext, runnerLimits } from '../runner.ts'

/** The text for the guest's `call`, of five lines: JSON has no line breaks of its own. */
export class CallWriter {
  #settings: Pick<RunContext, 'traits' | 'options'> | undefined
  #settingsText = ''

  /** @throws what `JSON.stringify` throws */
  write(hook: HookName, args: readonly unknown[], context: RunContext): string {
    const { traits, options, memory, ...rest } = context
    if (this.#settings?.traits !== traits || this.#settings.options !== options) {
      this.#settings = { traits, options }
      this.#settingsText = JSON.stringify(this.#settings)
    }
    return [
      JSON.stringify([hook, ...args.slice(0, -1)]),
      JSON.stringify(args.at(-1)) ?? 'null',
      JSON.stringify(memory),
      JSON.stringify(rest),
      this.#settingsText,
    ].join('\n')
  }
}

/** What a hook gave, from the text that its guest wrote, which is not to be trusted. */
export function readReply(text: string, last: unknown): HookResult {
  const end = text.indexOf('\n')
  const value = read(text.slice(0, Math.max(end, 0)), last)
  if (end < 0 || !value.ok) return refused(value.ok ? 'no plain data' : value.message)
  const rest = text.slice(end + 1)
  if (rest === '') return { ok: true, value: value.value, log: [], send: [] }
  const effects = v.safeParse(effectsText, rest)
  if (!effects.success) return refused('no plain data')
  const { memory, log, send } = effects.output
  const bad = forbidden([memory ?? {}, send], 0)
  if (bad !== undefined) return refused(bad)
  return { ok: true, value: value.value, memory, log, send }
}

/** A definition, from the text that its guest wrote. */
export function readDefinitionText(text: string): Read {
  return read(text.trimEnd(), undefined)
}

const { logLines, logLength, sends, depth } = runnerLimits
const memory = v.pipe(
  v.unknown(),
  v.check((found) => !Array.isArray(found)),
  v.record(v.string(), v.unknown()),
  v.check((found) => JSON.stringify(found).length <= runnerLimits.memory),
)
const effectsText = v.pipe(
  v.string(),
  v.parseJson(),
  v.object({
    memory: v.optional(memory),
    log: v.pipe(v.array(v.pipe(v.string(), v.maxLength(logLength))), v.maxLength(logLines)),
    send: v.pipe(v.array(v.unknown()), v.maxLength(sends)),
  }),
)

/** A value, or what is wrong with its text. */
export type Read =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly message: string }

function read(text: string, last: unknown): Read {
  if (text === '') return { ok: true, value: undefined }
  if (text === '=') return { ok: true, value: last }
  try {
    const value: unknown = JSON.parse(text)
    const message = forbidden(value, 0)
    return message === undefined ? { ok: true, value } : { ok: false, message }
  } catch {
    return { ok: false, message: 'no plain data' }
  }
}

/**
 * What nobody further on shall meet: nesting that exhausts a stack, and names by which careless
 * merging changes what all objects have.
 */
function forbidden(value: unknown, level: number): string | undefined {
  if (typeof value !== 'object' || value === null) return undefined
  if (level >= depth) return `nested deeper than ${depth}`
  for (const [name, member] of Object.entries(value)) {
    if (name === '__proto__' || name === 'constructor' || name === 'prototype') {
      return `no plain data: it has a member named "${name}"`
    }
    const found = forbidden(member, level + 1)
    if (found !== undefined) return found
  }
  return undefined
}

function refused(what: string): HookResult {
  return { ok: false, fault: fault('output', `What the hook gave is ${what}`) }
}
