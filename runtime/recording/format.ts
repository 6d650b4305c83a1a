import * as v from 'valibot'

/** How a connection began. */
export interface Opening {
  /** Request target, as it came. */
  readonly url: string
  /** Headers of the request, lower case. */
  readonly headers: Readonly<Record<string, string>>
  /** Subprotocols offered. */
  readonly offered: readonly string[]
}

/** How a connection ended; 1006 stands for a socket that was simply gone. */
export interface Closing {
  readonly code: number
  readonly reason: string
}

interface Common {
  /** ms since the epoch. */
  readonly at: number
  /** Identity of the station. */
  readonly identity: string
  /** Subprotocol spoken; `''` when none was agreed on. */
  readonly subprotocol: string
}

/** One line of a recording: a connection that opens or closes, or a message as exact text. */
export type RecordingLine =
  | (Common & { readonly kind: 'open'; readonly opening: Opening })
  | (Common & { readonly kind: FrameKind; readonly text: string })
  | (Common & { readonly kind: 'close'; readonly closing: Closing })

/** Direction of a message: from the station (`cp`), or from the host (`csms`). */
export type FrameKind = 'cp->csms' | 'csms->cp'

/** What is wrong with a line of a recording. */
export interface RecordingIssue {
  /** From 1. */
  readonly line: number
  readonly message: string
}

/** A recording, or why it cannot be read. */
export type ReadRecording =
  | { readonly ok: true; readonly lines: readonly RecordingLine[] }
  | { readonly ok: false; readonly issues: readonly RecordingIssue[] }

const kinds = ['open', 'cp->csms', 'csms->cp', 'close'] as const
const members = ['the time', 'the kind', 'the identity', 'the subprotocol'] as const

const time = v.pipe(
  v.string('a time such as 2026-11-22T22:01:07.519Z'),
  v.check(
    (found) => /^\d{4}-\d\d-\d\dT/.test(found) && !Number.isNaN(Date.parse(found)),
    'a time such as 2026-11-22T22:01:07.519Z',
  ),
  v.transform((found) => Date.parse(found)),
)
const head = v.tuple([
  time,
  v.picklist(kinds, `one of ${kinds.join(', ')}`),
  v.pipe(v.string('a text'), v.nonEmpty('a text that is not empty')),
  v.string('a text'),
])
const opening = v.object(
  {
    url: v.string('a text'),
    headers: v.optional(v.record(v.string(), v.string('a text'), 'an object of texts'), {}),
    offered: v.optional(v.array(v.string('a text'), 'a list of texts'), []),
  },
  'an object with url',
)
const closing = v.object(
  {
    code: v.optional(v.number('a number'), 1006),
    reason: v.optional(v.string('a text'), ''),
  },
  'an object with code and reason',
)
/** A message that is JSON stands as such, any other as its text. */
const content = v.union([v.array(v.unknown()), v.string()], 'a list (a frame) or a text')

/** Most issues told of one file. */
const mostIssues = 5

/**
 * Reads a recording: one JSON array a line, `[time, kind, identity, subprotocol, frame or details]`,
 * where a message that is a JSON list stands as such and any other as its text. Empty lines are
 * skipped.
 */
export function parseRecording(text: string): ReadRecording {
  const lines: RecordingLine[] = []
  const issues: RecordingIssue[] = []
  text.split('\n').forEach((one, index) => {
    if (one.trim() === '' || issues.length >= mostIssues) return
    const line = parseLine(one)
    if (typeof line === 'string') issues.push({ line: index + 1, message: line })
    else lines.push(line)
  })
  if (issues.length === 0 && lines.length === 0) {
    issues.push({ line: 1, message: 'There is no line in it' })
  }
  return issues.length > 0 ? { ok: false, issues } : { ok: true, lines }
}

/** A line as it stands in a file, without a line end. */
export function lineText(line: RecordingLine): string {
  const { at, kind, identity, subprotocol } = line
  const head = JSON.stringify([new Date(at).toISOString(), kind, identity, subprotocol])
  return `${head.slice(0, -1)},${contentText(line)}]`
}

/** The frame that a text is, when it is one; only lists are. */
export function frameOf(text: string): readonly unknown[] | undefined {
  if (!/^\s*\[/.test(text)) return undefined
  try {
    const value: unknown = JSON.parse(text)
    return Array.isArray(value) ? value : undefined
  } catch {
    return undefined
  }
}

function contentText(line: RecordingLine): string {
  if (line.kind === 'open') return JSON.stringify(line.opening)
  if (line.kind === 'close') return JSON.stringify(line.closing)
  // A frame is written as it came, unless it would break the line.
  const isFrame = frameOf(line.text) !== undefined && !/[\n\r]/.test(line.text)
  return isFrame ? line.text : JSON.stringify(line.text)
}

/** A line, or what is wrong with it. */
function parseLine(text: string): RecordingLine | string {
  let found: unknown
  try {
    found = JSON.parse(text)
  } catch {
    return 'The line is not JSON; a line is [time, kind, identity, subprotocol, frame or details]'
  }
  if (!Array.isArray(found) || found.length !== 5) {
    return 'The line is no list of 5: [time, kind, identity, subprotocol, frame or details]'
  }
  const parsed = v.safeParse(head, found.slice(0, 4))
  if (!parsed.success) {
    const [{ path, message, input }] = parsed.issues
    const what = members[Number(path?.[0]?.key)] ?? 'the line'
    return `${what.charAt(0).toUpperCase()}${what.slice(1)} is ${shown(input)}; allowed is ${message}`
  }
  const [at, kind, identity, subprotocol] = parsed.output
  const common = { at, identity, subprotocol }
  if (kind === 'open')
    return withDetails(opening, found[4], (details) => ({ ...common, kind, opening: details }))
  if (kind === 'close')
    return withDetails(closing, found[4], (details) => ({ ...common, kind, closing: details }))
  return withDetails(content, found[4], (frame) => ({
    ...common,
    kind,
    text: typeof frame === 'string' ? frame : lastElement(text),
  }))
}

/** The last element of a line of five, to the letter: a number may have digits that none can hold. */
function lastElement(line: string): string {
  const head = /^\s*\[(?:\s*"(?:[^"\\]|\\.)*"\s*,){4}/.exec(line)?.[0] ?? ''
  return line.slice(head.length, line.lastIndexOf(']')).trim()
}

function withDetails<T>(
  schema: v.GenericSchema<unknown, T>,
  value: unknown,
  make: (details: T) => RecordingLine,
): RecordingLine | string {
  const parsed = v.safeParse(schema, value)
  if (parsed.success) return make(parsed.output)
  const [{ path, message, input }] = parsed.issues
  const where = path?.map(({ key }) => String(key)).join('.') ?? ''
  const what = where === '' ? 'The last element' : where
  return `${what} is ${shown(input)}; allowed is ${message}`
}

function shown(value: unknown): string {
  return (JSON.stringify(value) ?? 'absent').slice(0, 60)
}
