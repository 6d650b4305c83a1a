import { RpcError } from '../rpc/errors.ts'
import { callPattern, type Recurring } from './call_pattern.ts'
import type { Handled, Host, InboundRow } from './dialect.ts'
import type { Loose } from './loose.ts'
import { type Repaired, repair } from './repair.ts'
import type { MessageShape } from './shape.ts'

/** One action a station may call. */
export interface RowOptions<T> {
  /** The precompiled check; a payload that passes takes no detour. */
  readonly valid: (payload: unknown) => payload is T
  /** By which a payload that does not pass is repaired. */
  readonly shape: MessageShape
  /** Members without which nothing can be made of the call; others may be missing. */
  readonly needs?: readonly (keyof T & string)[]
  /** It gets a well-formed answer whatever is wrong with it: some stations repeat it for ever else. */
  readonly always?: boolean
  /** Repeating it has a side effect. */
  readonly once?: boolean
  /** Sent again and again, and nothing of its payload is kept but what this names. */
  readonly recurring?: Recurring
  /** Answers the call and says what it means; any member may be missing of a repaired one. */
  readonly handle: (payload: Loose<T>, host: Host, repaired?: Repaired<T>) => Handled
}

/** A row of the inbound table: fast check first, repair only for what fails it. */
export function inboundRow<T>(options: RowOptions<T>): InboundRow {
  const { valid, shape, handle, needs = [], always = false, recurring } = options
  const slow = (payload: unknown, host: Host): Handled => {
    const repaired = repair<T>(shape, payload, host)
    const lacking = needs.filter((name) => repaired.missing.includes(name))
    const { kind } = repaired.defect
    if (!always && (lacking.length > 0 || kind === 'Formation')) {
      throw new RpcError(kind, refusal(shape.action, lacking))
    }

    return handle(repaired.payload, host, repaired)
  }
  return {
    shape,
    once: options.once ?? false,
    handle: (payload, host) =>
      valid(payload) ? handle(payload as Loose<T>, host) : slow(payload, host),
    checked: (payload, host) => handle(payload as Loose<T>, host),
    ...(recurring === undefined
      ? {}
      : {
          patternOf: ({ payload }, text) =>
            valid(payload) ? callPattern(text, { shape, ...recurring }) : undefined,
        }),
  }
}

function refusal(action: string, lacking: readonly string[]): string {
  return lacking.length > 0
    ? `${action} needs ${lacking.join(' and ')}`
    : `${action} takes an object as its payload`
}
