import { Buffer } from 'node:buffer'
import * as v from 'valibot'
import type { Closing, Opening, RecordingLine } from './format.ts'
import {
  type RecentLimits,
  type RecentRecord,
  RecentRecords,
  type RecordKeeper,
} from './recent_records.ts'
import type { RecordPages } from './record_pages.ts'

/** The kinds of records: positions in this list; `gap` = something was not recorded. */
const kinds = ['open', 'cp->csms', 'csms->cp', 'close', 'gap'] as const

/** How a connection began, and what was agreed on. */
interface Opened {
  readonly at: number
  readonly subprotocol: string
  readonly opening: Opening
}

/**
 * The last lines of one station. Of what had to go it keeps how the connection was opened and how the
 * station booted, so that the rest can be replayed.
 */
export class RecentLines implements RecordKeeper {
  readonly #records: RecentRecords
  /** Messages were not recorded since the last one that was. */
  skipped = false
  #opened: RecentRecord | undefined
  #boot: RecentRecord | undefined

  constructor(pool: RecordPages) {
    this.#records = new RecentRecords(pool, this)
  }

  /** A connection begins. @returns `false` when there is no room */
  open({ at, ...opened }: Opened, limits: RecentLimits): boolean {
    const text = JSON.stringify(opened)
    return this.#records.push({ at, kind: 0, said: text }, { ...limits, keep: true })
  }

  /** A message. @returns `false` when there is no room */
  message(
    { at, kind, said }: { at: number; kind: 'cp->csms' | 'csms->cp'; said: string | Buffer },
    { pages, since }: RecentLimits,
  ): boolean {
    if (this.skipped) {
      this.skipped = false
      this.#records.push({ at, kind: 4, said: '' }, { pages, since, keep: false })
    }
    const isIn = kind === 'cp->csms'
    const keep = isIn && mayBeBoot(said)
    return this.#records.push({ at, kind: isIn ? 1 : 2, said }, { pages, since, keep })
  }

  /** A connection is over. @returns `false` when there is no room */
  close({ at, closing }: { at: number; closing: Closing }, limits: RecentLimits): boolean {
    const text = JSON.stringify(closing)
    return this.#records.push({ at, kind: 3, said: text }, { ...limits, keep: true })
  }

  /** Lets go of the oldest, so that no more than this is kept. */
  shrink(pages: number): void {
    this.#records.shrink(pages)
  }

  /** All lines, oldest first. A gap is told as a connection that was lost and is there again. */
  list(identity: string, since: number): readonly RecordingLine[] {
    const all = this.#records.list()
    let boot = this.#boot
    let opened = this.#opened
    const recent = all.filter((record) => {
      if (record.at >= since) return true
      if (record.kind === 0) opened = record
      else if (record.kind === 3) opened = undefined
      else if (record.kind === 1 && isBoot(record.text)) boot = record
      return false
    })
    const records = opened === undefined ? [...recent] : [opened, ...recent]
    const [first] = records
    if (boot !== undefined && first?.kind === 0) {
      // It may have booted in an earlier connection.
      records.splice(1, 0, { ...boot, at: Math.max(boot.at, first.at) })
    }
    return linesOf(records, identity)
  }

  /** Takes what is to be kept of what had to go. */
  keep(record: RecentRecord): void {
    if (record.kind === 0) this.#opened = record
    else if (record.kind === 3) this.#opened = undefined
    else if (record.kind === 1 && isBoot(record.text)) this.#boot = record
  }
}

/** Whether a station says in this message who it is. */
export function isBoot(text: string): boolean {
  return bootPattern.test(text)
}

/** Whether it is worth a look at its text. */
function mayBeBoot(said: string | Buffer): boolean {
  return typeof said === 'string' ? said.includes(bootWord) : said.includes(bootBytes)
}

const bootWord = '"BootNotification"'
const bootBytes = Buffer.from(bootWord)
const bootPattern = /^\s*\[\s*2\s*,\s*"[^"]{1,64}"\s*,\s*"BootNotification"/

const openedSchema = v.object({
  subprotocol: v.string(),
  opening: v.object({
    url: v.string(),
    headers: v.record(v.string(), v.string()),
    offered: v.array(v.string()),
  }),
})
const closingSchema = v.object({ code: v.number(), reason: v.string() })

function linesOf(records: readonly RecentRecord[], identity: string): readonly RecordingLine[] {
  const lines: RecordingLine[] = []
  let opened: Extract<RecordingLine, { kind: 'open' }> | undefined
  for (const { at, kind: number, text } of records) {
    const kind = kinds[number]
    const common = { at, identity, subprotocol: opened?.subprotocol ?? '' }
    if (kind === 'open') {
      opened = { at, identity, kind, ...v.parse(openedSchema, JSON.parse(text)) }
      lines.push(opened)
    } else if (kind === 'close') {
      lines.push({ ...common, kind, closing: v.parse(closingSchema, JSON.parse(text)) })
    } else if (kind === 'gap') {
      const closing = { code: 1006, reason: 'Too much was said to be kept' }
      lines.push({ ...common, kind: 'close', closing })
      if (opened !== undefined) lines.push({ ...opened, at })
    } else if (kind !== undefined) lines.push({ ...common, kind, text })
  }
  return lines
}
