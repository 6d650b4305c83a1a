import type { Clock } from '../clock.ts'
import type { Item } from '../descriptor/schema.ts'
import { group, type ItemValue, type TransactionId } from '../model.ts'
import { type Applied, appliedOf, impossible } from './applied.ts'
import type { WrittenPolicy } from './card_rules.ts'
import type { Connector } from './connector.ts'
import type { Wish } from './control.ts'
import type { Device } from './device.ts'
import { spelt } from './key_names.ts'
import type { ProfileVariant } from './ladder.ts'
import { Limiter } from './limiter.ts'
import { MeterPoll } from './meter_poll.ts'
import { OutletPort } from './outlet_port.ts'
import { Starter, type StoppedFor } from './starter.ts'
import type { Station } from './station.ts'
import { isSessionId } from './status_session.ts'
import { type WriteResult, Writer } from './writer.ts'

/** What the outlets of a station need of its keeper. */
export interface OutletHost {
  readonly clock: Clock
  readonly station: Station
  /** Whether the host may call the station by itself. */
  readonly isOpen: boolean
  /** Whether only known cards may charge. */
  readonly knownOnly: boolean
  /** @throws Error when the policy cannot be stored */
  setCardPolicy(policy: WrittenPolicy): Promise<void>
  newId(): number
  note(step: string, outcome: string): void
  /** A write that was sent later failed. */
  onLate(device: Device, item: Item, result: WriteResult): void
  /** The card policy of the station was written by this item. */
  onPolicy(key: string, value: ItemValue): void
  /** Something was written to an item, or is to be sent later. */
  onWritten(device: Device): void
  /** The transaction of a connector is over. */
  onEnded(id: TransactionId): void
}

/** Groups of facts that the host reacts to by itself. */
const reacting = group.status | group.transaction

/**
 * One connector as the host keeps it: its device, what is written to it, and what is done for it. What
 * most connectors do not need is made when it is.
 */
export class Outlet {
  readonly device: Device
  readonly #host: OutletHost
  readonly #connector: Connector
  readonly #port: OutletPort
  readonly #starter: Starter
  #writer: Writer | undefined
  #limiter: Limiter | undefined
  #poll: MeterPoll | undefined
  /** Groups of facts that changed and are shown, but were not reacted to yet. */
  #shown = 0
  /** Whether a transaction ran when the facts were last looked at. */
  #charging = false

  constructor(connector: Connector, device: Device, host: OutletHost) {
    this.device = device
    this.#host = host
    this.#connector = connector
    this.#port = new OutletPort(connector.facts, { outlet: this, host })
    this.#starter = new Starter(this.#port)
    this.#poll = this.#neededPoll()
  }

  /** Writes its items. */
  get writer(): Writer {
    this.#writer ??= new Writer(this.device, this.#port)
    return this.#writer
  }

  /** What is sent when the station is back, by key of the item. */
  get kept(): ReadonlyMap<string, ItemValue> | undefined {
    return this.#writer?.kept
  }

  /** Whether the host paused charging, so that nobody must start it. */
  get isPaused(): boolean {
    return this.#limiter?.paused === true
  }

  /** How a limit is said to it so that it takes it. */
  get learned(): ProfileVariant | undefined {
    return this.#limiter?.sender.learned
  }

  set learned(variant: ProfileVariant | undefined) {
    if (variant !== undefined) this.#neededLimiter().sender.learned = variant
  }

  /** Computes the items whose facts changed. */
  show(now: number): void {
    const { changed } = this.#connector
    if (changed === 0) return
    this.#connector.changed = 0
    this.#shown |= changed
    this.device.items.update(changed, now)
  }

  /** Computes the items whose facts changed, and does what the host does by itself. */
  update(now: number): void {
    this.show(now)
    const { facts } = this.#connector
    const changed = this.#shown
    this.#shown = 0
    if ((changed & (reacting | group.meter)) === 0) return
    this.#poll?.look({ metered: (changed & group.meter) !== 0 })
    if ((changed & reacting) === 0) return
    const charging = facts.transaction?.active === true
    if (this.#charging && !charging) {
      this.#starter.stopped()
      if (facts.transaction !== undefined) this.#host.onEnded(facts.transaction.id)
    }
    if (facts.status?.status === 'Available') this.#limiter?.unplugged()
    this.#starter.look()
    if (charging && !this.#charging) void this.#limiter?.started()
    this.#charging = charging
  }

  /** The station may be called now. */
  opened(): void {
    this.#starter.opened()
  }

  /** The station booted; what was under way is no more. */
  booted(): void {
    this.#starter.booted()
    this.#poll ??= this.#neededPoll()
    this.#poll?.forget()
  }

  /** The firmware or the traits of the station are others: what was learned of it no longer holds. */
  forget(): void {
    this.#limiter?.forget()
    this.#poll ??= this.#neededPoll()
    this.#poll?.forget()
  }

  /** Sends what is kept for the station; it is back. */
  async restore(): Promise<void> {
    await this.#writer?.restore()
  }

  /** The connection of the station is gone. */
  disconnected(): void {
    this.#writer?.disconnected()
  }

  /** Starts again what was ended for a pause; see {@link Starter.restart}. */
  restart(stopped: StoppedFor | undefined): Promise<Applied | undefined> {
    return this.#starter.restart(stopped)
  }

  /** Carries out a wish. */
  async apply(wish: Wish): Promise<Applied> {
    const { station } = this.#host
    switch (wish.kind) {
      case 'CardPolicy':
        return await this.#host.setCardPolicy(wish.policy).then(
          (): Applied => ({ kind: 'done', calls: [] }),
          (error: Error) => impossible(error.message),
        )
      case 'Remember':
        return { kind: 'done', calls: [] }
      case 'Impossible':
        return impossible(wish.detail)
      case 'Limit':
        return this.#neededLimiter().apply(wish)
      case 'RemoteStartTransaction':
        return this.#starter.start(wish)
      case 'RemoteStopTransaction':
        if (!isSessionId(wish.transaction)) return appliedOf(await station.execute(wish))
        return impossible('This station knows no transaction that could be ended')
      case 'ChangeConfiguration': {
        const { facts, traits } = station
        const command = spelt(wish, { facts, traits: traits.setup })
        return appliedOf(await station.execute(command))
      }
      default:
        return appliedOf(await station.execute(wish))
    }
  }

  #neededLimiter(): Limiter {
    this.#limiter ??= new Limiter(this.#port)
    return this.#limiter
  }

  /** Most families send values by themselves. */
  #neededPoll(): MeterPoll | undefined {
    return this.#host.station.traits.setup.pollMeter > 0 ? new MeterPoll(this.#port) : undefined
  }
}
