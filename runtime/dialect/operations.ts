import type { OperationKind, OperationNews } from '../model.ts'
import { isTrue, member, text } from './answer.ts'

/** What takes a station longer than one answer: what begins it, and what tells of it. */
export interface Operations<H extends string = string, S extends string = string> {
  /** Calls of the host that begin, or end, an operation. */
  readonly calls: { readonly [A in H]?: OperationCall }
  /** Calls of a station that tell of one; a report on variables has an event of its own. */
  readonly news: { readonly [A in S]?: (payload: unknown) => OperationNews }
}

/** A call of the host that begins an operation, or ends one that the station began. */
export interface OperationCall {
  readonly kind: OperationKind
  readonly ends?: true
  /** Whether this call of the action is one; by default each is. */
  readonly is?: (payload: unknown) => boolean
  /** Where the number is by which the news of a station name it, if it has one. */
  readonly request?: string
  /** Where files come from or go to. */
  location?(payload: unknown): string | undefined
  /** Words of the answer with which it begins; none where every answer begins it. */
  readonly begins?: readonly string[]
  /** Words of the answer that say that there is nothing to do or to tell. */
  readonly empty?: readonly string[]
  /** Member without which an answer says the same; a station may forget it, so news count more. */
  readonly needs?: string
}

/** The word with which an operation takes the place of one under way. */
export const canceling = 'AcceptedCanceled'

/** News that are a word. */
export function wordNews(
  kind: OperationKind,
  { done, failed }: { readonly done: readonly string[]; readonly failed: readonly string[] },
): (payload: unknown) => OperationNews {
  return (payload) => {
    const status = text(member(payload, 'status'))
    const word = status ?? ''
    const end = done.includes(word) ? 'done' : failed.includes(word) ? 'failed' : undefined
    return { kind, request: requestOf(payload), status, end, isIdle: word === 'Idle' }
  }
}

/** News that are a part of what was asked for, with more to come or not. */
export function partNews(
  kind: OperationKind,
  entries: (payload: unknown) => readonly unknown[],
): (payload: unknown) => OperationNews {
  return (payload) => ({
    kind,
    request: requestOf(payload),
    part: entries(payload),
    end: isTrue(member(payload, 'tbc')) ? undefined : 'done',
  })
}

/** The number of the operation in a payload. */
export function requestOf(payload: unknown, name = 'requestId'): number | undefined {
  const found = member(payload, name)
  return typeof found === 'number' && Number.isInteger(found) ? found : undefined
}

/** A text in a payload, by the names that lead to it. */
export function textAt(...names: readonly string[]): (payload: unknown) => string | undefined {
  return (payload) => text(names.reduce(member, payload))
}
