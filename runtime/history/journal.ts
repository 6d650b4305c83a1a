import type { ItemValue } from '../model.ts'
import { bytesToText, textToBytes } from './base64.ts'
import { ByteReader, ByteWriter } from './bytes.ts'
import { kindOf, readValue, writeValue } from './points.ts'
import { hourOf, momentOf, tickOf } from './time.ts'

/** A point of any series, as it was recorded. */
export interface Recorded {
  readonly series: number
  /** ms since the epoch. */
  readonly at: number
  readonly value: ItemValue | null
}

/** Points of one hour. */
export interface JournalPart {
  readonly hour: number
  /** How many there are. */
  readonly count: number
  /** Base64, for {@link decodeJournal}. */
  readonly data: string
}

/**
 * Points in the order in which they were recorded, until they are stored: as bytes by hour, since all
 * of them live for as long as it takes the garbage collector to move what it finds.
 */
export class Journal {
  readonly #hours = new Map<number, Hour>()
  #latest: Hour | undefined
  #size = 0

  /** How many points there are. */
  get size(): number {
    return this.#size
  }

  /** Adds a point of a series, at ms since the epoch. */
  add(series: number, at: number, value: ItemValue | null): void {
    const number = hourOf(at)
    const latest = this.#latest
    const hour = latest?.number === number ? latest : this.#hour(number)
    const { writer } = hour
    writer.unsigned(series)
    writer.unsigned(tickOf(at) * 4 + kindOf(value))
    writeValue(writer, value)
    hour.count += 1
    this.#size += 1
  }

  /** All points, of which none is left. */
  take(): JournalPart[] {
    const parts: JournalPart[] = []
    for (const { number, writer, count } of this.#hours.values()) {
      const data = bytesToText(writer.bytes.subarray(0, writer.length))
      if (count > 0) parts.push({ hour: number, count, data })
    }
    this.#clear()
    return parts
  }

  /** Puts back what was taken, before what came since. */
  putBack(parts: readonly JournalPart[]): void {
    for (const { hour: number, count, data } of parts) {
      const hour = this.#hour(number)
      const since = hour.writer.take()
      hour.writer.append(textToBytes(data))
      hour.writer.append(since)
      hour.count += count
      this.#size += count
    }
  }

  /** Forgets the points of hours up to this one. */
  forget(last: number): void {
    for (const number of this.#hours.keys()) if (number <= last) this.#takeHour(number)
  }

  /** Forgets so many of the oldest points. */
  dropOldest(count: number): void {
    const wanted = this.#size - count
    for (const number of [...this.#hours.keys()].sort((a, b) => a - b)) {
      if (this.#size <= wanted) return
      const left = this.#size - wanted
      const points = decodeJournal(number, this.#takeHour(number))
      for (const { series, at, value } of points.slice(left)) this.add(series, at, value)
    }
  }

  #hour(number: number): Hour {
    const hour = this.#hours.get(number) ?? { number, writer: new ByteWriter(), count: 0 }
    this.#hours.set(number, hour)
    this.#latest = hour
    return hour
  }

  #takeHour(number: number): Uint8Array {
    const hour = this.#hours.get(number)
    if (hour === undefined) return new Uint8Array(0)
    this.#hours.delete(number)
    if (this.#latest === hour) this.#latest = undefined
    this.#size -= hour.count
    return hour.writer.take()
  }

  /** The room of the hour that is written to serves for what comes next. */
  #clear(): void {
    const latest = this.#latest
    this.#hours.clear()
    this.#size = 0
    if (latest === undefined) return
    latest.writer.clear()
    latest.count = 0
    this.#hours.set(latest.number, latest)
  }
}

/** Reads the bytes of a {@link JournalPart}. @throws Error when it cannot be read */
export function decodeJournal(hour: number, bytes: Uint8Array): Recorded[] {
  const reader = new ByteReader(bytes)
  const points: Recorded[] = []
  while (!reader.done) {
    const series = reader.unsigned()
    const head = reader.unsigned()
    const at = momentOf(hour, Math.floor(head / 4))
    points.push({ series, at, value: readValue(reader, head % 4) })
  }
  return points
}

interface Hour {
  readonly number: number
  readonly writer: ByteWriter
  count: number
}
