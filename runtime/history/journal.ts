import type { ItemValue } from '../model.ts'
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

/** Points in the order in which they were recorded, as bytes by hour. */
export function encodeJournal(points: Iterable<Recorded>): ReadonlyMap<number, Uint8Array> {
  const writers = new Map<number, ByteWriter>()
  let last = Number.NaN
  let writer = new ByteWriter()
  for (const { series, at, value } of points) {
    const hour = hourOf(at)
    if (hour !== last) {
      last = hour
      writer = writers.get(hour) ?? new ByteWriter()
      writers.set(hour, writer)
    }
    writer.unsigned(series)
    writer.unsigned(tickOf(at) * 4 + kindOf(value))
    writeValue(writer, value)
  }
  return new Map([...writers].map(([hour, writer]) => [hour, writer.take()]))
}

/** Reads what {@link encodeJournal} wrote of an hour. @throws Error when it cannot be read */
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
