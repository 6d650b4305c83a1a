import type { Clock } from '../clock.ts'
import type { Item } from '../descriptor/schema.ts'
import type { Notifier } from '../items/notifier.ts'
import type { ItemValue, TransactionId } from '../model.ts'
import type { ArrivalHost } from './arrival.ts'
import type { CardRules, WrittenPolicy } from './card_rules.ts'
import type { Device, DeviceHost } from './device.ts'
import type { Keeper, KeeperDeps } from './keeper.ts'
import { type LocalListParts, listKeys } from './local_list_of.ts'
import type { OutletHost } from './outlet.ts'
import type { SetupWish } from './setup.ts'
import { noSteps, type SetupStep, withStep } from './setup_steps.ts'
import { setupWish } from './setup_wish.ts'
import type { Station } from './station.ts'
import type { WriteResult } from './writer.ts'

/** What the parts of a station ask of its keeper: one object for all of them, as there are many stations. */
export class KeeperPort implements ArrivalHost, DeviceHost, LocalListParts, OutletHost {
  readonly #keeper: Keeper
  readonly #deps: KeeperDeps
  #notes = noSteps

  constructor(keeper: Keeper, deps: KeeperDeps) {
    this.#keeper = keeper
    this.#deps = deps
  }

  /** The steps of the last set-up, and what came after it. */
  get notes(): readonly SetupStep[] {
    return this.#notes.all
  }

  get clock(): Clock {
    return this.#deps.clock
  }

  get station(): Station {
    return this.#keeper.station
  }

  get notifier(): Notifier {
    return this.#deps.notifier
  }

  get cards(): CardRules {
    return this.#deps.cards
  }

  get isOpen(): boolean {
    return this.#keeper.arrival.isOpen
  }

  get knownOnly(): boolean {
    return this.#deps.cards.knownOnly(this.station.id)
  }

  get sampleInterval(): number {
    return this.#deps.sampleInterval
  }

  get intervalInForce(): number | undefined {
    const { connection, facts } = this.station
    const key = connection?.dialect.keys.sampleInterval.toLowerCase()
    const value = key === undefined ? undefined : facts.configuration.get(key)?.value
    return value === undefined ? undefined : Number(value) || undefined
  }

  get wish(): SetupWish {
    const { cards, sampleInterval } = this.#deps
    // Not that of the devices: some stations report no connector before they are set up.
    const wish = this.#keeper.choice?.readers.wish
    return setupWish(wish, { listed: listKeys(this.station, cards), sampleInterval })
  }

  note(step: string, outcome: string): void {
    this.#notes = withStep(this.#notes, step, outcome)
    this.#deps.log.debug({ station: this.station.id, step, outcome }, 'Set-up')
  }

  forgetNotes(): void {
    this.#notes = noSteps
  }

  async restore(): Promise<void> {
    for (const outlet of this.#keeper.outlets) await outlet.restore()
    this.#keeper.list?.opened()
  }

  onOpen(): void {
    this.station.seat.opened()
    for (const outlet of this.#keeper.outlets) outlet.opened()
  }

  onSetUp(): void {
    this.#deps.survival.station(this.station)
  }

  setCardPolicy(policy: WrittenPolicy): Promise<void> {
    return this.#deps.cards.write(this.station.id, policy)
  }

  newId(): number {
    return this.#deps.newId()
  }

  onLate(device: Device, item: Item, result: WriteResult): void {
    const fields = { address: device.address, item: item.key, result }
    this.#deps.log.warn(fields, 'A value kept for later was not taken')
  }

  onPolicy(key: string, value: ItemValue): void {
    for (const { writer } of this.#keeper.outlets) writer.share(key, value)
  }

  onWritten(device: Device): void {
    this.#deps.survival.written(device)
  }

  onEnded(transaction: TransactionId): void {
    this.#deps.onEnded(this.station, transaction)
  }
}
