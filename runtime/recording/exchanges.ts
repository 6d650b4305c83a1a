import { frameOf, type RecordingLine } from './format.ts'

/** A call of the recorded host that the station answered. */
export interface Exchange {
  readonly action: string
  readonly payload: unknown
  /** Position of the call among the lines. */
  readonly index: number
  /** ms since the epoch of the call. */
  readonly at: number
  /** What the station answered, as text. */
  readonly answer: string
  /** Position of the answer among the lines. */
  readonly answeredAt: number
  /** ms from the call to the answer. */
  readonly latency: number
  /** The answer carried another id than the call (quirk F11). */
  readonly foreign: boolean
}

/** A report that the station was asked for before. */
export interface Report {
  /** ms since the epoch. */
  readonly at: number
  readonly action: string
  readonly payload: object
  /** The number under which it was asked for. */
  readonly request: number
}

/** What belongs together in the recording of one station. */
export interface Paired {
  readonly exchanges: readonly Exchange[]
  /** Answer of the recorded host to the call of the station at a position. */
  readonly replies: ReadonlyMap<number, readonly unknown[]>
  readonly reports: readonly Report[]
}

/** What a message is, told also of text that is not JSON. */
export type Message =
  | {
      readonly type: 'call'
      readonly id: string
      readonly action: string
      readonly payload: unknown
    }
  | { readonly type: 'answer'; readonly id: string }

interface Open {
  readonly action: string
  readonly payload: unknown
  readonly index: number
  readonly at: number
}

/** An answer with another id is taken for one that came at most so much later, ms. */
const mostForeign = 60_000

/** Pairs calls and answers of one station, both ways. */
export function pair(lines: readonly RecordingLine[]): Paired {
  const exchanges: Exchange[] = []
  const replies = new Map<number, readonly unknown[]>()
  const reports: Report[] = []
  const ours = new Map<string, Open>()
  const theirs = new Map<string, number>()
  for (const [index, line] of lines.entries()) {
    if (!('text' in line)) {
      ours.clear()
      theirs.clear()
      continue
    }
    const message = messageOf(line.text)
    if (message === undefined) continue
    const { id } = message
    if (message.type === 'call' && line.kind === 'cp->csms') {
      theirs.set(id, index)
      reports.push(...reportIn(message, line.at))
    } else if (message.type === 'call') {
      ours.set(id, { action: message.action, payload: message.payload, index, at: line.at })
    } else if (line.kind === 'csms->cp') {
      const asked = theirs.get(id)
      const frame = frameOf(line.text)
      if (asked !== undefined && frame !== undefined) replies.set(asked, frame)
      theirs.delete(id)
    } else {
      const asked = ours.has(id) ? id : foreignTo(ours, line.at)
      const call = asked === undefined ? undefined : ours.get(asked)
      if (asked === undefined || call === undefined) continue
      ours.delete(asked)
      const { action, payload, at } = call
      const latency = Math.max(0, line.at - at)
      const foreign = asked !== id
      const answer = { answer: line.text, answeredAt: index, latency, foreign }
      exchanges.push({ action, payload, at, index: call.index, ...answer })
    }
  }
  return { exchanges, replies, reports }
}

/** Reads the head of a message; `undefined` when it is neither call nor answer. */
export function messageOf(text: string): Message | undefined {
  const frame = frameOf(text)
  if (frame === undefined) return headOf(text)
  const [type, id, action, payload] = frame
  if (typeof id !== 'string' && typeof id !== 'number') return undefined
  if (type === 3 || type === 4) return { type: 'answer', id: String(id) }
  if ((type !== 2 && type !== 6) || typeof action !== 'string') return undefined
  return { type: 'call', id: String(id), action, payload: payload ?? {} }
}

/** The text of an answer under another id. */
export function withId(answer: string, id: string): string {
  return answer.replace(answerHead, (_, head: string) => `${head}${JSON.stringify(id)}`)
}

const answerHead = /^(\s*\[\s*[34]\s*,\s*)("(?:[^"\\]|\\.)*"|-?[\d.]+)/
const brokenHead = /^\s*\[\s*([2346])\s*,\s*"((?:[^"\\]|\\.){1,255})"(?:\s*,\s*"([A-Za-z]{1,60})")?/

function reportIn(message: Message, at: number): readonly Report[] {
  if (message.type !== 'call') return []
  const { action, payload } = message
  if (typeof payload !== 'object' || payload === null || !('requestId' in payload)) return []
  const { requestId: request } = payload
  return typeof request === 'number' ? [{ at, action, payload, request }] : []
}

/** The only call that waits, if there is but one. */
function foreignTo(open: ReadonlyMap<string, Open>, at: number): string | undefined {
  const [first] = open
  if (first === undefined || open.size > 1) return undefined
  const [id, call] = first
  return at - call.at <= mostForeign ? id : undefined
}

/** The head of a text that is no JSON. */
function headOf(text: string): Message | undefined {
  const [, type, id, action] = brokenHead.exec(text) ?? []
  if (type === undefined || id === undefined) return undefined
  if (type === '3' || type === '4') return { type: 'answer', id }
  return action === undefined ? undefined : { type: 'call', id, action, payload: undefined }
}
