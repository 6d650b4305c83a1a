import { excessOf, type FrameLimits, standardFrameLimits, unsuspicious } from './excess.ts'
import { repairText } from './text_repair.ts'

/** A call of the other side. */
export interface CallFrame {
  readonly type: 'call'
  /** The message id as JSON text, so that it is echoed to the letter whatever its type. */
  readonly id: string
  readonly action: string
  readonly payload: unknown
  /** The text was no JSON and had to be repaired. */
  readonly repaired: boolean
  /** The other side wants no answer (a SEND), which not every version knows. */
  readonly oneWay: boolean
  /** The payload is known to pass the check of its action; it holds until the next call. */
  readonly checked: boolean
}

/** An answer to an own call. */
export interface AnswerFrame {
  readonly type: 'answer'
  readonly id: string
  readonly answer: CallAnswer
}

/** What the other side answered to a call: its result, or its error. */
export type CallAnswer =
  | { readonly kind: 'result'; readonly payload: unknown }
  | {
      readonly kind: 'error'
      readonly code: string
      readonly description: string
      readonly details: unknown
    }

/** The other side could not read an answer of ours (a CALLRESULTERROR); nothing answers it. */
export interface DisputeFrame {
  readonly type: 'dispute'
  readonly code: string
  readonly description: string
}

/** A frame that is none. `id` is what could be saved of the message id, else `"-1"`. */
export interface BadFrame {
  readonly type: 'bad'
  readonly id: string
  readonly reason: string
  /** An answer must not be answered, however broken it is. */
  readonly silent: boolean
  readonly unknownType: boolean
  /** It is not even JSON. */
  readonly unreadable: boolean
}

/** One OCPP-J message. */
export type Frame = CallFrame | AnswerFrame | DisputeFrame | BadFrame

/** The id of an answer to a frame without a readable id. */
export const noId = '"-1"'
const maxIdLength = 255
const safeId = /^[\w.:+/=-]{1,64}$/

/** Reads one text message; never throws. */
export function parseFrame(text: string, limits: FrameLimits = standardFrameLimits): Frame {
  let message: unknown
  let repaired = false
  if (text.length > unsuspicious || limits !== standardFrameLimits) {
    const excess = excessOf(text, limits)
    if (excess !== undefined) return refused(text, excess)
  }
  try {
    message = JSON.parse(text)
  } catch {
    message = repairText(text)
    repaired = true
    if (message === undefined) return unreadable(text)
  }
  if (!Array.isArray(message)) return bad(noId, 'The message is not a JSON array')
  const [type, id] = message
  if (type === 2 || type === 6) return readCall(message, { repaired, oneWay: type === 6 })
  if (type === 3 || type === 4) {
    const idText = encodeId(id)
    if (idText === undefined) return silent('The answer has no message id')
    if (type === 3) {
      return { type: 'answer', id: idText, answer: { kind: 'result', payload: message[2] ?? {} } }
    }
    return {
      type: 'answer',
      id: idText,
      answer: {
        kind: 'error',
        code: asText(message[2], 'GenericError'),
        description: asText(message[3], ''),
        details: message[4] ?? {},
      },
    }
  }
  if (type === 5) {
    return {
      type: 'dispute',
      code: asText(message[2], 'GenericError'),
      description: asText(message[3], ''),
    }
  }
  return unknownType(encodeId(id) ?? noId, type)
}

/** A frame whose type is none that is spoken here. `id` is JSON text. */
export function unknownType(id: string, type: unknown): BadFrame {
  const reason = `Message type ${shorten(type)} is unknown; allowed are 2, 3 and 4`
  return { ...bad(id, reason), unknownType: true }
}

/** Text of a CALL. `payload` is JSON text. */
export function callText(id: string, action: string, payload: string): string {
  return `[2,"${id}","${action}",${payload}]`
}

/** Text of a CALLRESULT. `id` and `payload` are JSON text. */
export function resultText(id: string, payload: string): string {
  return `[3,${id},${payload}]`
}

/** Text of a CALLERROR. `id` is JSON text; the description is cut at 255 characters. */
export function errorText(id: string, code: string, description: string): string {
  return `[4,${id},"${code}",${JSON.stringify(description.slice(0, 255))},{}]`
}

function readCall(
  message: unknown[],
  { repaired, oneWay }: { readonly repaired: boolean; readonly oneWay: boolean },
): Frame {
  const [, id, action, payload] = message
  const idText = encodeId(id)
  if (idText === undefined) return bad(noId, `The message id is ${shorten(id)}; it must be text`)
  if (message.length !== 4) {
    const name = oneWay ? 'SEND' : 'CALL'
    const reason = `A ${name} has 4 elements, this one has ${message.length}`
    return oneWay ? silent(reason) : bad(idText, reason)
  }
  if (typeof action !== 'string') {
    return bad(idText, `The action is ${shorten(action)}; it must be text`)
  }
  return {
    type: 'call',
    id: idText,
    action,
    payload: payload ?? {},
    repaired,
    oneWay,
    checked: false,
  }
}

function encodeId(id: unknown): string | undefined {
  if (typeof id === 'string') {
    if (safeId.test(id)) return `"${id}"`
    return id.length <= maxIdLength ? JSON.stringify(id) : undefined
  }
  return typeof id === 'number' ? JSON.stringify(id) : undefined
}

function unreadable(text: string): BadFrame {
  return { ...refused(text, 'The message is not JSON'), unreadable: true }
}

/** Of text that is not read, its beginning tells whether it was to be an answer. */
function refused(text: string, reason: string): BadFrame {
  const isAnswer = /^\s*\[[\s,]*[345]\s*[,\]]/.test(text)
  return isAnswer ? silent(reason) : bad(salvageId(text), reason)
}

/** The id of a message that is not read as a whole, by its beginning alone. */
function salvageId(text: string): string {
  const found = /^\s*\[\s*2\s*,\s*("(?:[^"\\]|\\.){1,255}")/.exec(text)?.[1]
  try {
    return (found && encodeId(JSON.parse(found))) ?? noId
  } catch {
    return noId
  }
}

function bad(id: string, reason: string): BadFrame {
  return { type: 'bad', id, reason, silent: false, unknownType: false, unreadable: false }
}

function silent(reason: string): BadFrame {
  return { type: 'bad', id: noId, reason, silent: true, unknownType: false, unreadable: false }
}

function asText(value: unknown, otherwise: string): string {
  return typeof value === 'string' ? value : otherwise
}

function shorten(value: unknown): string {
  if (typeof value === 'object' && value !== null)
    return Array.isArray(value) ? 'a list' : 'an object'
  return (JSON.stringify(value) ?? 'absent').slice(0, 40)
}
