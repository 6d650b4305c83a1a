import type { Clock } from '../clock.ts'
import type { Item } from '../descriptor/schema.ts'
import type { Notifier } from '../items/notifier.ts'
import type { Log } from '../log.ts'
import type { Command } from '../model.ts'
import type { Connection } from './connection.ts'
import type { Connector } from './connectors.ts'
import type { Wish } from './control.ts'
import { type Choice, Device } from './device.ts'
import type { ProfileVariant } from './ladder.ts'
import { type Applied, applyLimit } from './limit.ts'
import { Opening } from './opening.ts'
import { runSetup, type SetupWish } from './setup.ts'
import type { Station } from './station.ts'
import { type WriteResult, Writer } from './writer.ts'

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
  setCardPolicy(station: Station, knownOnly: boolean): void
  newId(): number
}

/** One step of set-up, and what became of it. */
export interface SetupStep {
  readonly step: string
  readonly outcome: string
}

interface Kept {
  readonly device: Device
  readonly writer: Writer
  /** Variant of the charging profile that this connector accepted last. */
  learned: ProfileVariant | undefined
}

/** Keeps one station: opens its connection, sets it up, describes its connectors, writes to them. */
export class Keeper {
  readonly station: Station
  readonly #deps: KeeperDeps
  readonly #kept = new Map<number, Kept>()
  readonly #unanswered = new Set<string>()
  readonly #setup: SetupStep[] = []
  #opening: Opening | undefined
  #triggeredAt = Number.NEGATIVE_INFINITY
  #firmware: string | undefined
  /** What the last complete set-up asked for; none yet, or a boot since, asks again. */
  #setUpFor: string | undefined
  #working = false
  #again = false

  constructor(station: Station, deps: KeeperDeps) {
    this.station = station
    this.#deps = deps
  }

  /** The steps of the last set-up. */
  get setup(): readonly SetupStep[] {
    return this.#setup
  }

