import type { SignedValue, StationEvent } from '../model.ts'

type Metering = Extract<StationEvent, { kind: 'Metered' | 'TransactionEnded' }>

/** Signed readings of one message; nearly always there are none. */
export class SignedList {
  /** `undefined` = none. */
  list: SignedValue[] | undefined
  /** Is handed on by itself. */
  readonly take = (signed: SignedValue): void => {
    this.list ??= []
    this.list.push(signed)
  }

  /** The event with them, where there are any. */
  put<E extends Metering>(event: E): E {
    return this.list === undefined ? event : { ...event, signed: this.list }
  }
}
