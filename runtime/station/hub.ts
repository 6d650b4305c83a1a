import type { Timer } from '../clock.ts'
import type { Readers } from '../descriptor/read.ts'
import type { Dialect } from '../dialect/dialect.ts'
import { Notifier } from '../items/notifier.ts'
import { makeRoom, mostDevices } from './admission.ts'
import { assign } from './assignment.ts'
import { CardKinds } from './card_kinds.ts'
import { chargesElsewhere } from './concurrent.ts'
import type { Connection, Transport } from './connection.ts'
import type { Choice, Device } from './device.ts'
import { heedRequest, noGuard } from './guard.ts'
import type { HubOptions } from './hub_options.ts'
import { Keeper, type KeeperDeps } from './keeper.ts'
import { KeptTexts } from './kept_texts.ts'
import { pluginReports } from './plugin_reports.ts'
import { Rounds } from './rounds.ts'
import { Station } from './station.ts'
import type { StationDeps } from './station_deps.ts'
import { stationLog } from './station_log.ts'
import { noSurvival } from './survival.ts'
import { survive } from './survival_of.ts'
import { TransactionIds } from './transactions.ts'

/** Seconds between heartbeats where neither setting nor descriptor says. */
const standardHeartbeat = 60
/** Seconds between two looks at what time alone changes. */
const sweepEvery = 5

/** All stations of this node, and their devices. */
export class Hub {
  readonly notifier: Notifier
  /** Rounds in which messages are handled. */
  readonly rounds: Rounds
  readonly #options: HubOptions
  readonly #keepers = new Map<string, Keeper>()
  readonly #devices = new Map<string, Device>()
  readonly #transactions: TransactionIds
  /** One for all stations, as there may be many. */
  readonly #stationDeps: StationDeps
  readonly #keeperDeps: KeeperDeps
  #descriptors: ReadonlyMap<string, Readers> = new Map()
  #sweeper: Timer
  #ids = 0

