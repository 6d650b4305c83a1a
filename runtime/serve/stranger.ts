import type { Clock } from '../clock.ts'
import type { Dialect } from '../dialect/dialect.ts'
import type { Identity } from '../model.ts'
import type { FrameLimits } from '../rpc/excess.ts'
import { errorText, parseFrame } from '../rpc/frame.ts'
import type { Profile } from '../security/credentials.ts'
import type { Waiting, WaitingRoom } from '../security/waiting.ts'
import type { Entrance } from './doorman.ts'
import { waitingAnswer } from './waiting_answers.ts'

/** What keeping a stranger needs. */
export interface StrangerOptions {
  readonly dialect: Dialect
  /** Subprotocol of its connection. */
  readonly protocol: string
  readonly address: string
  readonly clock: Clock
  readonly room: WaitingRoom
  /** How costly a message may be. */
  readonly limits: FrameLimits
  /** Decides whether it may be this station. */
  introduce(station: string): Entrance | Promise<Entrance>
  send(text: string): void
  close(code: number, reason: string): void
  /** It is this station from now on, and said this before. */
  onEntered(station: string, proof: Profile, messages: readonly string[]): void
}

/** Messages that may wait while it is decided whether a station may come. */
const mostUndecided = 16

/** One that is connected and not in: it did not say yet who it is, or waits for approval. */
export class Stranger {
  readonly #options: StrangerOptions
  /** Messages that came while it is decided. */
  #undecided: string[] | undefined
  #waiting: (Waiting & { identity: Identity; lastSeen: number }) | undefined
  #isGone = false

  constructor(options: StrangerOptions) {
    this.#options = options
  }

  /** Takes a message. */
  take(data: string): void {
    if (this.#undecided !== undefined) {
      this.#undecided.push(data)
      if (this.#undecided.length > mostUndecided) {
        this.#options.close(1008, 'Too many messages wait')
      }
    } else if (this.#waiting !== undefined) this.#answer(this.#waiting, data)
    else this.#introduce(data)
  }

  /** It waits for approval as this station. */
  wait(station: string): void {
    const { room, address, protocol, clock, close } = this.#options
    const now = clock.now()
    this.#waiting = {
      station,
      address,
      protocol,
      since: now,
      lastSeen: now,
      identity: {},
      approve: () => this.#decide(station, []),
      leave: (reason) => close(1008, reason),
    }
    if (!room.enter(this.#waiting)) close(1013, 'Too many stations wait')
  }

  /** Its connection is over. */
  gone(): void {
    this.#isGone = true
    if (this.#waiting !== undefined) this.#options.room.left(this.#waiting)
  }

  #answer(
    waiting: { readonly station: string; identity: Identity; lastSeen: number },
    data: string,
  ): void {
    const { dialect, clock, limits, room, send } = this.#options
    waiting.lastSeen = clock.now()
    const isRejected = room.isRejected(waiting.station)
    const frame = parseFrame(data, limits)
    const { text, identity } = waitingAnswer(dialect, frame, { now: waiting.lastSeen, isRejected })
    if (identity !== undefined) waiting.identity = identity
    if (text !== undefined) send(text)
  }

  /** A station that connected without an identity is known by the serial number it boots with (quirk T1). */
  #introduce(data: string): void {
    const frame = parseFrame(data, this.#options.limits)
    if (frame.type !== 'call') return
    const serial = serialOf(frame.payload)
    if (frame.action === 'BootNotification' && serial !== undefined) {
      return this.#decide(serial, [data])
    }
    const word = this.#options.dialect.errorWord('Security')
    const reason = 'Who are you? Connect to /<ChargepointID>, or boot with a serial number'
    this.#options.send(errorText(frame.id, word, reason))
  }

  /** Lets it in as this station, if it may; what it said is handled after that. */
  #decide(station: string, messages: string[]): void {
    if (this.#undecided !== undefined) return
    this.#undecided = messages
    const decided = this.#options.introduce(station)
    if (decided instanceof Promise) void decided.then((entrance) => this.#enter(station, entrance))
    else this.#enter(station, decided)
  }

  #enter(station: string, entrance: Entrance): void {
    const messages = this.#undecided ?? []
    this.#undecided = undefined
    if (this.#isGone) return
    if (!entrance.ok) return this.#options.close(1008, entrance.reason)
    if (!entrance.waits) {
      if (this.#waiting !== undefined) this.#options.room.left(this.#waiting)
      return this.#options.onEntered(station, entrance.proof, messages)
    }
    if (this.#waiting === undefined) this.wait(station)
    for (const message of messages) this.take(message)
  }
}

function serialOf(payload: unknown): string | undefined {
  if (typeof payload !== 'object' || payload === null) return undefined
  for (const name of ['chargePointSerialNumber', 'chargeBoxSerialNumber']) {
    const value: unknown = Object.hasOwn(payload, name) ? Reflect.get(payload, name) : undefined
    if (typeof value === 'string' && /^[\w.:+-]{1,64}$/.test(value.trim())) return value.trim()
  }
  return undefined
}
