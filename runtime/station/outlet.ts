import type { Clock } from '../clock.ts'
import type { Item } from '../descriptor/schema.ts'
import { type Command, group, type ItemValue, type TransactionId } from '../model.ts'
import { type Applied, appliedOf, impossible } from './applied.ts'
import type { WrittenPolicy } from './card_rules.ts'
import type { Connector } from './connector.ts'
import type { Wish } from './control.ts'
import type { Device } from './device.ts'
import { spelt } from './key_names.ts'
import { Limiter } from './limiter.ts'
import { MeterPoll } from './meter_poll.ts'
import { Starter } from './starter.ts'
import type { Station } from './station.ts'
import { isSessionId } from './status_session.ts'
import { type WriteResult, Writer } from './writer.ts'

/** What an outlet needs of the keeper of its station. */
export interface OutletDeps {
  readonly clock: Clock
  readonly station: Station
  /** Whether the host may call the station by itself. */
  open(): boolean
  /** Whether only known cards may charge. */
  knownOnly(): boolean
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
  /** The transaction of the connector is over. */
  onEnded(id: TransactionId): void
}

/** Groups of facts that the host reacts to by itself. */
const reacting = group.status | group.transaction

/** One connector as the host keeps it: its device, what is written to it, and what is done for it. */
export class Outlet {
  readonly device: Device
  readonly writer: Writer
  readonly #deps: OutletDeps
  readonly #connector: Connector
  readonly limiter: Limiter
  readonly #starter: Starter
  readonly #poll: MeterPoll
  /** Whether a transaction ran when the facts were last looked at. */
  #charging = false

  constructor(connector: Connector, device: Device, deps: OutletDeps) {
    const { clock, station, open } = deps
    const { facts } = connector
    this.#deps = deps
    this.#connector = connector
    this.device = device
    const execute = (command: Command) => station.execute(command)
    const carryOut = async (command: Command) => appliedOf(await execute(command))
    this.#starter = new Starter({
      clock,
      facts,
      open,
      traits: () => station.traits.control,
      paused: () => this.limiter.paused,
      knownOnly: deps.knownOnly,
      execute: carryOut,
      note: (applied) => deps.note(`start connector ${facts.connector}`, wordOf(applied)),
    })
    this.limiter = new Limiter({
      clock,
      facts,
      traits: () => station.traits,
      keys: () => station.connection?.dialect.keys,
      connectors: () => [...station.connectors.outlets()].length,
      execute,
      learn: (events) => station.learn(events),
      restart: (stopped) => this.#starter.restart(stopped),
      onLate: (applied) => deps.note(`limit of connector ${facts.connector}`, wordOf(applied)),
    })
    this.#poll = new MeterPoll({
      clock,
      facts,
      open,
      every: () => station.traits.setup.pollMeter,
      ask: carryOut,
    })
    this.writer = new Writer(device, {
      clock,
      online: () => station.facts.online,
      apply: (wish) => this.#apply(wish),
      newId: deps.newId,
      onLate: deps.onLate,
      onPolicy: deps.onPolicy,
      onWritten: () => deps.onWritten(device),
    })
  }

  /** Computes the items whose facts changed, and does what the host does by itself. */
  update(now: number): void {
    const { changed, facts } = this.#connector
    if (changed === 0) return
    this.#connector.changed = 0
    this.device.items.update(changed, now)
    if ((changed & (reacting | group.meter)) === 0) return
    this.#poll.look({ metered: (changed & group.meter) !== 0 })
    if ((changed & reacting) === 0) return
    const charging = facts.transaction?.active === true
    if (this.#charging && !charging) {
      this.#starter.stopped()
      if (facts.transaction !== undefined) this.#deps.onEnded(facts.transaction.id)
    }
    if (facts.status?.status === 'Available') this.limiter.unplugged()
    this.#starter.look()
    if (charging && !this.#charging) void this.limiter.started()
    this.#charging = charging
  }

  /** The station may be called now. */
  opened(): void {
    this.#starter.opened()
  }

  /** The station booted; what was under way is no more. */
  booted(): void {
    this.#starter.booted()
    this.#poll.forget()
  }

  /** The firmware or the traits of the station are others: what was learned of it no longer holds. */
  forget(): void {
    this.limiter.forget()
    this.#poll.forget()
  }

  async #apply(wish: Wish): Promise<Applied> {
    const { station, setCardPolicy } = this.#deps
    switch (wish.kind) {
      case 'CardPolicy':
        return await setCardPolicy(wish.policy).then(
          (): Applied => ({ kind: 'done', calls: [] }),
          (error: Error) => impossible(error.message),
        )
      case 'Remember':
        return { kind: 'done', calls: [] }
      case 'Impossible':
        return impossible(wish.detail)
      case 'Limit':
        return this.limiter.apply(wish)
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
}

/** The word of the station, or else what became of it. */
function wordOf(applied: Applied): string {
  if (applied.kind === 'refused') return applied.status
  return 'calls' in applied ? (applied.calls.at(-1)?.status ?? applied.kind) : applied.kind
}