  constructor(options: HubOptions) {
    const { clock, log, moment } = options
    this.#options = options
    this.rounds = new Rounds(moment)
    this.notifier = new Notifier(clock, (error) => log.error({ error }, 'A listener failed'))
    this.#transactions = options.transactions?.ids ?? new TransactionIds(clock)
    this.#ids = Math.floor(clock.random() * 1e9)
    this.#stationDeps = this.#makeStationDeps()
    this.#keeperDeps = this.#makeKeeperDeps()
    this.#sweeper = this.#nextSweep()
    const { cards } = options.cards
    cards.watch(() => {
      for (const keeper of this.#keepers.values()) keeper.cardsChanged(cards)
    })
  }

  /** Stations, in the order they were first heard of. */
  stations(): Iterable<Keeper> {
    return this.#keepers.values()
  }

  /** The station with this identity, if it is known. */
  station(id: string): Keeper | undefined {
    return this.#keepers.get(id)
  }

  /** Devices, in the order they were first heard of. */
  devices(): Iterable<Device> {
    return this.#devices.values()
  }

  /** The device with this address, if it is known. */
  device(address: string): Device | undefined {
    return this.#devices.get(address)
  }

  /** Makes a device known before its station connects. */
  announce(station: string, connector: number): void {
    this.know(station).station.connectors.ensure(connector)
  }

  /** Whether a station of this identity can be taken. */
  admits(id: string): boolean {
    return this.#keepers.has(id) || makeRoom(this.#keepers, (gone) => this.#forget(gone))
  }

  /** Takes a connection of a station. */
  connect(
    id: string,
    transport: Transport,
    dialect: Dialect,
  ): { station: Station; connection: Connection } {
    const { station } = this.know(id)
    return { station, connection: station.connect(transport, dialect) }
  }

  /** Makes these the descriptors in use; devices are described anew at once. */
  describe(descriptors: ReadonlyMap<string, Readers>): void {
    this.#descriptors = descriptors
    for (const keeper of this.#keepers.values()) keeper.describe()
  }

  /** The plugins in use are others: stations are fitted anew at once, also connected ones. */
  refit(): void {
    for (const { station } of this.#keepers.values()) station.seat.reconsider()
  }

  /** Resolves when what stations said is answered, or has taken too long, ms. */
  async settled(patience: number): Promise<void> {
    const idle = [...this.#keepers.values()].map(({ station }) => station.idle)
    const tooLong = new Promise<void>((done) => this.#options.clock.after(patience, done))
    await Promise.race([Promise.all(idle), tooLong])
  }

  /** Stops the timers; connections are closed by whoever opened them. */
  close(): void {
    this.#sweeper.cancel()
  }

  /** A station, known from now on. */
  know(id: string): Keeper {
    const known = this.#keepers.get(id)
    if (known !== undefined) return known
    const keeper = new Keeper(new Station(id, this.#stationDeps), this.#keeperDeps)
    this.#keepers.set(id, keeper)
    return keeper
  }

  #forget(id: string): void {
    const gone = this.#keepers.get(id)
    for (const { address } of gone?.devices() ?? []) this.#devices.delete(address)
    gone?.station.messages.forget()
    if (gone !== undefined) this.#options.survival?.forgotten(gone.station)
    this.#keepers.delete(id)
  }

  #newId(): number {
    this.#ids = (this.#ids % 2147483647) + 1
    return this.#ids
  }

  #makeStationDeps(): StationDeps {
    const { clock, log, plugins, cards, guard = noGuard, survival = noSurvival } = this.#options
    const say = stationLog(log)
    const reports = pluginReports(log)
    const keeper = ({ id }: Station) => this.#keepers.get(id)
    return {
      clock,
      rounds: this.rounds,
      frameLimits: this.#options.frameLimits,
      texts: new KeptTexts(),
      timeout: this.#options.timeout,
      operations: this.#options.operations,
      heartbeatInterval: (station) => this.#heartbeatInterval(station),
      authorize: ({ id }, idTag) => cards.authorize(id, idTag),
      authorizeStart: (station, idTag, transaction) =>
        cards.authorizeStart(station.id, idTag, () =>
          chargesElsewhere(this.#keepers.values(), idTag, { station, transaction }),
        ),
      cardKinds: new CardKinds(),
      report: this.#options.transactions?.report,
      store: (stored) => this.#options.transactions?.store(stored) === true,
      newId: () => this.#newId(),
      startTransaction: (station, start) =>
        this.#options.transactionId?.(station.id, start) ??
        this.#transactions.idFor(station.id, start),
      onOwnId: (station, number) => survival.connector(station, number, true),
      isIssued: (id) => this.#transactions.isIssued(String(id)),
      hasRoom: () => this.#devices.size < mostDevices,
      onConnector: (station, connector) => keeper(station)?.add(connector),
      onConnectorGone: (station, connector) => {
        keeper(station)?.remove(connector)
        survival.connectorGone(station, connector.facts.connector)
      },
      onConnected: (station) => {
        say.connected(station)
        keeper(station)?.connected()
      },
      onDisconnected: (station) => {
        say.disconnected(station)
        keeper(station)?.disconnected()
        survival.station(station)
      },
      onEvent: (station, event) => {
        this.#options.hear?.(station.id, event)
        heedRequest(guard, station, event)
        survive(survival, station, event)
        if (event.kind !== 'Booted') return
        say.booted(station)
        keeper(station)?.booted()
      },
      onDefect: say.defect,
      guard,
      plugins,
      ...reports,
      onPlugin: (station) => {
        reports.onPlugin(station)
        keeper(station)?.refitted()
      },
    }
  }

  #makeKeeperDeps(): KeeperDeps {
    const { clock, log, sampleInterval, cards } = this.#options
    return {
      clock,
      log,
      notifier: this.notifier,
      sampleInterval,
      choose: (station) => this.#choose(station),
      onDevice: (device) => this.#devices.set(device.address, device),
      onDeviceGone: (device) => this.#devices.delete(device.address),
      cards,
      survival: this.#options.survival ?? noSurvival,
      newId: () => this.#newId(),
      onEnded: (station, id) => this.#transactions.ended(station.id, id),
    }
  }

  #choose(station: Station): Choice | undefined {
    return assign({
      station: station.id,
      identity: station.facts.identity,
      descriptors: this.#descriptors,
      forced: this.#options.descriptorOf(station.id),
      fallback: this.#options.fallback,
    })
  }

  #heartbeatInterval(station: Station): number {
    const { choice } = this.#keepers.get(station.id) ?? {}
    const wished = choice?.readers.wish.heartbeatInterval || standardHeartbeat
    return this.#options.heartbeatInterval ?? wished
  }

  #nextSweep(): Timer {
    return this.#options.clock.after(sweepEvery * 1000, () => {
      for (const keeper of this.#keepers.values()) {
        if (keeper.station.facts.online) keeper.sweep(this.#heartbeatInterval(keeper.station))
      }
      this.#sweeper = this.#nextSweep()
    })
  }
}
