import type { AnswerContent, FinalDevice, Timeline, TimelineEntry } from './timeline.ts'

/** How a timeline is written. */
export interface TimelineTextOptions {
  /** Longest line; what is longer is cut. By default nothing is. */
  readonly width?: number
}

/** A timeline as readable text, one line an entry; the same timeline gives the same text. */
export function timelineLines(
  { entries, devices }: Timeline,
  { width = Number.POSITIVE_INFINITY }: TimelineTextOptions = {},
): readonly string[] {
  const widest = Math.max(0, ...entries.map((entry) => nameOf(entry).length))
  const lines: string[] = []
  let day = ''
  for (const { entry, keys } of rowsOf(entries)) {
    const time = isoTime(entry.at)
    if (!time.startsWith(day) || day === '') {
      day = time.slice(0, 10)
      lines.push(day)
    }
    const text = keys.length > 0 ? fallen(entry, keys) : said(entry)
    lines.push(`${time.slice(11, 23)} ${nameOf(entry).padEnd(widest)}  ${text}`)
  }
  for (const device of devices) lines.push('', ...finalLines(device))
  return lines.map((line) => cut(line.trimEnd(), width))
}

/** An entry, and the items it stands for when it stands for several. */
interface Row {
  readonly entry: TimelineEntry
  readonly keys: string[]
}

/** Items whose values stay while their quality falls are told together. */
function rowsOf(entries: readonly TimelineEntry[]): readonly Row[] {
  const values = new Map<string, unknown>()
  const rows: Row[] = []
  for (const entry of entries) {
    const row: Row = { entry, keys: [] }
    if (entry.kind === 'item') {
      const name = JSON.stringify([entry.address, entry.key])
      const stays = entry.quality !== 'good' && values.get(name) === entry.value
      values.set(name, entry.value)
      const last = rows.at(-1)
      if (stays && last !== undefined && fallsWith(entry, last)) {
        last.keys.push(entry.key)
        continue
      }
      if (stays) row.keys.push(entry.key)
    }
    rows.push(row)
  }
  return rows
}

function fallsWith(item: EntryOf<'item'>, { entry, keys }: Row): boolean {
  return (
    keys.length > 0 &&
    entry.kind === 'item' &&
    entry.at === item.at &&
    entry.address === item.address &&
    entry.quality === item.quality
  )
}

function fallen(entry: TimelineEntry, keys: readonly string[]): string {
  return `item    ${'quality' in entry ? entry.quality : ''}: ${keys.join(', ')}`
}

/** A timeline as JSON, one object a line: its entries, then the devices as they are at the end. */
export function timelineJson({ entries, devices }: Timeline): readonly string[] {
  return [
    ...entries.map(({ at, ...entry }) => JSON.stringify({ at: isoTime(at), ...entry })),
    ...devices.map((device) => JSON.stringify({ kind: 'final', ...device })),
  ]
}

/** ms since the epoch as text. */
function isoTime(at: number): string {
  return new Date(at).toISOString()
}

type Kind = TimelineEntry['kind']
type EntryOf<K extends Kind> = Extract<TimelineEntry, { kind: K }>

const words: { readonly [K in Kind]: (entry: EntryOf<K>) => string } = {
  open: ({ subprotocol }) => `open    ${subprotocol || 'no subprotocol'}`,
  close: ({ by, code, reason }) => `close   by the ${by}: ${code} ${reason}`,
  plugin: ({ plugin, reason }) => `plugin  ${plugin ?? 'none'}: ${reason}`,
  frame: ({ action }) => `<-      ${action || 'unreadable'}`,
  reply: (entry) => `->      ${entry.action} ${content(entry)}`,
  call: ({ action, payload, issued }) =>
    `call    ${action} ${JSON.stringify(payload)}${issued ? ' (of the recorded host)' : ''}`,
  answer: (entry) =>
    `answer  ${entry.action} ${content(entry)}${entry.recorded ? '' : ' (not in the recording)'}`,
  item: ({ key, value, quality, unit }) =>
    `item    ${key} = ${valueText(value, unit)}${quality === 'good' ? '' : ` (${quality})`}`,
  write: ({ key, value, result }) => `write   ${key} = ${JSON.stringify(value)}: ${result}`,
  repair: ({ what, count }) => `repair  ${what}${count === 1 ? '' : ` (${count} times)`}`,
  fault: ({ hook, message }) => `fault   ${hook}: ${message}`,
  log: ({ level, text }) => `log     ${level === 'info' ? '' : `${level}: `}${text}`,
}

function said<K extends Kind>(entry: EntryOf<K>): string {
  const tell: (entry: EntryOf<K>) => string = words[entry.kind]
  return tell(entry).trimEnd()
}

function nameOf(entry: TimelineEntry): string {
  return 'address' in entry ? entry.address : entry.station
}

function content(answer: AnswerContent): string {
  if ('error' in answer) return `${answer.error} ${answer.description}`.trimEnd()
  return 'text' in answer ? answer.text : JSON.stringify(answer.payload)
}

function valueText(value: unknown, unit: string | undefined): string {
  const text = JSON.stringify(value)
  return unit === undefined || typeof value !== 'number' ? text : `${text} ${unit}`
}

function finalLines({ address, descriptor, plugin, items }: FinalDevice): readonly string[] {
  const widest = Math.max(0, ...items.map(({ key }) => key.length))
  return [
    `${address} at the end, by descriptor ${descriptor} and ${plugin ? `plugin ${plugin}` : 'no plugin'}`,
    ...items.map(({ key, value, quality, unit }) => {
      const isSeen = quality !== 'unknown'
      const worth = quality === 'good' || !isSeen ? '' : ` (${quality})`
      return `  ${key.padEnd(widest)}  ${isSeen ? valueText(value, unit) : '-'}${worth}`
    }),
  ]
}

function cut(line: string, width: number): string {
  return line.length <= width ? line : `${line.slice(0, Math.max(0, width - 3))}...`
}