  /** The devices of the station, by connector number. */
  devices(): readonly Device[] {
    return [...this.#kept.values()]
      .map(({ device }) => device)
      .sort((a, b) => a.facts.connector - b.facts.connector)
  }

  /** A connector appeared. */
  add(connector: Connector): void {
    const { clock, notifier, sampleInterval, choose, onDevice } = this.#deps
    const choice = choose(this.station)
    const number = connector.facts.connector
    if (choice === undefined || number === 0) return
    const now = clock.now()
    const device = new Device(connector.facts, { choice, notifier, sampleInterval, now })
    const kept: Kept = { device, writer: this.#writer(device), learned: undefined }
    this.#kept.set(number, kept)
    onDevice(device)
  }

  /** A connector turned out not to exist. */
  remove(connector: Connector): void {
    const kept = this.#kept.get(connector.facts.connector)
    if (kept === undefined) return
    kept.writer.disconnected()
    this.#kept.delete(connector.facts.connector)
    this.#deps.onDeviceGone(kept.device)
  }

  /** Descriptors or the identity of the station changed: choose again. */
  describe(): void {
    const choice = this.#deps.choose(this.station)
    const now = this.#deps.clock.now()
    for (const connector of this.station.connectors.outlets()) {
      const kept = this.#kept.get(connector.facts.connector)
      if (choice === undefined) this.remove(connector)
      else if (kept === undefined) this.add(connector)
      else kept.device.describe(choice, now)
    }
    if (this.#setUpFor !== undefined && this.#setUpFor !== this.#wishText()) void this.#open()
  }

  /** Facts changed: compute the items concerned. */
  update(): void {
    const now = this.#deps.clock.now()
    for (const connector of this.station.connectors.outlets()) {
      const { changed, facts } = connector
      if (changed === 0) continue
      connector.changed = 0
      this.#kept.get(facts.connector)?.device.items.update(changed, now)
    }
  }

  /** Time passed: quality falls, values go stale. */
  sweep(quality: number): void {
    const now = this.#deps.clock.now()
    this.station.facts.quality = quality
    for (const { device } of this.#kept.values()) device.items.sweep(now)
  }

  connected(connection: Connection): void {
    const { clock } = this.#deps
    const { setup } = this.station.traits
    this.#relink()
    this.#opening = new Opening({
      clock,
      traits: setup,
      ended: connection.ended,
      mayTrigger: () => clock.now() - this.#triggeredAt >= setup.triggerBootEvery * 1000,
      triggerBoot: () => {
        this.#triggeredAt = clock.now()
        const command: Command = { kind: 'TriggerMessage', message: 'BootNotification' }
        void this.station.execute(command).then((done) => {
          this.#note('trigger boot', done.record.status)
        })
      },
      open: () => void this.#open(),
    })
    if (this.#setUpFor !== undefined) this.#opening.resumed()
  }

  disconnected(): void {
    for (const { writer } of this.#kept.values()) writer.disconnected()
    this.#relink()
  }

  booted(): void {
    const firmware = this.station.facts.identity.firmwareVersion
    if (firmware !== this.#firmware) {
      this.#firmware = firmware
      this.#unanswered.clear()
      for (const kept of this.#kept.values()) kept.learned = undefined
    }
    this.#setUpFor = undefined
    this.describe()
    this.#opening?.booted()
  }

  /** Writes one item of one device. */
  write(device: Device, index: number, value: unknown): Promise<WriteResult> {
    const kept = this.#kept.get(device.facts.connector)
    return kept === undefined
      ? Promise.resolve({ kind: 'offline' })
      : kept.writer.write(index, value)
  }

  /** Sets the station up and restores what was written; one at a time, once more if asked meanwhile. */
  async #open(): Promise<void> {
    this.#again = true
    if (this.#working) return
    this.#working = true
    while (this.#again) {
      this.#again = false
      await this.#openOnce()
    }
    this.#working = false
  }

  async #openOnce(): Promise<void> {
    const connection = this.station.connection
    if (connection === undefined) return
    const wanted = this.#wishText()
    if (this.#setUpFor !== wanted) {
      this.#setup.length = 0
      await this.#runSetup(connection)
      if (connection.ended.aborted) return
      this.#setUpFor = wanted
    }
    for (const { writer } of this.#kept.values()) await writer.restore()
  }

  async #runSetup(connection: Connection): Promise<void> {
    const { station } = this
    await runSetup({
      facts: station.facts,
      traits: station.traits.setup,
      keys: connection.dialect.keys,
      clock: this.#deps.clock,
      wish: this.#wish(),
      unanswered: this.#unanswered,
      execute: (command) => station.execute(command, { signal: connection.ended }),
      learn: (values) => station.learn([{ kind: 'ConfigurationRead', values }]),
      log: (step, outcome) => this.#note(step, outcome),
      statusMissing: () =>
        [...station.connectors.outlets()].every(({ facts }) => facts.status === undefined),
    })
    const key = connection.dialect.keys.connectors?.toLowerCase()
    const declared = key === undefined ? undefined : station.facts.configuration.get(key)?.value
    if (declared !== undefined) station.connectors.declare(Number(declared))
  }

  #wish(): SetupWish {
    const wishes = this.devices().map(({ choice }) => choice.readers.wish)
    const intervals = wishes.map((w) => w.sampleInterval).filter((s) => s > 0)
    return {
      measurands: [...new Set(wishes.flatMap((w) => w.measurands))],
      keys: [...new Set(wishes.flatMap((w) => w.keys))],
      sampleInterval: intervals.length === 0 ? this.#deps.sampleInterval : Math.min(...intervals),
    }
  }

  #wishText(): string {
    return JSON.stringify(this.#wish())
  }

  #writer(device: Device): Writer {
    const { clock, newId } = this.#deps
    return new Writer(device, {
      clock,
      online: () => this.station.facts.online,
      apply: (wish, target) => this.#apply(wish, target),
      newId,
      onLate: (target, item, result) => this.#late(target, item, result),
    })
  }

  async #apply(wish: Wish, device: Device): Promise<Applied> {
    const { station } = this
    if (wish.kind === 'CardPolicy') {
      this.#deps.setCardPolicy(station, wish.knownOnly)
      return { kind: 'done', calls: [] }
    }
    if (wish.kind === 'Remember') return { kind: 'done', calls: [] }
    if (wish.kind === 'Impossible') {
      return { kind: 'refused', status: wish.kind, detail: wish.detail, calls: [] }
    }
    if (wish.kind === 'Limit') return this.#limit(wish, device)
    const executed = await station.execute(wish)
    const { record } = executed
    if (executed.kind === 'offline') return { kind: 'offline' }
    if (executed.kind === 'timeout') return { kind: 'timeout', action: record.action }
    if (executed.kind === 'call-error') {
      return {
        kind: 'refused',
        status: executed.code,
        detail: executed.description,
        calls: [record],
      }
    }
    return executed.outcome.accepted
      ? { kind: 'done', calls: [record] }
      : { kind: 'refused', status: executed.outcome.status, calls: [record] }
  }

  async #limit(wish: Extract<Wish, { kind: 'Limit' }>, device: Device): Promise<Applied> {
    const { station } = this
    const connection = station.connection
    const kept = this.#kept.get(device.facts.connector)
    if (connection === undefined || kept === undefined) return { kind: 'offline' }
    const deps = {
      facts: device.facts,
      traits: station.traits.profile,
      keys: connection.dialect.keys,
      learned: kept.learned,
      execute: (command: Command) => station.execute(command),
      now: () => this.#deps.clock.now(),
    }
    const applied = await applyLimit(wish, deps)
    kept.learned = deps.learned
    return applied
  }

  #relink(): void {
    const now = this.#deps.clock.now()
    for (const { device } of this.#kept.values()) device.items.relink(now)
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
