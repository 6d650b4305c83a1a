import type { ItemValue } from '../model.ts'
import { ByteReader, ByteWriter } from './bytes.ts'
import { mostDecimals, nearSteps, parseValue, stepsOf, type TickPoint } from './points.ts'

/** How a value is written, in the four lowest bits before it; below these: in steps of so many decimals. */
const form = { nothing: 8, json: 9, float: 10 } as const
const forms = 16
/** How many steps are 1, by decimals. */
const factors: readonly number[] = Array.from({ length: mostDecimals + 1 }, (_, n) => 10 ** n)

/**
 * Writes the points of an hour one by one, as they come: the tick and the number of each as what they
 * differ from the point before, which is told, as streams of many series are written in turns. For
 * memory only; the numbers of an hour that is over are stored with less, see `encodePoints`.
 */
export class PointWriter {
  readonly #writer = new ByteWriter()
  #tick = 0
  #number = Number.NaN
  #decimals = 0

  /** What was written since the last {@link after}; holds until more is. */
  get written(): ByteWriter {
    return this.#writer
  }

  /** The decimals of numbers, most of which have as many as the one before. */
  get decimals(): number {
    return this.#decimals
  }

  /** The point before; of a stream that begins there is none, and all of this is 0. */
  after(tick: number, number: number, decimals: number): void {
    this.#writer.clear()
    this.#tick = tick
    this.#number = number
    this.#decimals = decimals
  }

  /** Writes one point. */
  add(tick: number, value: ItemValue | null): void {
    if (typeof value === 'number') this.#addNumber(tick, value)
    else if (value === null) this.#head(tick, form.nothing)
    else {
      this.#head(tick, form.json)
      this.#writer.text(JSON.stringify(value))
    }
    this.#tick = tick
    this.#number = typeof value === 'number' ? value : Number.NaN
  }

  #addNumber(tick: number, value: number): void {
    let decimals = this.#decimals
    let steps = stepsOf(value, factorOf(decimals))
    while (Number.isNaN(steps) && decimals < mostDecimals)
      steps = stepsOf(value, factorOf(++decimals))
    if (Number.isNaN(steps)) {
      this.#head(tick, form.float)
      return this.#writer.float(value)
    }
    this.#decimals = decimals
    this.#head(tick, decimals)
    this.#writer.signed(steps - nearSteps(this.#number, factorOf(decimals)))
  }

  /** A tick before the last one comes where the clock was set back. */
  #head(tick: number, form: number): void {
    const steps = tick - this.#tick
    this.#writer.unsigned((steps < 0 ? -2 * steps - 1 : 2 * steps) * forms + form)
  }
}

/** Reads what a {@link PointWriter} wrote, in order of time. @throws Error when it cannot be read */
export function readPointStream(bytes: Uint8Array): TickPoint[] {
  const reader = new ByteReader(bytes)
  const points: TickPoint[] = []
  let tick = 0
  let number = Number.NaN
  while (!reader.done) {
    const head = reader.unsigned()
    const steps = Math.floor(head / forms)
    tick += steps % 2 === 1 ? -(steps + 1) / 2 : steps / 2
    const value = readValue(reader, { form: head % forms, before: number })
    number = typeof value === 'number' ? value : Number.NaN
    points.push({ tick, value })
  }
  return points.sort((a, b) => a.tick - b.tick)
}

function readValue(
  reader: ByteReader,
  { form: of, before }: { readonly form: number; readonly before: number },
): ItemValue | null {
  if (of === form.nothing) return null
  if (of === form.json) return parseValue(reader.text())
  if (of === form.float) return reader.float()
  const factor = factorOf(of)
  return (nearSteps(before, factor) + reader.signed()) / factor
}

function factorOf(decimals: number): number {
  return factors[decimals] ?? 1
}
