import { appendFile, mkdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Clock, Timer } from '../clock.ts'
import type { Log } from '../log.ts'
import { lineText, type RecordingLine } from './format.ts'
import { Masker } from './mask.ts'
import { isBoot } from './recent_lines.ts'
import type { LineSink } from './recorder.ts'

/** What writing recordings needs. */
export interface RecordingFilesOptions {
  /** It is made if need be. */
  readonly folder: string
  readonly clock: Clock
  readonly log: Log
  /** Largest file, bytes; what comes after is not recorded until the next day. */
  readonly largest?: number
}

/** Bytes of one file. */
const standardLargest = 64 * 1024 * 1024
/** ms between a line and its writing. */
const delay = 1000
/** Characters that may wait to be written; more are lost, and counted. */
const mostWaiting = 16 * 1024 * 1024
/** Lines masked and written before others get a turn. */
const batch = 64

interface StationFile {
  readonly day: string
  readonly path: string
  readonly masker: Masker
  size: number
  full: boolean
}

interface StationState {
  file: StationFile | undefined
  /** What the file of the next day must begin with, to be a recording by itself. */
  opening: RecordingLine | undefined
  boot: RecordingLine | undefined
}

/**
 * Writes recordings, one file for each station and day (UTC), masked; an existing file is continued.
 * Lines are gathered, and masked and written in small portions later.
 */
export class RecordingFiles implements LineSink {
  readonly #options: RecordingFilesOptions
  readonly #stations = new Map<string, StationState>()
  #queue: RecordingLine[] = []
  #waiting = 0
  #lost = 0
  #timer: Timer | undefined
  #work: Promise<void> = Promise.resolve()

  constructor(options: RecordingFilesOptions) {
    this.#options = options
  }

  take(line: RecordingLine): void {
    if (this.#waiting > mostWaiting) {
      this.#lost += 1
      return
    }
    this.#queue.push(line)
    this.#waiting += 'text' in line ? line.text.length : 0
    this.#timer ??= this.#options.clock.after(delay, () => {
      this.#timer = undefined
      this.#work = this.#work.then(() => this.#write())
    })
  }

  close(): Promise<void> {
    this.#timer?.cancel()
    this.#timer = undefined
    this.#work = this.#work.then(() => this.#write())
    return this.#work
  }

  async #write(): Promise<void> {
    const { log } = this.#options
    const lines = this.#queue
    this.#queue = []
    this.#waiting = 0
    if (this.#lost > 0) {
      log.warn({ lost: this.#lost }, 'Messages came faster than they could be recorded')
      this.#lost = 0
    }
    for (let from = 0; from < lines.length; from += batch) {
      for (const [identity, own] of byStation(lines.slice(from, from + batch))) {
        try {
          await this.#append(identity, own)
        } catch (error) {
          log.error({ error, station: identity }, 'Cannot write a recording')
        }
      }
    }
  }

  async #append(identity: string, lines: readonly RecordingLine[]): Promise<void> {
    const state = this.#stations.get(identity) ?? newState()
    this.#stations.set(identity, state)
    let text = ''
    for (const line of lines) {
      const day = new Date(line.at).toISOString().slice(0, 10)
      if (state.file?.day !== day) {
        await this.#flush(state.file, text)
        text = ''
        state.file = await this.#open(identity, day)
        for (const first of beginning(state, line)) text += textOf(first, state.file)
      }
      remember(state, line)
      text += textOf(line, state.file)
    }
    await this.#flush(state.file, text)
  }

  async #open(identity: string, day: string): Promise<StationFile> {
    const { folder } = this.#options
    await mkdir(folder, { recursive: true, mode: 0o700 })
    const path = join(folder, `${fileName(identity)}_${day}.jsonl`)
    const before = await readIfThere(path)
    const masker = new Masker({ after: before, stations: [identity] })
    return { day, path, masker, size: Buffer.byteLength(before), full: false }
  }

  async #flush(file: StationFile | undefined, text: string): Promise<void> {
    if (file === undefined || file.full || text === '') return
    const { log, largest = standardLargest } = this.#options
    const size = Buffer.byteLength(text)
    if (file.size + size > largest) {
      file.full = true
      return log.warn(
        { file: file.path, largest },
        'A recording is as large as it may be; it goes on with the next day',
      )
    }
    await appendFile(file.path, text, { mode: 0o600 })
    file.size += size
  }
}

/** An identity as a part of a file name: what a file system may take amiss is percent-encoded. */
export function fileName(identity: string): string {
  const encoded = encodeURIComponent(identity)
    .replaceAll('*', '%2A')
    .replace(/^\.|\.$/g, '%2E')
  return encoded.length <= longestName
    ? encoded
    : `${encoded.slice(0, longestName - 9)}~${hash(encoded)}`
}

/** File systems take 255 bytes; the day and the ending need some of them. */
const longestName = 200

function newState(): StationState {
  return { file: undefined, opening: undefined, boot: undefined }
}

function remember(state: StationState, line: RecordingLine): void {
  if (line.kind === 'open') state.opening = line
  else if (line.kind === 'close') state.opening = undefined
  else if (line.kind === 'cp->csms' && isBoot(line.text)) state.boot = line
}

/** What a file begins with when it begins within a connection. */
function beginning({ opening, boot }: StationState, { at }: RecordingLine): RecordingLine[] {
  if (opening === undefined) return []
  return [opening, ...(boot === undefined ? [] : [boot])].map((line) => ({ ...line, at }))
}

function byStation(lines: readonly RecordingLine[]): ReadonlyMap<string, RecordingLine[]> {
  const found = new Map<string, RecordingLine[]>()
  for (const line of lines) {
    const own = found.get(line.identity)
    if (own === undefined) found.set(line.identity, [line])
    else own.push(line)
  }
  return found
}

function textOf(line: RecordingLine, { masker }: StationFile): string {
  return `${lineText(masker.line(line))}\n`
}

async function readIfThere(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8')
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return ''
    throw error
  }
}

/** FNV-1a, 8 hexadecimal digits. */
function hash(text: string): string {
  let sum = 0x811c9dc5
  for (let i = 0; i < text.length; i++) sum = Math.imul(sum ^ text.charCodeAt(i), 0x01000193)
  return (sum >>> 0).toString(16).padStart(8, '0')
}
