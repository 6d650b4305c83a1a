import type { Clock } from '../clock.ts'
import type { Item } from '../descriptor/schema.ts'
import type { Notifier } from '../items/notifier.ts'
import type { Log } from '../log.ts'
import type { Facts, TransactionId } from '../model.ts'
import { Arrival } from './arrival.ts'
import type { CardRules } from './card_rules.ts'
import type { Cards } from './cards.ts'
import type { Connection } from './connection.ts'
import type { Connector } from './connector.ts'
import { type Choice, Device } from './device.ts'
import type { LocalList, LocalListState } from './local_list.ts'
import { listKeys, localListOf } from './local_list_of.ts'
import { Outlet } from './outlet.ts'
import type { SetupWish } from './setup.ts'
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

/** One step of set-up, and what became of it. */
export interface SetupStep {
  readonly step: string
  readonly outcome: string
}

/** Keeps one station: opens its connection, sets it up, describes its connectors, writes to them. */
export class Keeper {
  readonly station: Station
  readonly #deps: KeeperDeps
  /** Its connectors from 1, each with what is done for it. */
  outlets: readonly Outlet[] = []
  readonly #setup: SetupStep[] = []
  /** The way from a connection to the end of set-up. */
  readonly arrival: Arrival
  readonly #list: LocalList
  /** As it said it when it booted last. */
  firmware: string | undefined

  constructor(station: Station, deps: KeeperDeps) {
    this.station = station
    station.watcher = this
    this.#deps = deps
    this.arrival = new Arrival(station, {
      clock: deps.clock,
      wish: () => this.#wish(),
      restore: async () => {
        for (const { writer } of this.outlets) await writer.restore()
        this.#list.opened()
      },
      opened: () => {
        this.station.seat.opened()
        for (const outlet of this.outlets) outlet.opened()
      },
      note: (step, outcome) => this.#note(step, outcome),
      forgetNotes: () => this.#setup.splice(0),
      setUp: () => deps.survival.station(station),
    })
    this.#list = localListOf(station, {
      ...deps,
      open: () => this.arrival.isOpen,
      note: (step, outcome) => this.#note(step, outcome),
    })
  }

  /** How its own list of cards stands. */
  get cardList(): LocalListState {
    return this.#list.state
  }

  /** The steps of the last set-up. */
  get setup(): readonly SetupStep[] {
    return this.#setup
  }

  /** The devices of the station, by connector number. */
  devices(): readonly Device[] {
    return this.outlets
      .map(({ device }) => device)
      .sort((a, b) => a.facts.connector - b.facts.connector)
  }

  /** A connector appeared. */
  add(connector: Connector): void {
    const { clock, notifier, sampleInterval, cards, choose, onDevice } = this.#deps
    const { id } = this.station
    const choice = choose(this.station)
    const number = connector.facts.connector
    if (choice === undefined || number === 0) return
    const now = clock.now()
    const device = new Device(connector.facts, {
      choice,
      notifier,
      sampleInterval,
      interval: () => this.#intervalInForce(),
      now,
    })
    const outlet = new Outlet(connector, device, {
      clock,
      station: this.station,
      open: () => this.arrival.isOpen,
      knownOnly: () => cards.knownOnly(id),
      setCardPolicy: (policy) => cards.write(id, policy),
      newId: this.#deps.newId,
      note: (step, outcome) => this.#note(step, outcome),
      onLate: (target, item, result) => this.#late(target, item, result),
      onPolicy: (key, value) => {
        for (const other of this.outlets) other.writer.share(key, value)
      },
      onWritten: (target) => this.#deps.survival.written(target),
      onEnded: (transaction) => this.#deps.onEnded(this.station, transaction),
    })
    const policy = cards.written(id)
    if (policy !== undefined) outlet.writer.share(policy.key, policy.value)
    this.outlets = [...this.outlets, outlet]
    onDevice(device)
  }

  /** A connector turned out not to exist. */
  remove(connector: Connector): void {
    const kept = this.#outlet(connector.facts)
    if (kept === undefined) return
    kept.writer.disconnected()
    this.outlets = this.outlets.filter((outlet) => outlet !== kept)
    this.#deps.onDeviceGone(kept.device)
  }

  /** Descriptors or the identity of the station changed: choose again. */
  describe(): void {
    const choice = this.#deps.choose(this.station)
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
  update(): void {
    const now = this.#deps.clock.now()
    for (const outlet of this.outlets) outlet.update(now)
    this.arrival.rebootIfIdle()
  }

  /** Cards were taught in or forgotten. */
  cardsChanged(cards: Cards): void {
    this.#list.changed()
    this.station.connectors.cardsKnown((idTag) => cards.has(idTag))
    this.update()
  }

  /** Time passed: quality falls, values go stale. */
  sweep(quality: number): void {
    const now = this.#deps.clock.now()
    this.station.facts.quality = quality
    for (const { device } of this.outlets) device.items.sweep(now)
  }

  connected(connection: Connection): void {
    this.#relink()
    this.arrival.connected(connection)
  }

  disconnected(): void {
    for (const { writer } of this.outlets) writer.disconnected()
    this.#relink()
  }

  booted(): void {
    const firmware = this.station.facts.identity.firmwareVersion
    const otherFirmware = firmware !== this.firmware
    this.firmware = firmware
    if (otherFirmware) this.#list.forget()
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
    this.#list.forget()
    this.arrival.rewished()
  }

  /** Writes one item of one device. */
  write(device: Device, index: number, value: unknown): Promise<WriteResult> {
    const writer = this.#outlet(device.facts)?.writer
    return writer?.write(index, value) ?? Promise.resolve({ kind: 'offline' })
  }

  #wish(): SetupWish {
    // Not that of the devices: some stations report no connector before they are set up.
    const wish = this.#deps.choose(this.station)?.readers.wish
    const listed = listKeys(this.station, this.#deps.cards)
    return {
      measurands: wish?.measurands ?? [],
      keys: [...(wish?.keys ?? []), ...listed],
      variables: [...(wish?.variables ?? []), ...listed],
      sampleInterval: wish?.sampleInterval || this.#deps.sampleInterval,
    }
  }

  #intervalInForce(): number | undefined {
    const key = this.station.connection?.dialect.keys.sampleInterval.toLowerCase()
    const value = key === undefined ? undefined : this.station.facts.configuration.get(key)?.value
    return value === undefined ? undefined : Number(value) || undefined
  }

  #outlet({ connector }: Facts): Outlet | undefined {
    return this.outlets.find(({ device }) => device.facts.connector === connector)
  }

  #relink(): void {
    const now = this.#deps.clock.now()
    for (const { device } of this.outlets) device.items.relink(now)
  }

  #note(step: string, outcome: string): void {
    this.#setup.push({ step, outcome })
    this.#deps.log.debug({ station: this.station.id, step, outcome }, 'Set-up')
  }

  #late(device: Device, item: Item, result: WriteResult): void {
    const fields = { address: device.address, item: item.key, result }
    this.#deps.log.warn(fields, 'A value kept for later was not taken')
  }
}
