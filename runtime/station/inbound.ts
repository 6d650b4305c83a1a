import type { Clock } from '../clock.ts'
import type { Dialect, Handled, Host, InboundRow } from '../dialect/dialect.ts'
import type { StationEvent } from '../model.ts'
import type { StationPlugin } from '../plugin/station_plugin.ts'
import { RpcError } from '../rpc/errors.ts'
import type { CallFrame } from '../rpc/frame.ts'
import type { Message } from '../rpc/message.ts'
import type { Connection } from './connection.ts'
import type { Counters } from './counters.ts'
import type { LastMessages } from './last_messages.ts'
import type { PluginSeat } from './plugin_seat.ts'

/** What is known of the station whose calls are answered. */
export interface InboundStation {
  readonly counters: Counters
  readonly messages: LastMessages
  readonly seat: PluginSeat
  /** What the station reports. */
  apply(event: StationEvent): void
}

/** When its calls are concluded. */
export interface InboundOrder {
  /** Whether a call may be concluded together with those of other stations; see `Rounds`. */
  readonly mayPutOff: boolean
  /** Has a call concluded later, by {@link Inbound.conclude}. */
  putOff(job: Job): void
  /** A call is answered that could not be answered at once. */
  answered(): void
}

/** What the host does for it. One for all frames; `now` is set anew before each. */
export interface InboundHost extends Host {
  readonly clock: Clock
  now: number
  /**
   * Has stored what was changed since it was last called, where that must outlive the process.
   * @returns whether something is to be waited for; `stored` is called then, later
   */
  store(stored: (error?: Error) => void): boolean
}

/** The call by which a station says who it is. */
const bootAction = 'BootNotification'

/** A call that is being answered. */
export interface Job {
  readonly connection: Connection
  readonly row: InboundRow
  readonly frame: CallFrame
  readonly message: Message
  /** ms since the epoch of its receipt. */
  readonly now: number
  /** Parts of what it changed that are being stored, and whether one could not be. */
  storing: number
  failed: boolean
  /** What is answered when all is stored. */
  reply: string | undefined
  /** What it means, while it is put off; see {@link InboundOrder}. */
  handled: Handled | undefined
}

/** An answer as JSON text, or `undefined`: `Link.answer` is told when there is one. */
export type Answer = string | undefined | Promise<string | undefined>

/**
 * Answers the calls of a station and tells what they mean; the hooks of its plugin see the payload
 * before and the events after. A promise comes only from hooks that run elsewhere, and where something
 * must be stored before the answer may leave.
 */
export class Inbound {
  readonly #station: InboundStation
  readonly #host: InboundHost
  readonly #order: InboundOrder

  constructor(station: InboundStation, host: InboundHost, order: InboundOrder) {
    this.#station = station
    this.#host = host
    this.#order = order
  }

  /** The answer as JSON text. @throws RpcError when the call cannot be answered with a result */
  answer(connection: Connection, frame: CallFrame, message: Message): Answer {
    const { counters, messages, seat } = this.#station
    const row = rowOf(connection.dialect, frame.action)
    const now = this.#host.clock.now()
    messages.put({ direction: 'in', action: frame.action, at: now, frame: message })
    if (row.once) {
      const reply = connection.replies.get(frame.id, message, now)
      if (reply !== undefined) {
        counters.count('frame:repeated')
        return reply
      }
    }
    const job: Job = {
      connection,
      row,
      frame,
      message,
      now,
      storing: 0,
      failed: false,
      reply: undefined,
      handled: undefined,
    }
    const handled = frame.action === bootAction ? this.#identify(job) : undefined
    const { hooks } = seat
    if (!frame.checked) connection.learn(row, frame, message)
    if (hooks === undefined) return this.#conclude(job, handled ?? this.#handle(job, frame.payload))
    const payload = hooks.payload(frame.action, frame.payload)
    const go = (repaired: unknown) => {
      const same = handled !== undefined && repaired === frame.payload
      return this.#conclude(job, same ? handled : this.#handle(job, repaired), hooks)
    }
    return payload instanceof Promise ? payload.then(go) : go(payload)
  }

