import * as v from 'valibot'
import type { ItemValue } from '../model.ts'
import { ByteReader, ByteWriter } from './bytes.ts'

/** A value that holds from a moment on, until the next one; `null` = nothing is known. */
export interface Point {
  /** ms since the epoch. */
  readonly at: number
  readonly value: ItemValue | null
}

/** A point within its hour. */
export interface TickPoint {
  /** From 0 to 35,999. */
  readonly tick: number
  readonly value: ItemValue | null
}

/** How a value is written, in the two lowest bits before it. */
const form = { steps: 0, nothing: 1, json: 2, float: 3 } as const
/** Most decimals that are counted in steps; what needs more is written as it is. */
export const mostDecimals = 6
const largest = 2 ** 51

/**
 * Writes points of one hour, in order of time. Numbers are counted in steps of their last decimal,
 * each as its difference to the one before: three or four bytes a point. What several calls wrote may
 * stand one after the other.
 */
export function encodePoints(points: readonly TickPoint[]): Uint8Array {
  const writer = new ByteWriter()
  const decimals = Math.max(0, ...points.map(({ value }) => decimalsOf(value)))
  const factor = 10 ** decimals
  writer.unsigned(points.length)
  writer.unsigned(decimals)
  let before = 0
  let steps = 0
  for (const { tick, value } of points) {
    const kind = formOf(value, factor)
    writer.unsigned((tick - before) * 4 + kind)
    before = tick
    if (kind === form.steps) {
      const next = Math.round(Number(value) * factor)
      writer.signed(next - steps)
      steps = next
    }
    if (kind === form.float) writer.float(Number(value))
    if (kind === form.json) writer.text(JSON.stringify(value))
  }
  return writer.take()
}

/** Reads what {@link encodePoints} wrote. @throws Error when it cannot be read */
export function decodePoints(bytes: Uint8Array): TickPoint[] {
  const reader = new ByteReader(bytes)
  const points: TickPoint[] = []
  while (!reader.done) {
    const count = reader.unsigned()
    const factor = 10 ** reader.unsigned()
    let tick = 0
    let steps = 0
    for (let i = 0; i < count; i++) {
      const head = reader.unsigned()
      const kind = head % 4
      tick += Math.floor(head / 4)
      if (kind === form.steps) steps += reader.signed()
      points.push({ tick, value: kind === form.steps ? steps / factor : readValue(reader, kind) })
    }
  }
  return points
}

/** Writes one value that stands alone; the answer is to be known for {@link readValue}. */
export function writeValue(writer: ByteWriter, value: ItemValue | null): void {
  if (typeof value === 'number') writer.float(value)
  else if (value !== null) writer.text(JSON.stringify(value))
}

/** How {@link writeValue} writes a value. */
export function kindOf(value: ItemValue | null): number {
  if (value === null) return form.nothing
  return typeof value === 'number' ? form.float : form.json
}

/** Reads a value of a kind. @throws Error when it cannot be read */
export function readValue(reader: ByteReader, kind: number): ItemValue | null {
  if (kind === form.nothing) return null
  return kind === form.float ? reader.float() : parseValue(reader.text())
}

/** Parses a value that is no number. @throws Error when it is none */
export function parseValue(json: string): ItemValue {
  return v.parse(itemValue, JSON.parse(json))
}

const itemValue = v.union([v.string(), v.boolean(), v.number()])

function formOf(value: ItemValue | null, factor: number): number {
  if (value === null) return form.nothing
  if (typeof value !== 'number') return form.json
  return isWhole(value, factor) ? form.steps : form.float
}

/** Decimals of a number; 0 for what cannot be counted in steps. */
function decimalsOf(value: ItemValue | null): number {
  if (typeof value !== 'number' || Number.isInteger(value)) return 0
  for (let decimals = 1; decimals <= mostDecimals; decimals++) {
    if (isWhole(value, 10 ** decimals)) return decimals
  }
  return 0
}

/** Whether a number comes back as it is from steps of this size; −0 does not. */
function isWhole(value: number, factor: number): boolean {
  return !Number.isNaN(stepsOf(value, factor))
}

/** A number in steps, so many of which are 1; `NaN` when it does not come back from them as it is. */
export function stepsOf(value: number, factor: number): number {
  const steps = Math.round(value * factor)
  const isWhole = Math.abs(steps) <= largest && steps / factor === value && !Object.is(value, -0)
  return isWhole ? steps : Number.NaN
}

/** About how many steps a number is, as a base to count from; 0 where that cannot be told. */
export function nearSteps(value: number, factor: number): number {
  const steps = Math.round(value * factor)
  return Math.abs(steps) <= largest ? steps : 0
}
