import type { Clock } from '../clock.ts'
import type { Item } from '../descriptor/schema.ts'
import { group } from '../model.ts'
import type { Connector } from './connectors.ts'
import type { Wish } from './control.ts'
import type { Device } from './device.ts'
import type { Applied } from './limit.ts'
import { appliedOf, Limiter } from './limiter.ts'
import { Starter } from './starter.ts'
import type { Station } from './station.ts'
import { type WriteResult, Writer } from './writer.ts'

/** What an outlet needs of the keeper of its station. */
export interface OutletDeps {
  readonly clock: Clock
  readonly station: Station
  /** Whether only known cards may charge. */
  knownOnly(): boolean
  setCardPolicy(knownOnly: boolean): void
  newId(): number
  note(step: string, outcome: string): void
  /** A write that was sent later failed. */
  onLate(device: Device, item: Item, result: WriteResult): void
}

/** Groups of facts that the host reacts to by itself. */
const reacting = group.status | group.transaction

/** One connector as the host keeps it: its device, what is written to it, and what is done for it. */
export class Outlet {
  readonly device: Device
  readonly writer: Writer
  readonly limiter: Limiter
  readonly #deps: OutletDeps
  readonly #connector: Connector
  readonly #starter: Starter
  /** Whether a transaction ran when the facts were last looked at. */
  #charging = false

  constructor(connector: Connector, device: Device, deps: OutletDeps) {
    const { clock, station } = deps
    const { facts } = connector
    this.#deps = deps
    this.#connector = connector
    this.device = device
    this.limiter = new Limiter({
      clock,
      facts,
      traits: () => station.traits,
      keys: () => station.connection?.dialect.keys,
      connectors: () => [...station.connectors.outlets()].length,
      execute: (command) => station.execute(command),
      learn: (events) => station.learn(events),
      onLate: (applied) => deps.note(`limit of connector ${facts.connector}`, applied.kind),
    })
    this.#starter = new Starter({
      clock,
      facts,
      traits: () => station.traits.control,
      paused: () => this.limiter.paused,
      knownOnly: deps.knownOnly,
      start: async (command) => {
        const { record } = await station.execute(command)
        deps.note(`start connector ${facts.connector}`, record.status)
      },
    })
    this.writer = new Writer(device, {
      clock,
      online: () => station.facts.online,
      apply: (wish) => this.#apply(wish),
      newId: deps.newId,
      onLate: deps.onLate,
    })
  }

  /** Computes the items whose facts changed, and does what the host does by itself. */
  update(now: number): void {
    const { changed, facts } = this.#connector
    if (changed === 0) return
    this.#connector.changed = 0
    this.device.items.update(changed, now)
    if ((changed & reacting) === 0) return
    this.#starter.look()
    const charging = facts.transaction?.active === true
    if (charging && !this.#charging) void this.limiter.started()
    this.#charging = charging
  }

  async #apply(wish: Wish): Promise<Applied> {
    switch (wish.kind) {
      case 'CardPolicy':
        this.#deps.setCardPolicy(wish.knownOnly)
        return { kind: 'done', calls: [] }
      case 'Remember':
        return { kind: 'done', calls: [] }
      case 'Impossible':
        return { kind: 'refused', status: wish.kind, detail: wish.detail, calls: [] }
      case 'Limit':
        return this.limiter.apply(wish)
      default:
        return appliedOf(await this.#deps.station.execute(wish))
    }
  }
}