  /** Concludes a call that was put off; `'later'` when its answer waits until something is stored. */
  conclude(job: Job): 'later' | undefined {
    const { connection, frame, message, handled } = job
    try {
      const reply = handled && this.#learn(job, handled)
      if (reply === undefined) return 'later'
      connection.link.answer(frame, reply)
    } catch (error) {
      connection.link.fail(frame, message, error)
    }
    return undefined
  }

  /** A plugin is chosen by what the station says, not by what a hook makes of it. */
  #identify(job: Job): Handled | undefined {
    let handled: Handled
    try {
      handled = this.#handle(job, job.frame.payload)
    } catch (error) {
      const repairable = error instanceof RpcError && this.#station.seat.hooks !== undefined
      if (!repairable) throw error
      return undefined
    }
    for (const event of handled.events) {
      if (event.kind === 'Booted') this.#station.seat.identified(event.identity)
    }
    return handled
  }

  #handle({ row, frame, now }: Job, payload: unknown): Handled {
    this.#host.now = now
    const isChecked = frame.checked && payload === frame.payload
    return (isChecked ? row.checked : row.handle)(payload, this.#host)
  }

  #conclude(job: Job, handled: Handled, hooks?: StationPlugin): Answer {
    const { reply, events } = handled
    if (hooks === undefined) {
      if (!this.#order.mayPutOff || !isProgress(events)) return this.#learn(job, handled)
      job.handled = handled
      this.#order.putOff(job)
      return undefined
    }
    const meant = this.#mean(job, events, hooks)
    return meant === undefined ? this.#reply(job, reply) : meant.then(() => this.#reply(job, reply))
  }

  #learn(job: Job, { events, reply }: Handled): string | undefined {
    for (const event of events) this.#station.apply(event)
    return this.#reply(job, reply)
  }

  #mean(
    job: Job,
    events: Handled['events'],
    hooks: StationPlugin,
    from = 0,
  ): Promise<void> | undefined {
    for (let index = from; index < events.length; index++) {
      const event = events[index]
      if (event === undefined) continue
      const meant = hooks.event(event)
      if (meant instanceof Promise) {
        // Other stations have their say meanwhile, and what is changed for them is not to be mixed up.
        this.#store(job)
        return meant.then((late) => {
          for (const one of late) this.#station.apply(one)
          return this.#mean(job, events, hooks, index + 1)
        })
      }
      for (const one of meant) this.#station.apply(one)
    }
    return undefined
  }

  #reply(job: Job, reply: string): string | undefined {
    this.#store(job)
    if (job.storing > 0) {
      job.reply = reply
      return undefined
    }
    if (job.failed) throw this.#refusal()
    return this.#replied(job, reply)
  }

  #store(job: Job): void {
    if (this.#host.store((error) => this.#stored(job, error))) job.storing += 1
  }

  #stored(job: Job, error: Error | undefined): void {
    job.storing -= 1
    job.failed ||= error !== undefined
    const { connection, frame, reply, storing, failed } = job
    if (storing > 0 || reply === undefined) return
    connection.link.answer(frame, failed ? this.#refusal() : this.#replied(job, reply))
    this.#order.answered()
  }

  /** What was not stored is not answered either: the call must be handled again when it comes again. */
  #refusal(): RpcError {
    this.#station.counters.count('store:failed')
    return new RpcError('Internal', 'This cannot be stored now; try again later')
  }

  #replied({ connection, row, frame, message, now: at }: Job, reply: string): string {
    const isAsked = row.once && !connection.isEnded
    if (isAsked) connection.replies.put(frame.id, message, { reply, at })
    return reply
  }
}

/** Whether nothing begins, ends or is decided by what was reported, so that nobody else depends on it. */
function isProgress(events: readonly StationEvent[]): boolean {
  for (const event of events) {
    const { kind } = event
    if (kind === 'TransactionUpdated' ? event.card !== undefined : kind !== 'Metered') return false
  }
  return events.length > 0
}

function rowOf(dialect: Dialect, action: string): InboundRow {
  const row = dialect.inbound.get(action)
  if (row !== undefined) return row
  if (dialect.hostCalls.has(action)) {
    throw new RpcError('NotSupported', `${action} is a call of the host`)
  }
  throw new RpcError('NotImplemented', `The action ${action.slice(0, 60)} is unknown`)
}
