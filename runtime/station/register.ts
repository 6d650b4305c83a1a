import type { Sample } from '../model.ts'

/** Falls smaller than this are rounding, not a new beginning, Wh (quirk M9). */
const rounding = 100

/** Makes a register that begins anew, or wraps, one that counts for ever (quirks M7, M8). */
export class RegisterCounter {
  readonly #wrap: number
  #offset = 0
  /** Highest value since it began. */
  #highest: number | undefined

  /** @param wrap value after which the register begins at 0, Wh; 0 = it begins anew with a session */
  constructor(wrap: number) {
    this.#wrap = wrap
  }

  /** The lifetime value, Wh, of a register value. */
  value(register: number): number {
    const highest = this.#highest ?? register
    const restarts = this.#wrap === 0 && register === 0 && highest > 0
    if (restarts || register < highest - rounding) this.#beginAnew()
    this.#highest = Math.max(register, this.#highest ?? register)
    return register + this.#offset
  }

  /** The lifetime value, Wh, of the value that a session begins with. */
  begin(register: number): number {
    const falls = this.#highest !== undefined && register < this.#highest
    if (falls && this.#wrap === 0) this.#beginAnew()
    return this.value(register)
  }

  /** The sample with its lifetime value, if it is one of the total register. */
  sample(sample: Sample): Sample {
    const { measurand, phase, context } = sample
    if (measurand !== 'Energy.Active.Import.Register' || phase !== '') return sample
    if (context === 'Transaction.Begin') return { ...sample, value: sample.value + this.#offset }
    return { ...sample, value: this.value(sample.value) }
  }

  #beginAnew(): void {
    this.#offset += this.#wrap > 0 ? this.#wrap : (this.#highest ?? 0)
    this.#highest = undefined
  }
}
