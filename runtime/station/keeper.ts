import type { Clock } from '../clock.ts'
import type { Notifier } from '../items/notifier.ts'
import type { Log } from '../log.ts'
import type { Facts, Identity, TransactionId } from '../model.ts'
import { Arrival } from './arrival.ts'
import type { CardRules } from './card_rules.ts'
import type { Cards } from './cards.ts'
import type { Connector } from './connector.ts'
import { type Choice, Device } from './device.ts'
import { KeeperPort } from './keeper_port.ts'
import type { LocalList, LocalListState } from './local_list.ts'
import { localListOf } from './local_list_of.ts'
import { Outlet } from './outlet.ts'
import { heardWithin, linkQuality } from './quality.ts'
import type { SetupStep } from './setup_steps.ts'
import type { Station } from './station.ts'
import type { Survival } from './survival.ts'
import type { WriteResult } from './writer.ts'

/** What keeping a station needs of the hub. */
export interface KeeperDeps {
  readonly clock: Clock
  readonly log: Log
  readonly notifier: Notifier
  /** Seconds between samples where no descriptor says. */
  readonly sampleInterval: number
  choose(station: Station): Choice | undefined
  onDevice(device: Device): void
  onDeviceGone(device: Device): void
  readonly cards: CardRules
  readonly survival: Survival
  newId(): number
  /** A transaction is over. */
  onEnded(station: Station, id: TransactionId): void
}

/** Keeps one station: opens its connection, sets it up, describes its connectors, writes to them. */
export class Keeper {
  readonly station: Station
  readonly #deps: KeeperDeps
  readonly #port: KeeperPort
  /** Its connectors from 1, each with what is done for it. */
  outlets: readonly Outlet[] = []
  /** The way from a connection to the end of set-up. */
  readonly arrival: Arrival
  /** Its own list of cards, where it is to be sent one. */
  readonly list: LocalList | undefined
  /** As it said it when it booted last. */
  firmware: string | undefined
  #choice: Choice | undefined
  /** Who it was when that was chosen; `undefined` = it is to be chosen anew. */
  #chosenFor: Identity | undefined

  constructor(station: Station, deps: KeeperDeps) {
    this.station = station
    station.watcher = this
    this.#deps = deps
    this.#port = new KeeperPort(this, deps)
    this.arrival = new Arrival(this.#port)
    this.list = deps.cards.lists.wanted(station.id) ? localListOf(this.#port) : undefined
  }

  /** How its connectors are described, by what it says of itself now. */
  get choice(): Choice | undefined {
    const { identity } = this.station.facts
    if (this.#chosenFor !== identity) {
      this.#choice = this.#deps.choose(this.station)
      this.#chosenFor = identity
    }
    return this.#choice
  }

  /** How its own list of cards stands. */
  get cardList(): LocalListState {
    return this.list?.state ?? noList
  }

  /** The steps of the last set-up, and what came after it. */
  get setup(): readonly SetupStep[] {
    return this.#port.notes
  }

  /** The devices of the station, by connector number. */
  devices(): readonly Device[] {
    return this.outlets
      .map(({ device }) => device)
      .sort((a, b) => a.facts.connector - b.facts.connector)
  }

  /** A connector appeared. */
  add(connector: Connector): void {
    const { clock, cards, onDevice } = this.#deps
    const { id } = this.station
    const { choice } = this
    if (choice === undefined || connector.facts.connector === 0) return
    const device = new Device(connector.facts, this.#port, { choice, now: clock.now() })
    const outlet = new Outlet(connector, device, this.#port)
    const policy = cards.written(id)
    if (policy !== undefined) outlet.writer.share(policy.key, policy.value)
    this.outlets = this.outlets.concat(outlet)
    onDevice(device)
  }

  /** A connector turned out not to exist. */
  remove(connector: Connector): void {
    const kept = this.#outlet(connector.facts)
    if (kept === undefined) return
    kept.disconnected()
    this.outlets = this.outlets.filter((outlet) => outlet !== kept)
    this.#deps.onDeviceGone(kept.device)
  }

  /** Descriptors or the identity of the station changed: choose again. */
  describe(): void {
    this.#chosenFor = undefined
    const { choice } = this
    const now = this.#deps.clock.now()
    for (const connector of this.station.connectors.outlets()) {
      const kept = this.#outlet(connector.facts)
      if (choice === undefined) this.remove(connector)
      else if (kept === undefined) this.add(connector)
      else kept.device.describe(choice, now)
    }
    this.arrival.rewished()
  }

  /** Facts changed: compute the items concerned. */
  show(): void {
    const now = this.#deps.clock.now()
    for (const outlet of this.outlets) outlet.show(now)
  }

  /** Facts changed: compute the items concerned, and do what the host does by itself. */
  update(): void {
    const now = this.#deps.clock.now()
    for (const outlet of this.outlets) outlet.update(now)
    this.arrival.rebootIfIdle()
  }

  /** Cards were taught in or forgotten. */
  cardsChanged(cards: Cards): void {
    this.list?.changed()
    this.station.connectors.cardsKnown((idTag) => cards.has(idTag))
    this.update()
  }

  /** Time passed: quality falls, values go stale. `heartbeat` in seconds. */
  sweep(heartbeat: number): void {
    const now = this.#deps.clock.now()
    const { facts } = this.station
    facts.quality = linkQuality(facts, heardWithin(this.devices(), heartbeat), now)
    for (const { device } of this.outlets) device.items.sweep(now)
    this.station.connection?.replies.sweep(now)
  }

  connected(): void {
    this.#relink()
    this.arrival.connected()
  }

  disconnected(): void {
    for (const outlet of this.outlets) outlet.disconnected()
    this.arrival.disconnected()
    this.#relink()
  }

  booted(): void {
    const firmware = this.station.facts.identity.firmwareVersion
    const otherFirmware = firmware !== this.firmware
    this.firmware = firmware
    if (otherFirmware) this.list?.forget()
    for (const outlet of this.outlets) {
      outlet.booted()
      if (otherFirmware) outlet.forget()
    }
    this.describe()
    this.arrival.booted({ otherFirmware })
  }

  /** Its plugin, or the traits of it, are others. */
  refitted(): void {
    for (const outlet of this.outlets) outlet.forget()
    this.list?.forget()
    this.arrival.rewished()
  }

  /** Writes one item of one device. */
  write(device: Device, index: number, value: unknown): Promise<WriteResult> {
    const writer = this.#outlet(device.facts)?.writer
    return writer?.write(index, value) ?? Promise.resolve({ kind: 'offline' })
  }

  #outlet({ connector }: Facts): Outlet | undefined {
    return this.outlets.find(({ device }) => device.facts.connector === connector)
  }

  #relink(): void {
    const now = this.#deps.clock.now()
    for (const { device } of this.outlets) device.items.relink(now)
  }
}

const noList: LocalListState = { state: 'off', cards: 0, leftOut: 0, status: null }
