import * as v from 'valibot'
import type { StationEvent } from '../model.ts'
import { bad, type ClampContext, type Clamped, each, good, said } from './clamped.ts'
import { eventSchema } from './event_schema.ts'
import { same } from './plain.ts'

/*
 * What stands after every hook. It takes what plugins give whole or not at all: a limit that is too
 * high is no reason to send a lower one that nobody wanted. What it cannot see is what a vendor's own
 * configuration keys and DataTransfers mean; that is why a plugin must name these kinds in `sends`.
 */

/** Most events that one may become. */
const most = 32

/** What a text became; `undefined` where it still is no JSON, which is no fault: not all can be repaired. */
export function clampText(output: unknown): Clamped<string | undefined> {
  if (typeof output !== 'string') return bad('It gave no text')
  try {
    JSON.parse(output)
    return good(output)
  } catch {
    return good(undefined)
  }
}

/** What an event became: itself, another, several, or nothing. */
export function clampEvents(
  input: StationEvent,
  output: unknown,
  context: ClampContext,
): Clamped<readonly StationEvent[]> {
  return each(output, most, (one) => {
    if (same(one, input)) return good(input)
    const parsed = v.safeParse(eventSchema, one)
    if (!parsed.success) return bad(`It gave no event: ${said(parsed.issues)}`)
    const problem = eventProblem(input, parsed.output, context)
    return problem === undefined ? good(parsed.output) : bad(problem)
  })
}

function eventProblem(
  input: StationEvent,
  output: StationEvent,
  { connectors }: ClampContext,
): string | undefined {
  if ('connector' in output && output.connector !== undefined) {
    const own = 'connector' in input ? input.connector : undefined
    // Every station has a first connector, whether it was heard of or not.
    const known = output.connector <= 1 || output.connector === own
    if (!known && !connectors.some(({ connector }) => connector === output.connector)) {
      return `It gave an event of connector ${output.connector}, which does not exist`
    }
  }
  if (output.kind === 'Booted' && input.kind !== 'Booted') {
    return 'It gave a boot of the station, which only the station can report'
  }
  if (output.kind === 'TransactionStarted') {
    if (input.kind === output.kind && input.id === output.id) return undefined
    return 'It gave the start of a transaction that did not start, or under another id'
  }
  if (output.kind !== 'TransactionEnded') return undefined
  if (input.kind === output.kind && input.id === output.id) return undefined
  return connectors.some(({ transaction }) => transaction?.id === output.id)
    ? undefined
    : `It ended the transaction ${output.id}, which does not exist`
}
